/** How patient an acknowledged delivery is. */
export interface Patience {
  /** Unsettled records at most. */
  maxInFlight: number;
  /** Milliseconds after which a record that was not acknowledged is sent again. */
  acknowledgeTimeout: number;
  /** Sendings of one record at most. */
  maxAttempts: number;
}

/** Pause before the next sending, in seconds, after so many: 5, 15, 45 … at most an hour. */
export function pauseAfter(attempt: number): number {
  return Math.min(5 * 3 ** (attempt - 1), 3600);
}
