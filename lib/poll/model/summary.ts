import type { PollSummary } from './report';
import type { ScanOrder } from './scan-order';
import type { ScanCounts } from './stored-scan';

export type { PollSummary, Progress, StatusReport } from './report';

/** What a summary tells of a scan. */
export interface SummarisedScan {
  readonly order: ScanOrder;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly counts: ScanCounts;
}

/** One reading of a scan: the scan, and what it had counted when the reading began. */
export interface Reading {
  readonly scan: SummarisedScan;
  readonly before: ScanCounts;
}

/** A reading that begins. */
export function readingOf(scan: SummarisedScan): Reading {
  return { scan, before: { ...scan.counts } };
}

/** Sums up a poll: what all its readings counted. `earlier`: what was left over, or under way for another message. */
export function summarise(
  resource: string,
  last: Reading,
  earlier: readonly Reading[],
  { startedAt, finishedAt }: { startedAt: number; finishedAt: number },
  position: number | undefined,
): PollSummary {
  const { order, startedAt: scanStartedAt } = last.scan;
  const gained = (name: keyof ScanCounts) =>
    [...earlier, last].reduce((sum, { scan, before }) => sum + scan.counts[name] - before[name], 0);
  return {
    resource,
    poll: order.poll,
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    ...(order.from !== undefined && { from: iso(order.from) }),
    ...(scanStartedAt !== undefined && { to: iso(order.to ?? scanStartedAt) }),
    pages: gained('pages'),
    records: gained('records'),
    created: gained('created'),
    updated: gained('updated'),
    repeats: gained('repeats'),
    requests: gained('requests'),
    retries: gained('retries'),
    ...(position !== undefined && { position: iso(position) }),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
