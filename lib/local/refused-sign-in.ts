import type { CoupaErrorCode } from '../base/errors';

/** Pauses after a refused sign-in: milliseconds, doubling. */
const firstPauseMs = 30_000;
const longestPauseMs = 15 * 60_000;

/** Failures of the way to the tenant: they say nothing of the secret. */
const onTheWay: readonly CoupaErrorCode[] = [
  'COUPA_NETWORK',
  'COUPA_TIMEOUT',
  'COUPA_SERVER',
  'COUPA_RATE_LIMIT',
];

/** Whether a failed sign-in was a refusal. Only an answer is; no network is something else, and may be back the next moment. */
export function isRefusal(code: CoupaErrorCode): boolean {
  return !onTheWay.includes(code);
}

/** Milliseconds before the next sign-in, after so many refusals in a row: a wrong secret must not lock the client. */
export function pauseAfterRefusals(count: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (count - 1));
}
