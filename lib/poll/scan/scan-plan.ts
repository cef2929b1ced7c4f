import { randomUUID } from 'node:crypto';
import { unlessAborted } from '../../base/unless-aborted';
import { distinct } from '../../scan/id-ranges';
import { coarsenesses } from '../../template/url-template';
import type { ScanOrder } from '../model/scan-order';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { StoredScan } from '../model/stored-scan';
import { type BoundsState, boundsOf, edgeMs, type PollBounds, startBehind } from './bounds';
import { leftBehindAtMost, Scan } from './scan';
import type { TenantNow } from './tenant-now';

/** What a back-fill is asked for. */
export interface BackfillOrder {
  /** Epoch milliseconds. */
  from: 'beginning' | number;
  /** Epoch milliseconds; `undefined`: up to the tenant's now. */
  to: number | undefined;
  /** The message that asks, for `{{msg.…}}`. */
  message?: unknown;
}

/** What decides where a node begins, and is told when one that begins now was asked to. */
export interface StartLedger {
  readonly state: BoundsState;
  /** Epoch milliseconds. */
  startAt(epochMs: number): void;
  /** The same, also where a later moment was known. */
  startAtLatest(epochMs: number): void;
}

/** Decides what the scans of a node ask for. */
export class ScanPlan {
  constructor(
    private readonly settings: PollSettings,
    private readonly source: Source,
    private readonly tenantNow: TenantNow,
  ) {}

  /** The scan of the next poll: from the node's `start` the first time, later from the position, reaching back by the overlap. */
  async next(ledger: StartLedger, signal: AbortSignal, message?: unknown): Promise<Scan> {
    const bounds = await this.bounds(ledger, signal, message);
    const now = this.source.usesNow ? await this.tenantNow.ask(signal, message) : undefined;
    return Scan.begin(await this.forMessage(orderOf(bounds, now), signal, message));
  }

  /**
   * A back-fill of everything updated in a range; without an end, up to the tenant's now: at least to the position, since
   * polls send what comes after it. So where the first poll is still to come and is to begin now, it begins where the back-fill ends.
   */
  async range({ from, to, message }: BackfillOrder, ledger: StartLedger, signal: AbortSignal): Promise<Scan> {
    const now = to === undefined ? await this.tenantNow.askBoth(signal, message) : undefined;
    const until = to ?? Math.max(now?.latest ?? 0, ledger.state.position ?? 0);
    const since = from === 'beginning' ? undefined : from;
    const lower = Math.max(0, (since ?? 0) - edgeMs);
    const order = {
      poll: randomUUID(),
      from: since,
      lower,
      to: until,
      now: this.reaching(until),
      silentBefore: since,
    };
    const scan = Scan.begin(await this.forMessage(order, signal, message));
    if (now !== undefined && boundsOf(this.settings, ledger.state, 0).basis === 'now')
      ledger.startAtLatest(startBehind(now.earliest, since, this.settings.overlap));
    return scan;
  }

  /** What has to be written for `${now…}` so that a URL asks for everything up to a moment: for `${now:yyyy-MM-dd}` the next day. */
  private reaching(until: number): number {
    if (!this.source.usesNow) return until;
    const later = coarsenesses.find((step) => this.source.effectiveUpper(until + step) >= until);
    return until + (later ?? 0);
  }

  /**
   * Whether a scan that is under way begins no later than the node is to begin. As long as no poll has ended, its `start` counts, which may have
   * been changed; one that is later now ends nothing.
   */
  reachesStart({ order }: Scan, state: BoundsState): boolean {
    const { basis, from } = boundsOf(this.settings, state, 0);
    if (basis === 'position' || basis === 'now' || order.from === undefined) return true;
    return from !== undefined && order.from <= from;
  }

  /** Whether a scan that is under way is what this message would ask for. */
  async isFor({ order }: Scan, signal: AbortSignal, message: unknown): Promise<boolean> {
    return order.rendered === undefined || order.rendered === (await this.render(order, signal, message));
  }

  /** Now is when it was asked for first: a poll that fails, or whose time is in doubt, begins there again. */
  private async bounds(ledger: StartLedger, signal: AbortSignal, message: unknown): Promise<PollBounds> {
    const bounds = boundsOf(this.settings, ledger.state, 0);
    if (bounds.basis !== 'now') return bounds;
    if (ledger.state.restartAt === undefined) ledger.startAt(await this.tenantNow.ask(signal, message));
    return boundsOf(this.settings, ledger.state, 0);
  }

  /** A message is gone after a restart: what it said is kept with the order. */
  async forMessage<Order extends ScanOrder>(
    order: Order,
    signal: AbortSignal,
    message: unknown,
  ): Promise<Order> {
    if (!this.source.usesMessage) return order;
    return { ...order, rendered: await this.render(order, signal, message) };
  }

  private async render(
    { lower, now = lower }: ScanOrder,
    signal: AbortSignal,
    message: unknown,
  ): Promise<string> {
    const path = await unlessAborted(this.source.render({ lower, now }, message), signal);
    return path.rendered;
  }
}

/**
 * What is left to do of a scan that ended with unreadable records. A long one leaves them behind, so that one bad record
 * does not make a back-fill start over; they are read again alone. A short one is simply repeated: `undefined`.
 *
 * @param longerThan records of a scan that is a long one if it has more
 * @param before what an earlier one has left behind, and is still to be read
 */
export function leftoverOf(scan: Scan, longerThan: number, before?: StoredScan): StoredScan | undefined {
  if (!scan.isLeftBehindKnown || scan.counts.records <= longerThan) return undefined;
  const { lower, from, now, rendered, silentBefore } = scan.order;
  const own = { poll: randomUUID(), lower, from, now, rendered, silentBefore };
  if (before === undefined) return Scan.begin(own, scan.leftBehind).toRow();
  const ranges = distinct([...before.ranges, ...scan.leftBehind]);
  // What was asked for another message cannot be read together with it.
  if (before.rendered !== rendered || ranges.length > leftBehindAtMost) return undefined;
  const least = (one?: number, other?: number) =>
    one === undefined || other === undefined ? undefined : Math.min(one, other);
  return {
    ...before,
    lower: Math.min(before.lower, lower),
    from: least(before.from, from),
    now: now === undefined ? before.now : Math.max(before.now ?? now, now),
    silentBefore: least(before.silentBefore, silentBefore),
    ranges,
  };
}

/** What a poll asks for that begins there: what was there before a start is only remembered. */
function orderOf({ lower, from, basis }: PollBounds, now: number | undefined): ScanOrder {
  const order = { poll: randomUUID(), from, lower, now };
  if (basis === 'date') return { ...order, silentBefore: from };
  return basis === 'now' ? { ...order, silentBefore: from, silentUndated: true } : order;
}
