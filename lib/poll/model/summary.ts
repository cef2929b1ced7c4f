import type { PollSummary } from './report';
import type { Scan } from './state';

export type { PollSummary, Progress, StatusReport } from './report';

/** One reading of a scan: the scan, and its counters as the reading found them. */
export interface Reading {
  scan: Scan;
  before: Scan;
}

type Counter = 'pages' | 'records' | 'created' | 'updated' | 'repeats' | 'requests' | 'retries';

/** Sums up a poll: what all its readings counted. `earlier`: what was left over, or under way for another message. */
export function summarise(
  resource: string,
  last: Reading,
  earlier: readonly Reading[],
  { startedAt, finishedAt }: { startedAt: number; finishedAt: number },
  position: number | undefined,
): PollSummary {
  const { scan } = last;
  const gained = (name: Counter) =>
    [...earlier, last].reduce((sum, reading) => sum + reading.scan[name] - reading.before[name], 0);
  return {
    resource,
    poll: scan.poll,
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    ...(scan.from !== undefined && { from: iso(scan.from) }),
    ...(scan.startedAt !== undefined && { to: iso(scan.to ?? scan.startedAt) }),
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
