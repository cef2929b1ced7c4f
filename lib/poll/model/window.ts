/** Records of one scan that are all remembered, so that a scan that fails can be repeated without repeats. */
export const rememberedAtFirst = 5000;

/** What the poll after a scan will ask for. Epoch milliseconds. */
export interface Window {
  /** The lower bound of the scan that was just made, as the tenant understood it. */
  asked: number;
  /** The lower bound of the next, tolerance included; `undefined`: the position is not known. */
  next: number | undefined;
  /** Whether the URL filters on the record's own updated date. */
  byOwnDate: boolean;
}

/**
 * Whether the next poll may return a version again, so that it has to be remembered.
 *
 * With a filter on the record's own date its date tells. A record that was returned although its date is older than what was
 * asked for, or that has no date, is there for another reason and may be returned for that reason again.
 */
export function mayComeAgain(
  { updatedAt, seen }: { updatedAt: number | undefined; seen: boolean },
  { asked, next, byOwnDate }: Window,
): boolean {
  if (next === undefined) return true;
  if (updatedAt === undefined || !byOwnDate) return seen;
  return updatedAt >= next || (seen && updatedAt < asked);
}
