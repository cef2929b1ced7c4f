import type { CoupaError } from '../base/errors';
import type { JsonObject } from '../base/json';
import type { Phrase } from '../base/text/phrase';
import { wasNeverSent } from './request-failure';

/**
 * Why an object was not applied. `refused`: the tenant said no. `not sent`: it never left, because of a check or because no connection
 * could be made. `unknown`: it may have been applied all the same. `not attempted`: the write ended before its turn.
 */
export type Unapplied = 'refused' | 'not sent' | 'unknown' | 'not attempted';

/** An object that was not applied, or of which nobody knows. */
export interface NotApplied<Item = JsonObject> {
  object: Item;
  /** Why, as a sentence. */
  reason: Phrase;
  outcome: Unapplied;
  /** Ids of objects that look like it, or that its key finds, when the outcome is unknown. */
  found?: string[];
  /** HTTP status of the request that decided it. */
  statusCode?: number;
  /** What the tenant said of it, where that can be told apart. */
  details?: unknown;
}

/** What became of one object: what goes to output 1, or why it goes to output 2. */
export type Outcome<Applied, Item = JsonObject> = { applied: Applied } | NotApplied<Item>;

/** Whether an object was applied. */
export function isApplied<Applied, Item>(outcome: Outcome<Applied, Item>): outcome is { applied: Applied } {
  return 'applied' in outcome;
}

/** The same for each object of a request that surely was not carried out. */
export function refusedBy<Item>(object: Item, error: CoupaError): NotApplied<Item> {
  const { statusCode, details } = error;
  return {
    object,
    reason: error.phrase,
    outcome: wasNeverSent(error) ? 'not sent' : 'refused',
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(details === undefined ? {} : { details }),
  };
}
