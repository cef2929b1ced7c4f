import { CoupaError } from '../base/errors';
import type { IdRange, IdRanges, IdSpan } from './id-ranges';
import { checkPage, IrregularPage, idOf, type Page } from './page';
import { afterId, byId, byIdFromLast, pageLimit } from './paging-parameters';
import { compareIds, type RecordId, toBigInt } from './record-id';

/** Full pages after which a scan is worth splitting into ranges that are read in parallel. */
const pagesBeforeSplit = 4;

/** A query parameter of one page. */
export type Parameter = readonly [name: string, value: string | number];

/** What a scan by id needs of its surroundings. */
export interface IdScanOptions {
  /** What is left to read; ranges shrink as pages are consumed, and are split when there is much to read. */
  scan: IdRanges;
  pageSize: number;
  /** Ranges read at once, at most. */
  concurrency: number;
  fetch(parameters: readonly Parameter[], signal: AbortSignal): Promise<Page>;
  /** Takes the records of one page; when it resolves they count as read. `range`: what is left to read of theirs, they included. */
  consume(records: readonly unknown[], page: Page, range: IdRange): Promise<void>;
  /** Whether the list should hold something, for all that is known; asked where its first page is empty. Default: nobody knows. */
  isExpected?(): boolean;
  signal: AbortSignal;
}

/**
 * Reads everything in the scan's ranges with `id[gt]=<last id>&order_by=id&dir=asc`: ids never change, so nothing moves
 * under the reader. Each range fetches its next page while the one before is consumed. A range ends at an empty page.
 *
 * @throws {IrregularPage} if the tenant does not page as asked; {CoupaError} if a request fails; the signal's reason.
 * Whatever it throws, `scan.ranges` holds what is left.
 */
export async function scanById(options: IdScanOptions): Promise<void> {
  await new IdScan(options).run();
}

class IdScan {
  /** Ends the other ranges when one fails. `undefined` while there is only one range. */
  private stop: AbortController | undefined;
  private signal: AbortSignal;
  private readonly lanes = new Set<Promise<void>>();
  private readonly live = new Set<IdRange>();
  /** The last id of the page that is being consumed: its range may be split above it only, else it would be read twice. */
  private readonly reached = new Map<IdRange, RecordId>();
  private fullPages = 0;
  private splitAsked = false;
  private failure: { error: unknown } | undefined;

  constructor(private readonly options: IdScanOptions) {
    this.signal = options.signal;
    if (options.scan.span !== undefined) this.splitAsked = true;
    if (this.splitAsked || options.scan.ranges.length > 1) this.goParallel();
  }

  /** Makes the signal that ends all ranges. Signals cost time, so a poll that finds little does without one. */
  private goParallel(): void {
    this.stop ??= new AbortController();
    this.signal = AbortSignal.any([this.options.signal, this.stop.signal]);
  }

