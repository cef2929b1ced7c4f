import type { CoupaError, Outcome } from '../../base/errors';
import { atStart, type Phrase, phrase, type Text } from '../../base/text/phrase';

/**
 * What became of a request that failed: it was surely not carried out, nobody knows, or the tenant gave a whole answer
 * that says no.
 */
export type AttemptOutcome = Outcome | 'refused';

/** One sending of a request that did not lead to an answer: what `retry-policy` decides on. */
export class AttemptFailed extends Error {
  constructor(
    /** What the caller gets to see if nothing follows. */
    readonly error: CoupaError,
    readonly outcome: AttemptOutcome,
    /** Whether the same request may well succeed a little later. */
    readonly transient: boolean,
  ) {
    super(error.message);
  }
}

/** What errors say about the request they are about. */
export interface Errand {
  /** `reading invoices`. */
  purpose: Text;
  /** Host it went to. */
  host: string;
  api: 'core' | 'cso';
  method: string;
  /** Without its query, which may hold what is confidential. */
  path: string;
}

/** `Reading invoices: <what happened>`. */
export function sentence(errand: Errand, what: Phrase): Phrase {
  return phrase`${atStart(errand.purpose)}: ${what}`;
}

/** The error of a write, with its outcome: whether it may have been carried out all the same. */
export function withOutcome(error: CoupaError, outcome: Outcome): CoupaError {
  if (outcome === 'not sent') return error.with({ outcome });
  const told = phrase`${error.phrase} It may have been carried out all the same: look before sending it again.`;
  return error.with({ phrase: told, outcome });
}
