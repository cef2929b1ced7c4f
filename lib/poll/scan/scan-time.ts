import type { Answer } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import { seenAt } from '../clock/tenant-time';
import type { PollState, Scan } from '../model/state';
import type { ScanPlan } from './scan-plan';

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
    const { state } = this.stored;
    const isFirst = scan.requests === 0;
    const seen = this.tenantClock.observe(answer, isFirst && kind === 'poll', this.plan.startOf(state));
    this.lowerStart(scan);
    if (isFirst) this.begin(scan, answer, seen);
    else if (seen !== undefined) this.confirm(scan, seen);
    // The clock went back behind it: then it began at no time that is known.
    const believed = state.clock?.believed?.at ?? Number.POSITIVE_INFINITY;
    if (scan.startedAt !== undefined && scan.startedAt > believed) scan.startedAt = undefined;
  }

  private begin(scan: Scan, answer: Answer, seen: number | undefined): void {
    const at = seenAt(answer);
    const { position = Number.NEGATIVE_INFINITY } = this.stored.state;
    scan.startedAt = seen;
    if (at === undefined || at === seen || at < position - this.tenantClock.tolerance) return;
    this.doubtful.set(scan, { at, mark: this.tenantClock.monotonic() - answer.elapsed });
  }

  private confirm(scan: Scan, seen: number): void {
    const began = this.doubtful.get(scan);
    if (began === undefined) return;
    const passed = this.tenantClock.monotonic() - began.mark;
    if (seen - passed < began.at - this.tenantClock.tolerance) return;
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
