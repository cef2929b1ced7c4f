import { isObject } from '../../base/form';
import { parsedJson } from '../../base/json';
import type { Witness } from '../engine/leases';
import { momentIn } from './continues';

/** What was seen last of a poll. */
export function latestOf(witnesses: readonly Witness[]): Witness | undefined {
  let latest: Witness | undefined;
  for (const witness of witnesses) if (latest === undefined || witness.at > latest.at) latest = witness;
  return latest;
}

/** Up to when a document or its head says that everything was delivered. */
export function provenIn(document: unknown): number {
  return isObject(document) ? momentIn(document, 'proven') : Number.NEGATIVE_INFINITY;
}

/**
 * Whether what a node has of its own proves more than what its fleet had, and counts: it does not where that is certainly the later one. Then
 * somebody has had it begin again further back, and what was to come again counts.
 */
export function isFurther(
  own: unknown,
  witness: Witness,
  memory: { isLater(witness: Witness): boolean },
): boolean {
  return !memory.isLater(witness) && provenIn(own) > provenIn(parsedJson(witness.head));
}

/** The members at a document's head, if it is one. */
export function headIn(document: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(document) ? document : undefined;
}
