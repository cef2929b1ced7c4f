import { lowestCandidate } from '../model/clock-state';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { PollState } from '../model/state';
import type { Window } from '../model/window';
import { edgeMs } from './bounds';
import { positionAfter, type ReadScan } from './position';

/** Where the position of a node is after a scan, and what the poll after it may return again. */
export class Windows {
  constructor(
    private readonly settings: PollSettings,
    private readonly source: Source,
  ) {}

  /** @param before the position now; epoch milliseconds */
  positionAfter(scan: ReadScan, before: number | undefined): number | undefined {
    const { now } = scan.order;
    const asksUpTo = this.source.usesNow && now !== undefined ? this.source.effectiveUpper(now) : undefined;
    return positionAfter(scan, before, this.settings.overlap, asksUpTo);
  }

  /** What the poll after this scan may return again. */
  after(scan: ReadScan, before: number | undefined): Window {
    return this.window(scan, this.positionAfter(scan, before));
  }

  /** What may be returned again if the position has to go back, because the tenant's clock was wrong. */
  inDoubt(scan: ReadScan, { position, clock }: Pick<PollState, 'position' | 'clock'>): Window {
    const lowest = lowestCandidate(clock) ?? position;
    return this.window(scan, position === undefined ? undefined : Math.min(position, lowest ?? position));
  }

  private window({ order }: ReadScan, position: number | undefined): Window {
    const { overlap, createdCheckTolerance } = this.settings;
    return {
      asked: this.source.effectiveLower(order.lower),
      next:
        position === undefined
          ? undefined
          : this.source.effectiveLower(position - overlap - edgeMs) - createdCheckTolerance,
      byOwnDate: this.source.byOwnDate,
    };
  }
}
