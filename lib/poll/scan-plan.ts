import { randomUUID } from 'node:crypto';
import { CoupaError } from '../connection/errors';
import type { Requester } from '../connection/requester';
import { phrase } from '../text/phrase';
import { rememberedAtFirst } from './poll-run';
import { positionAfter } from './position';
import type { PollSettings } from './settings';
import type { Source } from './source';
import type { PollState, Scan } from './state';
import { seenAt } from './tenant-time';
import type { Window } from './window';

/** Dates in queries and records have whole seconds and filters may be strict, so a bound reaches back by one more second. */
const second = 1000;

/** Decides what a scan asks for, and what the position is after it. */
export class ScanPlan {
  constructor(
    private readonly settings: PollSettings,
    private readonly source: Source,
    private readonly requester: Requester,
    private readonly now: () => number,
  ) {}

  /** The scan of the next poll: from the node's `start` the first time, later from the position, reaching back by the overlap. */
  async next({ position, restart }: PollState, signal: AbortSignal): Promise<Scan> {
    const scan =
      position === undefined
        ? await this.first(restart, signal)
        : this.scan(position - this.settings.overlap - second, position);
    if (this.source.usesNow) scan.now = await this.tenantNow(signal);
    return scan;
  }

  /** A back-fill of everything updated in a range; without an end, up to the tenant's now. */
  async range(from: 'beginning' | number, to: number | undefined, signal: AbortSignal): Promise<Scan> {
    const until = to ?? (await this.tenantNow(signal));
    const since = from === 'beginning' ? undefined : from;
    return { ...this.scan((since ?? 0) - second, since), to: until, now: until, silentBefore: since };
  }

  /**
   * What is left to do of a scan that ended with unreadable records. A long one leaves them behind, so that one bad record
   * does not make a back-fill start over; they are read again alone. A short one is simply repeated: `undefined`.
   */
  leftover(scan: Scan): Scan | undefined {
    const known = scan.leftBehind.length === scan.unreadable;
    if (!known || scan.records <= rememberedAtFirst) return undefined;
    return { ...this.scan(scan.lower, scan.from), ranges: scan.leftBehind, silentBefore: scan.silentBefore };
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
    const { overlap, createdCheckTolerance } = this.settings;
    const position = this.positionAfter(scan, before);
    return {
      asked: this.source.effectiveLower(scan.lower),
      next:
        position === undefined
          ? undefined
          : this.source.effectiveLower(position - overlap - second) - createdCheckTolerance,
      byOwnDate: this.source.byOwnDate,
    };
  }

  private async first(restart: PollState['restart'], signal: AbortSignal): Promise<Scan> {
    const { start, startDate = 'now', overlap } = this.settings;
    const from = restart ?? (start === 'date' ? startDate : start);
    if (from === 'beginning') return this.scan(0);
    if (from !== 'now') return { ...this.scan(from - second, from), silentBefore: from };
    const now = await this.tenantNow(signal);
    return { ...this.scan(now - overlap - second, now), silentBefore: now, silentUndated: true };
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
   * The tenant's time, from the `Date` of the smallest answer there is. Our own clock is never taken for it: one that is a
   * day ahead would lose a day.
   */
  private async tenantNow(signal: AbortSignal): Promise<number> {
    const now = this.now();
    const size = this.source.paging === 'token' ? 'pageSize' : 'limit';
    const answer = await this.requester.request({
      path: this.source.render({ lower: now, now }).with([[size, 1]]),
      purpose: phrase`reading ${this.settings.resource}`,
      signal,
    });
    const seen = seenAt(answer);
    if (seen !== undefined) return seen;
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`The tenant answered without a "Date" header, so its time is not known and the first poll cannot tell what is new. Check whether a proxy takes the header away, or start from a date or from the beginning.`,
    );
  }
}
