import type { Scan } from '../model/state';

/**
 * The position after a scan: the tenant's time when it began, or what can be proven without it. It stays where it was while that
 * time is in doubt. Epoch milliseconds.
 *
 * A tenant answers from several machines whose clocks differ by a little, so the position does not follow small steps
 * back: `overlap` covers them. A large one that is believed means that the tenant's clock was wrong before, and is followed.
 */
export function positionAfter(
  scan: Scan,
  before: number | undefined,
  overlap: number,
  usesNow: boolean,
): number | undefined {
  // It went back while the scan was read, which did not reach back so far.
  if (before !== undefined && scan.from !== undefined && scan.from > before) return before;
  const proven = scan.startedAt ?? scan.firstPageDate;
  const reached = usesNow && scan.now !== undefined ? Math.min(scan.now, proven ?? scan.now) : proven;
  if (reached === undefined || before === undefined) return reached ?? before;
  // The first page proves the least that is true, never that an earlier position was wrong.
  if (scan.startedAt === undefined) return Math.max(before, reached);
  return reached < before - overlap / 2 ? reached : Math.max(before, reached);
}
