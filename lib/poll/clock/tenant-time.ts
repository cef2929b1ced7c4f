import type { Answer } from '../../ports/requester';

/** `Date` is cut to whole seconds. Milliseconds. */
export const secondMs = 1000;

/**
 * A moment by the tenant's clock that is not after the moment it looked for this answer; epoch milliseconds. `undefined`
 * without a `Date` header.
 *
 * `Date` is cut to whole seconds and set when the answer leaves, so the time that the answer took, on our monotonic clock, is
 * taken off. Our own idea of the time plays no part.
 */
export function seenAt(answer: Answer): number | undefined {
  if (answer.date === undefined) return undefined;
  return Math.floor((answer.date - answer.elapsed) / secondMs) * secondMs;
}
