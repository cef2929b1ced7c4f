import type { CoupaError } from '../base/errors';
import type { JsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import type { BatchReport } from './carry-out';
import { isApplied, type NotApplied, type Outcome } from './outcome';

/** What became of a whole write. */
export interface WriteReport<Applied, Item = JsonObject> {
  /** One for each object, in the order asked. */
  outcomes: Outcome<Applied, Item>[];
  /** The server's result entries. */
  result: unknown[];
  /** Of the first request that was carried out; where none was, of the first that failed. */
  statusCode?: number;
  /** Why a request failed as a whole; the first. */
  error?: CoupaError;
  /** Whether the signal ended it: what was under way then is unknown, what had not begun was not attempted. */
  interrupted: boolean;
}

export interface WriteOptions {
  /** Objects in one request at most. */
  batchSize: number;
  /** Requests under way at once; the connection's own limits come on top. */
  parallel: number;
  /** Whether nothing is begun any more once an object was not applied. Default: no. */
  stopOnError?: boolean;
  /** Called after each request with the objects settled so far. */
  onProgress?: (settled: number, requested: number) => void;
  signal?: AbortSignal;
}

/**
 * Writes many objects in requests of a limited size, begun in the order asked. A failing request does not stop the others unless
 * `stopOnError` says so; results keep the order asked.
 *
 * @param writeBatch is called with the place of its first object in the whole; it reports what fails and throws only what ends
 *   the whole write.
 * @throws what `writeBatch` throws, unless `signal` was aborted or it is an abort: then the report says so.
 */
export async function writeAll<Item, Applied>(
  items: readonly Item[],
  options: WriteOptions,
  writeBatch: (batch: readonly Item[], first: number) => Promise<BatchReport<Applied, Item>>,
): Promise<WriteReport<Applied, Item>> {
  const size = Math.max(1, options.batchSize);
  const run = new Run<Item, Applied>(items, size, options);
  const work = async (): Promise<void> => {
    for (let first = run.begin(); first !== undefined; first = run.begin()) {
      run.settle(first, await writeBatch(items.slice(first, first + size), first));
    }
  };
  const lanes = Math.min(options.parallel, Math.ceil(items.length / size));
  const ends = await Promise.allSettled(Array.from({ length: lanes }, work));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined && !isInterruption(failure.reason, options)) throw failure.reason;
  return run.report(failure !== undefined);
}

/** How far one write is. */
class Run<Item, Applied> {
  private readonly outcomes: (Outcome<Applied, Item> | undefined)[];
  private readonly result: unknown[] = [];
  /** By the place of the first object of each request: answers may come in another order. */
  private readonly reports = new Map<number, Omit<BatchReport<Applied, Item>, 'outcomes'>>();
  private next = 0;
  private settled = 0;
  private stopped = false;

  constructor(
    private readonly items: readonly Item[],
    private readonly size: number,
    private readonly options: WriteOptions,
  ) {
    this.outcomes = Array.from({ length: items.length });
  }

  /** The place of the first object of the next request; `undefined` when there is none. */
  begin(): number | undefined {
    if (this.stopped || this.next >= this.items.length) return undefined;
    this.options.signal?.throwIfAborted();
    const first = this.next;
    this.next += this.size;
    return first;
  }

  settle(first: number, { outcomes, ...report }: BatchReport<Applied, Item>): void {
    outcomes.forEach((outcome, index) => {
      this.outcomes[first + index] = outcome;
    });
    if (this.options.stopOnError && !outcomes.every(isApplied)) this.stopped = true;
    if (this.isWorthKeeping(report)) this.reports.set(first, report);
    this.settled += outcomes.length;
    this.options.onProgress?.(this.settled, this.items.length);
  }

  /** Of a hundred thousand requests that say no more than that they succeeded, one is enough. */
  private isWorthKeeping({ result, error }: Omit<BatchReport<Applied, Item>, 'outcomes'>): boolean {
    return result.length > 0 || error !== undefined || this.reports.size === 0;
  }

  report(interrupted: boolean): WriteReport<Applied, Item> {
    const report: WriteReport<Applied, Item> = { outcomes: [], result: this.result, interrupted };
    for (const [, one] of [...this.reports].sort(([a], [b]) => a - b)) {
      for (const entry of one.result) this.result.push(entry);
      // A request that failed among others says less about the write than one that was carried out.
      if (one.error === undefined || report.statusCode === undefined) {
        report.statusCode = one.statusCode ?? report.statusCode;
      }
      report.error ??= one.error;
    }
    report.outcomes = this.items.map((item, index) => this.outcomes[index] ?? this.open(item, index));
    return report;
  }

  private open(object: Item, index: number): NotApplied<Item> {
    if (index >= this.next) return { object, outcome: 'not attempted', reason: this.unattempted() };
    const reason = phrase`It was under way when the node or its connection was closed; whether it was applied is unknown.`;
    return { object, outcome: 'unknown', reason };
  }

  private unattempted(): Phrase {
    return this.stopped
      ? phrase`Not attempted, since an object before it was not applied.`
      : phrase`Not attempted, since the node or its connection was closed.`;
  }
}

function isInterruption(reason: unknown, { signal }: WriteOptions): boolean {
  return (reason instanceof Error && reason.name === 'AbortError') || signal?.aborted === true;
}
