import type { Clock } from '../../base/clock';
import { share } from '../../scan/id-scan';
import type { Progress } from '../model/summary';
import type { Scan } from '../scan/scan';

/**
 * Tells how far long scans have got, and when they may end if they go on as they went since they were first looked at. It
 * measures on our monotonic clock, so neither a wrong clock nor the time between a crash and a restart counts.
 */
export class ProgressMeter {
  private readonly firsts = new Map<Progress['kind'], { poll: string; share: number; at: number }>();

  constructor(private readonly clock: Clock) {}

  of(scan: Scan, kind: Progress['kind']): Progress {
    const done = share(scan);
    const { poll, from, to } = scan.order;
    const left = done === undefined ? undefined : this.left(poll, kind, done);
    return {
      kind,
      poll,
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
      sent: scan.counts.created + scan.counts.updated,
      ...(done !== undefined && { share: done }),
      ...(left !== undefined && { estimatedEnd: new Date(this.clock.now() + left).toISOString() }),
    };
  }

  /** Milliseconds to the end, as far as can be said. */
  private left(poll: string, kind: Progress['kind'], done: number): number | undefined {
    const at = this.clock.monotonic();
    const first = this.firsts.get(kind);
    if (first?.poll !== poll) {
      this.firsts.set(kind, { poll, share: done, at });
      return undefined;
    }
    const gained = done - first.share;
    return gained <= 0 ? undefined : ((at - first.at) / gained) * (1 - done);
  }
}
