/** What Coupa allows of requests. */
export const allowed = { perSecond: 25, burst: 20 };

/**
 * What share of the requests that were allowed between the first and the last was made.
 *
 * @param arrivals epoch milliseconds
 * @param burst how many might come at once with the first
 */
export function shareOfAllowed(
  arrivals: readonly number[],
  burst: number = allowed.burst,
): {
  used: number;
  seconds: number;
  possible: number;
} {
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
  const possible = burst + allowed.perSecond * seconds;
  return { used: arrivals.length / possible, seconds, possible };
}
