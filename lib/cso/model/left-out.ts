import type { JsonObject } from '../../base/json';
import type { Phrase } from '../../base/text/phrase';
import type { NotApplied } from '../../write/outcome';

/** What output 2 says of an object that was not applied, or not found. */
export interface LeftOut {
  object: JsonObject;
  /** Why, as a sentence. */
  reason: Phrase;
  /** Set when it may have been applied all the same. */
  outcome?: 'unknown';
  /** Ids of objects that look like it, when the outcome is unknown. */
  found?: string[];
}

/** What is told of an object that was not applied. */
export function leftOut({ object, reason, outcome, found }: NotApplied): LeftOut {
  return {
    object,
    reason,
    ...(outcome === 'unknown' ? { outcome } : {}),
    ...(found === undefined ? {} : { found }),
  };
}
