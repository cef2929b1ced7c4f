import type { ScanPolicy } from './scan-policy';

/** What back-fills decide: they send what they are asked for once more, beside the polls and without moving the position. */
export const backfillPolicy: ScanPolicy = {
  kind: 'backfill',
  mark: { backfill: true },
  movesPosition: false,
  isInBackground: true,
  // What it leaves out it must not keep from the polls.
  remembersSilent: false,
  // It sends what is remembered, too.
  judgesRemembered: false,
  /** What was changed after its end is sent by the polls, and an older version is never sent after a newer one. */
  isRepeat(version, { order: { to }, memory, mayComeAgain }) {
    const { updatedAt } = version;
    if (to !== undefined && updatedAt !== undefined && updatedAt > to) return true;
    if (memory.hasLater(version)) return true;
    // Which of two changes within one second is the later one, only the next poll can tell.
    return memory.hasTwin(version) && mayComeAgain(updatedAt);
  },
  /**
   * It reads what is no longer remembered: what was created or updated while the node polled was sent by a poll, and so may any
   * have been that shows no date, unless its list is read whole and thus remembered whole.
   */
  wasSentUnremembered({ createdAt, updatedAt }, { state: { since, position }, source }) {
    if (since === undefined || position === undefined) return false;
    const date = createdAt ?? updatedAt;
    return date === undefined ? (source.asksSince ?? false) : date >= since && date < position;
  },
};
