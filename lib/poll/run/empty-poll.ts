import type { ClockState } from '../model/clock-state';
import type { SettledState } from '../model/state';
import type { PollSummary } from '../model/summary';

/**
 * Whether a poll, had it never been, would be missed by nobody: it found nothing, nobody was told anything, and it began and ended
 * where everything was as it should be. After a kill the list is read from the position before it, with what was remembered then.
 *
 * @param before the state when it began
 */
export function isEmptyPoll(before: SettledState, after: SettledState, { pages }: PollSummary): boolean {
  const { position, last } = before;
  // What the first poll finds out cannot be found out later; and a failure is over only once that is on disk.
  if (
    position === undefined ||
    before.restart !== undefined ||
    last === undefined ||
    last.error !== undefined
  )
    return false;
  const hasGoneOn = after.position !== undefined && after.position >= position;
  const isQuiet = after.notices === before.notices && after.paused === before.paused;
  return (
    pages === 0 &&
    hasGoneOn &&
    isQuiet &&
    isSteady(before.clock, after.clock) &&
    [before, after].every(isPlain)
  );
}

/** Nothing is left over, and nothing is in doubt. */
function isPlain({ leftover, clock }: SettledState): boolean {
  return leftover === undefined && clock?.doubt === undefined && clock?.back === undefined;
}

/** The tenant's clock did not step ahead. That a step before was confirmed once more may be forgotten: it is confirmed later. */
function isSteady(before: ClockState | undefined, after: ClockState | undefined): boolean {
  return (after?.checkpoints.length ?? 0) <= (before?.checkpoints.length ?? 0);
}
