import type { Answer } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import { seenAt } from '../clock/tenant-time';
import type { PollSettings } from '../model/settings';
import type { SettledState } from '../model/state';
import { boundsOf, startBehind, startOf } from './bounds';
import type { Scan } from './scan';

/** Tells by the tenant's clock when scans began. */
export class ScanTime {
  /** What the first answer of a scan said, as long as another one may confirm it; and when, on our monotonic clock. */
  private readonly doubtful = new WeakMap<Scan, { at: number; mark: number }>();

  constructor(
    private readonly tenantClock: TenantClock,
    private readonly settings: PollSettings,
    private readonly ledger: { readonly state: SettledState; startAtLatest(epochMs: number): void },
  ) {}

  /**
   * Takes the next answer of a scan in. Only the first tells when it began: later ones are later, but may have to confirm it.
   *
   * @param countsAsPoll whether the scan is one by which the clock counts polls
   */
  take(scan: Scan, answer: Answer, countsAsPoll: boolean): void {
    const isFirst = scan.counts.requests === 0;
    const start = startOf(this.settings, this.ledger.state);
    const seen = this.tenantClock.observe(answer, isFirst && countsAsPoll, start);
    this.lowerStart(scan);
    if (!countsAsPoll) this.beginBehind(scan, answer);
    if (isFirst) this.begin(scan, answer, seen);
    else if (seen !== undefined) this.confirm(scan, seen);
    // The clock went back behind it: then it began at no time that is known.
    const believed = this.ledger.state.clock?.believed?.at ?? Number.POSITIVE_INFINITY;
    if (scan.startedAt !== undefined && scan.startedAt > believed) scan.doubtStart();
  }

  private begin(scan: Scan, answer: Answer, seen: number | undefined): void {
    const at = seenAt(answer);
    const { position = Number.NEGATIVE_INFINITY } = this.ledger.state;
    if (seen === undefined) scan.doubtStart();
    else scan.confirmStart(seen);
    if (at === undefined || at === seen || at < position - this.tenantClock.toleranceMs) return;
    this.doubtful.set(scan, { at, mark: this.tenantClock.monotonic() - answer.elapsed });
  }

  private confirm(scan: Scan, seen: number): void {
    const began = this.doubtful.get(scan);
    if (began === undefined) return;
    const passedMs = this.tenantClock.monotonic() - began.mark;
    if (seen - passedMs < began.at - this.tenantClock.toleranceMs) return;
    scan.confirmStart(Math.max(scan.startedAt ?? 0, Math.min(began.at, seen)));
    this.doubtful.delete(scan);
  }

  /**
   * A back-fill reads whose end is still to come. What changes behind it until then the polls send, so where the first one is still to come and
   * is to begin now, it begins here. The earliest answer counts, which is the first one unless that was ahead.
   */
  private beginBehind({ order: { from, to } }: Scan, answer: Answer): void {
    const at = seenAt(answer);
    if (at === undefined || to === undefined || to < at) return;
    const { overlap } = this.settings;
    if (boundsOf(this.settings, this.ledger.state, 0).basis === 'now')
      this.ledger.startAtLatest(startBehind(at, from, overlap));
  }

  /** What "now" was taken for was too late: what came since must not be left out in silence. */
  private lowerStart(scan: Scan): void {
    const { restartAt } = this.ledger.state;
    const { silentBefore, silentUndated } = scan.order;
    if (silentUndated && restartAt !== undefined && silentBefore !== undefined && restartAt < silentBefore)
      scan.sendFrom(restartAt);
  }
}
