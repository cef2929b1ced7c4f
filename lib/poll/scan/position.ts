import type { ScanOrder } from '../model/scan-order';

/** What a scan tells of the time up to which it has read everything. Moments are epoch milliseconds. */
export interface ReadScan {
  readonly order: ScanOrder;
  /** The tenant's time when it began, where it is known. */
  readonly startedAt: number | undefined;
  /** What the dates on its first page prove. */
  readonly firstPageDate: number | undefined;
}

/**
 * The position after a scan: the tenant's time when it began, or what can be proven without it. It stays where it was while that
 * time is in doubt. Epoch milliseconds.
 *
 * A tenant answers from several machines whose clocks differ by a little, so the position does not follow small steps
 * back: `overlap` covers them. A large one that is believed means that the tenant's clock was wrong before, and is followed.
 *
 * @param asksUpTo the moment up to which the URL asked for everything, where it names one: `${now:yyyy-MM-dd}` is midnight
 */
export function positionAfter(
  { order, startedAt, firstPageDate }: ReadScan,
  before: number | undefined,
  overlap: number,
  asksUpTo: number | undefined,
): number | undefined {
  // It went back while the scan was read, which did not reach back so far.
  if (before !== undefined && order.from !== undefined && order.from > before) return before;
  const proven = startedAt ?? firstPageDate;
  const now = asksUpTo === undefined ? undefined : order.now;
  const reached = now === undefined ? proven : Math.min(now, proven ?? now);
  if (reached === undefined) return before;
  const moved = clockAfter(reached, before, startedAt !== undefined, overlap);
  // What was not asked for is still to be read. That a URL asks for less time than has passed is no reason to go back.
  return asksUpTo === undefined
    ? moved
    : Math.min(moved, Math.max(asksUpTo, before ?? order.from ?? asksUpTo));
}

function clockAfter(reached: number, before: number | undefined, isDated: boolean, overlap: number): number {
  if (before === undefined) return reached;
  // The first page proves the least that is true, never that an earlier position was wrong.
  if (!isDated) return Math.max(before, reached);
  return reached < before - overlap / 2 ? reached : Math.max(before, reached);
}
