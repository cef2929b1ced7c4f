import type { Clock } from '../../base/clock';
import { share } from '../../scan/id-scan';
import type { Delivery } from '../delivery/delivery';
import type { PollSettings } from '../model/settings';
import type { Progress } from '../model/summary';
import type { Scan } from '../scan/scan';
import type { PollerOutlet } from './outlet';
import type { ProgressMeter } from './progress-meter';

/** Milliseconds between two changes of the status while polling. */
const statusPaceMs = 500;

/** Milliseconds between two progress messages of a long scan. */
const progressPaceMs = 10_000;

/** Shows how far a scan has got, at a pace that people and editors can follow. */
export class ProgressDisplay {
  private shownAt = Number.NEGATIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly outlet: PollerOutlet,
    private readonly clock: Clock,
    private readonly meter: ProgressMeter,
    private readonly delivery: Delivery,
    private readonly settings: PollSettings,
  ) {}

  /** A page was read, or it waits for acknowledgements. */
  show(scan: Scan, kind: Progress['kind']): void {
    const { pending, settling } = this.delivery;
    if (pending >= this.settings.maxInFlight) {
      this.outlet.status({ kind: 'waiting', pending: pending - settling, unmarked: settling });
      return;
    }
    const now = this.clock.monotonic();
    if (now - this.shownAt < statusPaceMs) return;
    this.shownAt = now;
    const progress = share(scan) === undefined ? undefined : this.meter.of(scan, kind);
    const { created, updated } = scan.counts;
    this.outlet.status({ kind: 'polling', count: created + updated, progress });
    if (progress === undefined || now - this.toldAt < progressPaceMs) return;
    this.toldAt = now;
    this.outlet.progress(progress);
  }
}
