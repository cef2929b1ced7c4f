import type { Clock } from '../connection/clock';
import type { CoupaError } from '../connection/errors';
import { share } from './id-scan';
import type { PollerOutlet } from './outlet';
import type { ProgressMeter } from './progress-meter';
import type { Scan } from './state';
import type { PollSummary } from './summary';

/** Milliseconds between two changes of the status while polling. */
const statusPace = 500;

/** Milliseconds between two progress messages of a long scan. */
const progressPace = 10_000;

/** How a poller stands when nothing is under way. */
export interface RestState {
  pending: number;
  paused: boolean;
  /** What ended last, a poll or a back-fill. */
  last: PollSummary | undefined;
  /** It does not poll by itself. */
  onDemand: boolean;
  /** What failed and has not succeeded since; `next`: when it is tried again, epoch milliseconds. */
  failed?: { error: CoupaError; next: number | undefined };
}

/** Tells the node what to show, at a pace that people and editors can follow. */
export class Display {
  private shownAt = Number.NEGATIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly outlet: PollerOutlet,
    private readonly clock: Clock,
    private readonly meter: ProgressMeter,
  ) {}

  /** A page was read. */
  progress(scan: Scan, kind: 'poll' | 'backfill'): void {
    const now = this.clock.monotonic();
    if (now - this.shownAt < statusPace) return;
    this.shownAt = now;
    const progress = share(scan) === undefined ? undefined : this.meter.of(scan, kind);
    this.outlet.status({ kind: 'polling', count: scan.created + scan.updated, progress });
    if (progress === undefined || now - this.toldAt < progressPace) return;
    this.toldAt = now;
    this.outlet.progress(progress);
  }

  /** Nothing is under way. */
  rest({ pending, paused, last, onDemand, failed }: RestState): void {
    if (failed !== undefined && !paused) this.outlet.status({ kind: 'error', ...failed });
    else if (pending > 0) this.outlet.status({ kind: 'waiting', pending });
    else if (paused) this.outlet.status({ kind: 'paused' });
    else if (last === undefined) this.outlet.status({ kind: 'new', onDemand });
    else
      this.outlet.status({
        kind: 'rest',
        at: Date.parse(last.finishedAt),
        count: last.created + last.updated,
        ...(last.backfill && { backfill: true }),
      });
  }
}