  async run(): Promise<void> {
    this.fill();
    while (this.lanes.size > 0) await Promise.race(this.lanes);
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** Starts lanes for waiting ranges, splitting a live one when there is none, as long as there is room. */
  private fill(): void {
    while (this.failure === undefined && this.live.size < this.options.concurrency) {
      const range =
        this.options.scan.ranges.find((candidate) => !this.live.has(candidate)) ?? this.splitLargest();
      if (range === undefined) return;
      this.startLane(range);
    }
  }

  private startLane(range: IdRange): void {
    this.live.add(range);
    const lane = this.read(range)
      .catch((error: unknown) => {
        this.failure ??= { error };
        this.stop?.abort(error);
      })
      .finally(() => {
        this.live.delete(range);
        this.reached.delete(range);
        this.lanes.delete(lane);
        this.fill();
      });
    this.lanes.add(lane);
  }

  private async read(range: IdRange): Promise<void> {
    const { pageSize, isExpected = () => false } = this.options;
    const end = new EndOfRange(range, pageSize, isExpected);
    let next: Promise<Page> | undefined = this.fetch(range, range.after, 0);
    let over = 0;
    try {
      while (next !== undefined) {
        const page: Page = await next;
        next = undefined;
        try {
          // Pages asked for before there were several ranges have another signal: they may arrive after a range has failed.
          if (this.failure !== undefined) return;
          const { records, last, behind = 0, ended } = checkPage(page.records, range);
          // The offset stepped over unusable ids, and only such ids came again: perhaps the tenant ignores the offset.
          if (over > 0 && behind > 0 && behind === records.length) throw new IrregularPage('id');
          if (end.isInDoubt(page.records)) {
            next = this.fetch(range, range.after, over);
            continue;
          }
          over = behind;
          next = ended || records.length === 0 ? undefined : this.fetch(range, last, over);
          if (last !== undefined) this.reached.set(range, last);
          if (records.length > 0) await this.options.consume(records, page, range);
          if (last !== undefined) this.options.scan.readTo(range, last);
          this.considerSplit(page);
          if (end.isBehindOneFullPage && range.upTo === undefined && records.length === 0) {
            // It takes no room any more, and who has all the rest may wait for a flow.
            page.done?.();
            const behindIt = await this.whatIsBehind(range, end.first);
            next = behindIt && Promise.resolve(behindIt);
          }
        } finally {
          page.done?.();
        }
      }
      this.options.scan.finish(range);
    } finally {
      // The page that was asked for meanwhile, if this one failed.
      void next?.then(
        (page) => page.done?.(),
        () => undefined,
      );
    }
  }

  /**
   * A first page that is full, and nothing above its last id: either that was all, or the tenant gives nothing to whoever asks by
   * `id[gt]`, and all behind that page would be lost at each poll. The offset tells.
   *
   * @param length records of the first page
   * @returns the next page, where there is one by now.
   * @throws {IrregularPage} if the tenant has more.
   */
  private async whatIsBehind(range: IdRange, length: number): Promise<Page | undefined> {
    const behind = await this.options
      .fetch([['offset', length], ...byId, ['limit', 1]], this.signal)
      .catch((error: unknown) => {
        // Whoever refuses an offset cannot be asked.
        if (error instanceof CoupaError && error.code === 'COUPA_VALIDATION') return undefined;
        throw error;
      });
    behind?.done?.();
    const id = idOf(behind?.records[0]);
    // It ignores the offset, or there is nothing.
    if (id === undefined || range.after === undefined || compareIds(id, range.after) <= 0) return undefined;
    // Or it has just been made.
    const again = await this.fetch(range, range.after, 0);
    if (again.records.length > 0) return again;
    again.done?.();
    throw new IrregularPage('bound');
  }

  /** @param over records above the bound that have no usable id to go on from */
  private fetch(range: IdRange, after: RecordId | undefined, over: number): Promise<Page> {
    const parameters: Parameter[] = [];
    if (after !== undefined) parameters.push([afterId, after]);
    if (over > 0) parameters.push(['offset', over]);
    if (range.upTo !== undefined) parameters.push(['id[lt_or_eq]', range.upTo]);
    parameters.push(...byId, ['limit', this.options.pageSize]);
    const page = this.options.fetch(parameters, this.signal);
    // It is awaited only after the page before was consumed; a failure until then must not count as unhandled.
    page.catch(() => undefined);
    return page;
  }

  /** After some full pages, asks once for the last id: with it, the rest can be read in parallel, and how much is left is known. */
  private considerSplit(page: Page): void {
    if (page.records.length >= this.options.pageSize) this.fullPages += 1;
    if (this.splitAsked || this.fullPages < pagesBeforeSplit) return;
    this.splitAsked = true;
    this.goParallel();
    const lane = this.askSpan()
      // Without the last id the scan goes on in one range. If the tenant is down, the next page fails and says so.
      .catch(() => undefined)
      .finally(() => {
        this.lanes.delete(lane);
        this.fill();
      });
    this.lanes.add(lane);
  }

  private async askSpan(): Promise<void> {
    const first = this.options.scan.ranges[0]?.after;
    const page = await this.options.fetch([...byIdFromLast, ['limit', 1]], this.signal);
    page.done?.();
    const last = idOf(page.records[0]);
    if (first === undefined || last === undefined || compareIds(last, first) <= 0) return;
    this.options.scan.span = { first, last };
  }

  private splitLargest(): IdRange | undefined {
    const last = this.options.scan.span?.last;
    if (last === undefined) return undefined;
    let largest: { range: IdRange; middle: bigint; width: bigint } | undefined;
    for (const range of this.options.scan.ranges) {
      const halves = halve({ ...range, after: this.reached.get(range) ?? range.after }, last);
      if (halves !== undefined && (largest === undefined || halves.width > largest.width))
        largest = { range, ...halves };
    }
    if (largest === undefined || largest.width < BigInt(this.options.pageSize * 4)) return undefined;
    return this.options.scan.split(largest.range, toId(largest.middle));
  }
}

/** Tells whether an empty page is where a range ends: once, an answer may be empty that should not be. */
class EndOfRange {
  /** Records of its first page. */
  first = 0;
  private pages = 0;
  private last: number;
  private isAskedAgain = false;
  private readonly isFromBeginning: boolean;
  private readonly full: number;

