import type { Checkpoint } from '../model/clock-state';
import { secondMs } from './tenant-time';

/**
 * The position before a step ahead. Where a node began its first poll read everything that had changed until that began, so it is
 * enough to go back to the time of that by the clock as it is now, if it can be measured. If it cannot, and that position was gone back to itself, by a
 * clock that was wrong as well, only what was there before the first wrong step is low enough.
 */
export function goBackTo(checkpoint: Checkpoint, at: number, now: number): number {
  const { position, step, begun } = checkpoint;
  const since = passed(position === undefined ? begun : step.mark, now);
  if (since < secondMs) return baseOf(checkpoint) ?? at;
  return Math.min(at - since, position ?? at);
}

/** The lowest of where polling goes back to and of where it was before the steps that are refuted by that; epoch milliseconds. */
export function lowestBase(to: number, refuted: readonly Checkpoint[]): number {
  return Math.min(to, ...refuted.map((one) => baseOf(one) ?? to));
}

/** From where everything was read before a step and those that led to it; `undefined`: the node began with it. */
function baseOf({ before, position, start }: Checkpoint): number | undefined {
  return before ?? position ?? start;
}

/**
 * Whether an answer says that a step ahead was wrong: it is earlier than that, though time has passed since.
 *
 * @param latest the clock was not later, epoch milliseconds, when it was `now` on our monotonic clock
 */
export function isRefuted(
  { step }: Checkpoint,
  { latest, now }: { latest: number; now: number },
  toleranceMs: number,
): boolean {
  return step.at + passed(step.mark, now) - toleranceMs > latest;
}

/** Milliseconds between a mark and now; 0 where that is not known. */
export function passed(mark: number | undefined, now: number): number {
  return mark === undefined ? 0 : Math.max(0, now - mark);
}
