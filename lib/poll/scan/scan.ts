import { randomUUID } from 'node:crypto';
import type { Mutable } from '../../base/mutable';
import { type IdRange, IdRanges, type IdSpan } from '../../scan/id-ranges';
import type { EventType } from '../model/event-type';
import type { ScanOrder } from '../model/scan-order';
import type { ScanCounts, StoredScan } from '../model/stored-scan';

/** Unreadable records that are left behind at most; with more, something is wrong with the whole list. */
export const leftBehindAtMost = 1000;

/** How far a scan has got, but for what it has counted. */
type Progress = Omit<StoredScan, keyof ScanOrder | keyof ScanCounts>;

/**
 * One reading of everything that an order asks for: how far it has got. It alone moves; what was asked for does not. It survives a
 * restart in the middle, see `toRow`.
 */
export class Scan {
  /** How far the list is read by ids. */
  readonly reading: IdRanges;
  private asked: ScanOrder;
  private start: number | undefined;
  private provenByDates: number | undefined;
  private wordless = false;
  private readonly tally: Mutable<ScanCounts>;
  private readonly behind: IdRange[];

  private constructor(order: ScanOrder, counts: ScanCounts, progress: Progress) {
    this.asked = order;
    this.tally = { ...counts };
    this.start = progress.startedAt;
    this.provenByDates = progress.firstPageDate;
    this.reading = new IdRanges(progress.ranges, progress.span);
    this.behind = [...progress.leftBehind];
  }

  /** One that has read nothing yet. `ranges`: what it reads; default: everything. */
  static begin(order: ScanOrder, ranges: readonly IdRange[] = [{}]): Scan {
    return new Scan(order, noCounts, { ranges, leftBehind: [] });
  }

  /** One that goes on where it stood when it was stored. */
  static resume({ ranges, leftBehind, startedAt, firstPageDate, span, ...rest }: StoredScan): Scan {
    const { pages, records, created, updated, repeats, requests, retries, unreadable, ...order } = rest;
    const counts = { pages, records, created, updated, repeats, requests, retries, unreadable };
    return new Scan(order, counts, { ranges, leftBehind, startedAt, firstPageDate, span });
  }

  /** One that reads nothing: for the summary of a poll that failed before it could begin one. */
  static none(): Scan {
    return Scan.begin({ poll: randomUUID(), lower: 0 }, []);
  }

  get order(): ScanOrder {
    return this.asked;
  }

  /** The tenant's time at which it began; `undefined` until the first answer, and while that is in doubt. Epoch milliseconds. */
  get startedAt(): number | undefined {
    return this.start;
  }

  /** What the dates on its first page prove where no answer had a `Date`. Epoch milliseconds. */
  get firstPageDate(): number | undefined {
    return this.provenByDates;
  }

  /** What is left to read. */
  get ranges(): readonly IdRange[] {
    return this.reading.ranges;
  }

  /** First and last id, once they were asked for. */
  get span(): IdSpan | undefined {
    return this.reading.span;
  }

  /** They go on counting: who compares keeps a copy. */
  get counts(): ScanCounts {
    return this.tally;
  }

  /** Where records that could not be read are. */
  get leftBehind(): readonly IdRange[] {
    return this.behind;
  }

  /** Whether each record that could not be read can be asked for alone. */
  get isLeftBehindKnown(): boolean {
    return this.behind.length === this.tally.unreadable;
  }

  /** Whether it came to its end without having been told that there was nothing. */
  get isWordless(): boolean {
    return this.wordless;
  }

  /** What was read was no list, and no error: it proves nothing. */
  hasNoWord(): void {
    this.wordless = true;
  }

  /** When it began is known. Epoch milliseconds. */
  confirmStart(epochMs: number): void {
    this.start = epochMs;
  }

  /** When it began is in doubt. */
  doubtStart(): void {
    this.start = undefined;
  }

  /** "Now", from which on it sends, was earlier than was thought when it was asked for. Epoch milliseconds. */
  sendFrom(epochMs: number): void {
    this.asked = { ...this.asked, from: epochMs, silentBefore: epochMs };
  }

  /** The dates of the first page prove a moment, or prove nothing. */
  provenByFirstPage(epochMs: number | undefined): void {
    this.provenByDates = epochMs;
  }

  /** An answer came, after so many requests. */
  answered(requests: number): void {
    this.tally.requests += requests;
    this.tally.retries += requests - 1;
  }

  /** A page was taken in. */
  pageTaken(): void {
    this.tally.pages += 1;
  }

  /** A record was taken in. */
  recordTaken(as: 'repeat' | 'silent' | EventType): void {
    this.tally.records += 1;
    if (as === 'repeat') this.tally.repeats += 1;
    else if (as === 'CREATED') this.tally.created += 1;
    else if (as === 'UPDATED') this.tally.updated += 1;
  }

  /** A record could not be read. `where`: where it can be asked for alone, if anywhere. */
  recordUnreadable(where: IdRange | undefined): void {
    this.tally.unreadable += 1;
    if (where !== undefined && this.behind.length < leftBehindAtMost) this.behind.push(where);
  }

  /** A copy, as it is stored: what is read afterwards does not show in it. */
  toRow(): StoredScan {
    return {
      ...this.asked,
      ...(this.start !== undefined && { startedAt: this.start }),
      ...(this.provenByDates !== undefined && { firstPageDate: this.provenByDates }),
      ranges: this.ranges.map((range) => ({ ...range })),
      ...(this.span !== undefined && { span: this.span }),
      ...this.tally,
      leftBehind: [...this.behind],
    };
  }
}

const noCounts: ScanCounts = {
  pages: 0,
  records: 0,
  created: 0,
  updated: 0,
  repeats: 0,
  requests: 0,
  retries: 0,
  unreadable: 0,
};