  constructor(
    { after }: IdRange,
    pageSize: number,
    private readonly holdsSome: () => boolean,
  ) {
    this.full = Math.min(pageSize, pageLimit);
    this.isFromBeginning = after === undefined;
    // What is split off, or taken up again, is expected to have something in it.
    this.last = this.isFromBeginning ? 0 : this.full;
  }

  /** Whether it began at the beginning of the list, and its end is in doubt since its only page was full. */
  get isBehindOneFullPage(): boolean {
    return this.isFromBeginning && this.pages === 1 && this.first >= this.full;
  }

  /**
   * Takes in the next page.
   *
   * @returns whether to ask for it once more: it is empty, and the one before was full, or as long as any; or a list begins with it that
   * should hold something.
   */
  isInDoubt({ length }: readonly unknown[]): boolean {
    const isEmpty = length === 0;
    if (isEmpty && !this.isAskedAgain && this.isExpected) {
      this.isAskedAgain = true;
      return true;
    }
    this.isAskedAgain = false;
    if (isEmpty) return false;
    if (this.pages === 0) this.first = length;
    this.pages += 1;
    this.last = length;
    return false;
  }

  private get isExpected(): boolean {
    if (this.isFromBeginning && this.pages === 0) return this.holdsSome();
    return this.last >= (this.pages > 1 ? Math.min(this.full, this.first) : this.full);
  }
}

function halve(range: IdRange, last: RecordId): { middle: bigint; width: bigint } | undefined {
  const low = range.after === undefined ? undefined : toBigInt(range.after);
  const high = toBigInt(range.upTo ?? last);
  if (low === undefined || high === undefined || high <= low) return undefined;
  return { middle: (low + high) / 2n, width: high - low };
}

function toId(value: bigint): RecordId {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

/** How much of a scan is done, 0 to 1, reckoned from ids; `undefined` while the last id is not known. */
export function share({
  ranges,
  span,
}: {
  ranges: readonly IdRange[];
  span?: IdSpan | undefined;
}): number | undefined {
  const first = span === undefined ? undefined : toBigInt(span.first);
  const last = span === undefined ? undefined : toBigInt(span.last);
  if (span === undefined || first === undefined || last === undefined || last <= first) return undefined;
  const left = ranges
    .map((range) => halve(range, span.last)?.width ?? 0n)
    .reduce((sum, width) => sum + width, 0n);
  return Math.max(0, Math.min(1, 1 - Number((left * 10_000n) / (last - first)) / 10_000));
}
