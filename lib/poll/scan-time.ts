import type { Answer } from '../connection/requester';
import type { ScanPlan } from './scan-plan';
import type { PollState, Scan } from './state';
import type { TenantClock } from './tenant-clock';
import { seenAt } from './tenant-time';

/** Tells by the tenant's clock when scans began. */
export class ScanTime {
  /** What the first answer of a scan said, as long as another one may confirm it; and when, on our monotonic clock. */
  private readonly doubtful = new WeakMap<Scan, { at: number; mark: number }>();

  constructor(
    private readonly tenantClock: TenantClock,
    private readonly plan: Pick<ScanPlan, 'startOf'>,
    private readonly stored: { readonly state: PollState },
  ) {}

  /** Takes the next answer of a scan in. Only the first tells when it began: later ones are later, but may have to confirm it. */
  take(scan: Scan, answer: Answer, kind: 'poll' | 'backfill'): void {
    const isFirst = scan.requests === 0;
    const start = this.plan.startOf(this.stored.state);
    const seen = this.tenantClock.observe(answer, isFirst && kind === 'poll', start);
    this.lowerStart(scan);
    const now = this.tenantClock.monotonic();
    if (isFirst) {
      const at = seenAt(answer);
      scan.startedAt = seen;
      if (at !== undefined && at !== seen) this.doubtful.set(scan, { at, mark: now - answer.elapsed });
      return;
    }
    const began = this.doubtful.get(scan);
    if (began === undefined || seen === undefined) return;
    if (seen - (now - began.mark) < began.at - this.tenantClock.tolerance) return;
    scan.startedAt = Math.max(scan.startedAt ?? 0, Math.min(began.at, seen));
    this.doubtful.delete(scan);
  }

  /** What "now" was taken for was too late: what came since must not be left out in silence. */
  private lowerStart(scan: Scan): void {
    const { restartAt } = this.stored.state;
    const { silentBefore, silentUndated } = scan;
    if (!silentUndated || restartAt === undefined || silentBefore === undefined || restartAt >= silentBefore)
      return;
    scan.silentBefore = restartAt;
    scan.from = restartAt;
  }
}
