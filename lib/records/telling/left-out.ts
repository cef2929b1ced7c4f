import { asJson } from '../../base/json';
import type { Phrase } from '../../base/text/phrase';
import type { NotApplied, Unapplied } from '../../write/outcome';
import { type Refused, toldBy } from '../checking/refused';

/** What output 2 says of an object that was not applied, or not found. */
export interface LeftOut extends Refused {
  /** Place of the object in the message, from 0. Absent for a record of a list. */
  index?: number;
  /** As the message has it, as far as JSON carries it. */
  object: unknown;
  /** Why, as a sentence. */
  reason: Phrase;
  outcome: Unapplied;
  statusCode?: number;
  /** Ids of records that may be it, when the outcome is unknown. */
  found?: string[];
}

/** What is told of an object that was not applied. */
export function leftOut({
  index,
  object,
  reason,
  outcome,
  ...more
}: NotApplied<unknown> & { index: number }): LeftOut {
  const { statusCode, found, details } = more;
  return {
    index,
    object: asJson(object) ?? null,
    reason,
    outcome,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...toldBy(details),
    ...(found === undefined || found.length === 0 ? {} : { found }),
  };
}
