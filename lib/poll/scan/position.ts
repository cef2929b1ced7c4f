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
 */
export function positionAfter(
  { order, startedAt, firstPageDate }: ReadScan,
  before: number | undefined,
  overlap: number,
  usesNow: boolean,
): number | undefined {
  // It went back while the scan was read, which did not reach back so far.
  if (before !== undefined && order.from !== undefined && order.from > before) return before;
  const proven = startedAt ?? firstPageDate;
  const reached = usesNow && order.now !== undefined ? Math.min(order.now, proven ?? order.now) : proven;
  if (reached === undefined || before === undefined) return reached ?? before;
  // The first page proves the least that is true, never that an earlier position was wrong.
  if (startedAt === undefined) return Math.max(before, reached);
  return reached < before - overlap / 2 ? reached : Math.max(before, reached);
}
