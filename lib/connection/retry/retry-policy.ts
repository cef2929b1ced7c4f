import type { AttemptFailed, Errand } from './attempt';
import { httpDate } from './http-date';

/*
 * What is sent again, when, and how often.
 *
 * - Only what may well pass: no connection, a connection lost, a time-out, an answer cut short, 408, 425, 429, 502, 503, 504, what gateways
 *   such as Cloudflare's say where the tenant did not answer them, and 500 of the Core API. CSO's documentation says of a 500 that it will come again.
 * - Only what is safe: a request that may be repeated (a GET, unless said otherwise), or one that was surely not carried
 *   out (no connection, 429).
 * - At most five times, after pauses that double and are spread over their whole length, so that many clients that failed
 *   together do not come back together; never before `Retry-After`, which counts up to five minutes.
 *
 * A 401 is not here: a new token may help, which `token-source` knows about.
 */

/** How often a request is attempted at most, unless somebody is in a hurry. */
export const mostAttempts = 5;

const firstPauseMs = 500;
const longestPauseMs = 30_000;
const longestRetryAfterSeconds = 300;

/** A tenant that limits the rate without saying for how long gets a second at least. */
const shortestRateLimitPause = 1_000;

/**
 * Milliseconds after which a request goes out again; `undefined` when it does not.
 *
 * @param attempts how often it was sent.
 * @param repeatable whether it may be carried out twice.
 * @param random a number from 0 to below 1.
 * @param most how often it is sent at most.
 */
export function pauseBeforeRetry(
  failure: AttemptFailed,
  attempts: number,
  repeatable: boolean,
  random: number,
  most = mostAttempts,
): number | undefined {
  if (!failure.transient || attempts >= most) return undefined;
  if (!repeatable && failure.outcome !== 'not sent') return undefined;
  const spread = random * Math.min(longestPauseMs, firstPauseMs * 2 ** attempts);
  const atLeast =
    failure.error.code === 'COUPA_RATE_LIMIT' ? shortestRateLimitPause * 2 ** (attempts - 1) : 0;
  // Full jitter comes on top: those who were told the same moment must not all come at it.
  return (failure.error.retryAfter === undefined ? atLeast : failure.error.retryAfter * 1000) + spread;
}

/** Whether an answer of this status may well be followed by a better one. */
export function isTransientStatus(status: number, { api }: Pick<Errand, 'api'>): boolean {
  return passing.includes(status) || (status === 500 && api === 'core');
}

/** From 520 on a gateway's own: the tenant did not answer it, not in time, or is frozen. Not 525 and 526, which are about certificates. */
const passing: readonly number[] = [408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530];

/** Seconds by their unit, or minutes, as some write them; of several, which whoever is on the way has put into one, the first counts. */
const withUnit =
  /^(?:PT)?(\d{1,300}(?:\.\d{1,9})?)\s{0,3}(?:(s|secs?|seconds?)|(m|mins?|minutes?))?\s{0,3}(?:[,;].*)?$/is;

function secondsIn(text: string): number | undefined {
  const [, number, , minutes] = withUnit.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (minutes === undefined ? 1 : 60);
}

/**
 * Reads `Retry-After`: seconds, or an HTTP date.
 *
 * @param now epoch milliseconds by the clock of whoever sent it.
 * @returns seconds, 0 to 300; `undefined` if there is none, or none that can be read.
 */
export function readRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return undefined;
  const seconds = secondsIn(text) ?? ((httpDate(text) ?? Number.NaN) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(longestRetryAfterSeconds, Math.max(0, seconds));
}
