import { CoupaError } from '../base/errors';
import type { Phrase } from '../base/text/phrase';

/**
 * Whether a failed write may have been carried out: the connection was lost after sending, the time ran out, the
 * server failed in the middle, or its answer cannot be read. A 3xx or 4xx refused it, and what was never sent changed nothing.
 */
export function mayHaveHappened(error: CoupaError): boolean {
  if (error.outcome !== undefined) return error.outcome === 'unknown';
  if (error.statusCode !== undefined && error.statusCode >= 300 && error.statusCode < 500) return false;
  return ['COUPA_SERVER', 'COUPA_NETWORK', 'COUPA_TIMEOUT', 'COUPA_RESPONSE'].includes(error.code);
}

/**
 * Whether a write that may have been carried out may still be: nobody said that the tenant is done with it. A 500 is its own last word; a
 * gateway that waited in vain knows nothing.
 */
export function mayStillHappen(error: CoupaError): boolean {
  return mayHaveHappened(error) && error.statusCode !== 500;
}

/** Whether a failed write surely never reached the tenant, as the connection says. */
export function wasNeverSent(error: CoupaError): boolean {
  return error.outcome === 'not sent';
}

/** Gives back a `CoupaError`; anything else, an abort first of all, goes on upwards. */
export function asCoupaError(error: unknown): CoupaError {
  if (error instanceof CoupaError) return error;
  throw error;
}

/** An error's message as the beginning of a longer sentence. */
export function clause(error: CoupaError): Phrase {
  return error.phrase.inMiddle();
}
