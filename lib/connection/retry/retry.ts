import { type Clock, pause } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import { AttemptFailed, withOutcome } from './attempt';
import { pauseBeforeRetry } from './retry-policy';

/** On what terms something is attempted again. */
export interface RetryTerms {
  /** Whether it may be carried out twice. */
  repeatable: boolean;
  /** Whether an error has to say if the tenant may have carried it out. */
  write: boolean;
  /** How often it is attempted at most. */
  mostAttempts: number;
  clock: Clock;
  random: () => number;
  /** Called with the milliseconds for which the tenant wants to be left alone; whoever gives it sees to the waiting. */
  onRateLimit?(milliseconds: number): void;
  /** Called before each further attempt: why, the one that failed, and milliseconds until then. */
  onRetry(error: CoupaError, attempt: number, pauseMs: number): void;
}

/**
 * Attempts something until it succeeds or the retry policy gives it up.
 *
 * @throws {CoupaError} of the last attempt.
 * @throws the signal's reason, as soon as it is aborted.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  terms: RetryTerms,
  signal: AbortSignal,
): Promise<T> {
  let uncertain = false;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof AttemptFailed)) throw error;
      uncertain ||= error.outcome === 'unknown';
      const wait = pauseBeforeRetry(error, attempts, terms.repeatable, terms.random(), terms.mostAttempts);
      const handled = leaveAlone(error.error, wait, terms);
      if (wait === undefined) throw terms.write ? tellOutcome(error, uncertain) : error.error;
      terms.onRetry(error.error, attempts, wait);
      if (!handled) await pause(terms.clock, wait, signal);
    }
  }
}

function leaveAlone(error: CoupaError, wait: number | undefined, terms: RetryTerms): boolean {
  if (error.code !== 'COUPA_RATE_LIMIT' || terms.onRateLimit === undefined) return false;
  terms.onRateLimit(wait ?? (error.retryAfter ?? 1) * 1000);
  return true;
}

/** One attempt whose outcome is unknown is enough to make the outcome of them all unknown. */
function tellOutcome({ error, outcome }: AttemptFailed, uncertain: boolean): CoupaError {
  if (uncertain) return withOutcome(error, 'unknown');
  return outcome === 'not sent' ? withOutcome(error, 'not sent') : error;
}
