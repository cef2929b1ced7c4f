import { randomUUID } from 'node:crypto';
import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import type { Answer, Requester } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import { seenAt } from '../clock/tenant-time';
import { lowestCandidate } from '../model/clock-state';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { PollState, Scan } from '../model/state';
import { rememberedAtFirst, type Window } from '../model/window';
import { boundsOf, edge } from './bounds';
import { positionAfter } from './position';

/** What a back-fill is asked for. */
export interface BackfillOrder {
  /** Epoch milliseconds. */
  from: 'beginning' | number;
  /** Epoch milliseconds; `undefined`: up to the tenant's now. */
  to: number | undefined;
  /** The message that asks, for `{{msg.…}}`. */
  message?: unknown;
}

/** Decides what a scan asks for, and what the position is after it. */
export class ScanPlan {
  constructor(
    private readonly settings: PollSettings,
    private readonly source: Source,
    private readonly requester: Requester,
    private readonly now: () => number,
    private readonly tenantClock: TenantClock,
  ) {}

  /** The scan of the next poll: from the node's `start` the first time, later from the position, reaching back by the overlap. */
  async next(state: PollState, signal: AbortSignal, message?: unknown): Promise<Scan> {
    const scan = await this.begin(state, signal, message);
    if (this.source.usesNow) scan.now = await this.tenantNow(signal, message);
    return this.forMessage(scan, signal, message);
  }

  /**
   * A back-fill of everything updated in a range; without an end, up to the tenant's now: at least to the position, since
   * polls send what comes after it.
   */
  async range({ from, to, message }: BackfillOrder, state: PollState, signal: AbortSignal): Promise<Scan> {
    const until = to ?? Math.max(await this.tenantNow(signal, message), state.position ?? 0);
    const since = from === 'beginning' ? undefined : from;
    const scan = { ...this.scan((since ?? 0) - edge, since), to: until, now: until, silentBefore: since };
    return this.forMessage(scan, signal, message);
  }

  /**
   * What is left to do of a scan that ended with unreadable records. A long one leaves them behind, so that one bad record
   * does not make a back-fill start over; they are read again alone. A short one is simply repeated: `undefined`.
   */
  leftover(scan: Scan): Scan | undefined {
    const known = scan.leftBehind.length === scan.unreadable;
    if (!known || scan.records <= rememberedAtFirst) return undefined;
    const { lower, from, now, rendered, silentBefore, leftBehind: ranges } = scan;
    return { ...this.scan(lower, from), now, rendered, ranges, silentBefore };
  }

  /** Where a node without a position begins, epoch milliseconds; `undefined`: when it is asked to. */
  startOf(state: PollState): number | undefined {
    const { basis, from = 0 } = boundsOf(this.settings, state, 0);
    return basis === 'now' ? undefined : from;
  }

  /** A scan that has not begun, for the summary of a poll that failed before it could begin one. */
  none(): Scan {
    return this.scan(0);
  }

  positionAfter(scan: Scan, before: number | undefined): number | undefined {
    return positionAfter(scan, before, this.settings.overlap, this.source.usesNow);
  }

  /** What the poll after this scan may return again. */
  windowAfter(scan: Scan, before: number | undefined): Window {
    return this.window(scan, this.positionAfter(scan, before));
  }

  /** What may be returned again if the position has to go back, because the tenant's clock was wrong. */
  windowInDoubt(scan: Scan, { position, clock }: PollState): Window {
    const lowest = lowestCandidate(clock) ?? position;
    return this.window(scan, position === undefined ? undefined : Math.min(position, lowest ?? position));
  }

  private window(scan: Scan, position: number | undefined): Window {
    const { overlap, createdCheckTolerance } = this.settings;
    return {
      asked: this.source.effectiveLower(scan.lower),
      next:
        position === undefined
          ? undefined
          : this.source.effectiveLower(position - overlap - edge) - createdCheckTolerance,
      byOwnDate: this.source.byOwnDate,
    };
  }

  /** Whether a scan that is under way is what this message would ask for. */
  async isFor(scan: Scan, signal: AbortSignal, message: unknown): Promise<boolean> {
    return scan.rendered === undefined || scan.rendered === (await this.render(scan, signal, message));
  }

  /** A message is gone after a restart: what it said is kept with the scan. */
  private async forMessage(scan: Scan, signal: AbortSignal, message: unknown): Promise<Scan> {
    if (this.source.usesMessage) scan.rendered = await this.render(scan, signal, message);
    return scan;
  }

  private async render({ lower, now = lower }: Scan, signal: AbortSignal, message: unknown): Promise<string> {
    const path = await unlessAborted(this.source.render({ lower, now }, message), signal);
    return path.rendered;
  }

  /** Now is when it was asked for first: a poll that fails, or whose time is in doubt, begins there again. */
  private async begin(state: PollState, signal: AbortSignal, message: unknown): Promise<Scan> {
    let bounds = boundsOf(this.settings, state, 0);
    if (bounds.basis === 'now') {
      state.restartAt ??= await this.tenantNow(signal, message);
      bounds = boundsOf(this.settings, state, 0);
    }
    const { lower, from, basis } = bounds;
    const scan = this.scan(lower, from);
    if (basis === 'date') return { ...scan, silentBefore: from };
    return basis === 'now' ? { ...scan, silentBefore: from, silentUndated: true } : scan;
  }

  private scan(lower: number, from?: number): Scan {
    return {
      poll: randomUUID(),
      from,
      lower: Math.max(0, lower),
      ranges: [{}],
      pages: 0,
      records: 0,
      created: 0,
      updated: 0,
      repeats: 0,
      requests: 0,
      retries: 0,
      unreadable: 0,
      leftBehind: [],
    };
  }

  /**
   * The tenant's time, from the `Date` of the smallest answer there is; of two, where nothing explains the first. Our own clock
   * is never taken for it: one that is a day ahead would lose a day.
   *
   * @throws {CoupaError} of the request; `COUPA_RESPONSE` if the answer has no `Date`.
   */
  async tenantNow(signal: AbortSignal, message?: unknown): Promise<number> {
    const asked = this.tenantClock.monotonic();
    const first = await this.ask(signal, message);
    const believed = this.tenantClock.observe(first, false);
    const seen = believed ?? seenAt(first);
    if (seen === undefined)
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`The tenant answered without a "Date" header, so its time is not known and the first poll cannot tell what is new. Check whether a proxy takes the header away, or start from a date or from the beginning.`,
      );
    if (believed !== undefined) return believed;
    const second = await this.ask(signal, message);
    const passed = this.tenantClock.monotonic() - asked;
    const again = this.tenantClock.observe(second, false) ?? seenAt(second);
    if (again === undefined) return seen;
    // The first one was earlier than it should have been.
    if (seen < again - passed - this.tenantClock.tolerance) return again - passed;
    return Math.min(seen, again - passed);
  }

  private async ask(signal: AbortSignal, message: unknown): Promise<Answer> {
    const now = this.now();
    const size = this.source.paging === 'token' ? 'pageSize' : 'limit';
    const list = await unlessAborted(this.source.render({ lower: now, now }, message), signal);
    return this.requester.request({
      path: list.with([[size, 1]]),
      purpose: phrase`reading ${this.settings.resource}`,
      signal,
    });
  }
}
