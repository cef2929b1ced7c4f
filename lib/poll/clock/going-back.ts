import type { Checkpoint } from '../model/clock-state';
import { secondMs } from './tenant-time';

/**
 * The position before a step ahead. Where a node began its first poll read everything up to its step, so it is enough to go back
 * to the time of that by the clock as it is now, if it can be measured.
 */
export function goBackTo({ position, start, step }: Checkpoint, at: number, now: number): number {
  const since = passed(step.mark, now);
  if (since < secondMs) return position ?? start ?? at;
  return Math.min(at - since, position ?? at);
}

/** Milliseconds between a mark and now; 0 where that is not known. */
export function passed(mark: number | undefined, now: number): number {
  return mark === undefined ? 0 : Math.max(0, now - mark);
}
