import type { Clock } from '../../base/clock';
import type { JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import type { NaturalKey } from '../../catalogue/natural-keys';
import type { RecordOperation } from '../../catalogue/record-operations';
import type { Downloader } from '../../ports/files';
import type { Answer, Requester, RequestOptions } from '../../ports/requester';
import type { KeyTurns } from '../../write/key-turns';
import { namingScope } from '../../write/needed-scope';
import type { RecordSettings } from '../model/settings';
import { recordPath, type Target } from '../model/target';
import { expectedRecord } from './expected-record';
import type { OwnWrites } from './own-writes';
import type { Remarks } from './remarks';

/** What all that is done for one message shares. */
export interface Work {
  readonly requester: Requester & Downloader;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly settings: RecordSettings;
  readonly target: Target;
  readonly operation: RecordOperation;
  /** With `action`: what follows the id, or the list. */
  readonly action: string;
  /** With `markExported`: whether the mark is set or taken back. */
  readonly exported: boolean;
  /** Further parameters of what is done to one record, percent-encoded: `reason=late`. */
  readonly parameters: readonly string[];
  /** By what records are recognised, the best first. */
  readonly keys: readonly NaturalKey[];
  /** Long work waits while others want a place. */
  readonly priority: 'foreground' | 'background';
  /** Of one key one write is under way at a time on a site. */
  readonly turns: KeyTurns;
  /** What is known of writes to this tenant that must not be carried out twice. */
  readonly ownWrites: OwnWrites;
  /** What is told beside the result. */
  readonly remarks: Remarks;
}

/** Sends a request of a message; a refusal for want of a scope names it. */
export async function ask(
  work: Work,
  operation: RecordOperation,
  options: Omit<RequestOptions, 'priority' | 'signal'>,
): Promise<Answer> {
  const { requester, signal, priority } = work;
  try {
    return await requester.request({ ...options, priority, signal });
  } catch (error) {
    throw namingScope(error, work.target.resource, operation, work.action);
  }
}

/** Reads one record. @throws {CoupaError} `COUPA_NOT_FOUND` when there is none, `COUPA_RESPONSE` when something else is answered. */
export async function readRecord(
  work: Work,
  id: string,
  parameters: readonly string[] = [],
): Promise<JsonObject> {
  const { target } = work;
  const purpose = phrase`reading ${target.resource} ${id}`;
  const path = `${recordPath(target, id)}${queryOf(parameters)}`;
  return expectedRecord(await ask(work, 'get', { path, purpose }), id, purpose);
}

/** The parameters of a path that has none yet: `?a=1&b=2`; empty for none. */
export function queryOf(parameters: readonly string[]): string {
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}
