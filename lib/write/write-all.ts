import { CoupaError } from '../base/errors';
import { isJsonObject, type JsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';

/** An object that was not applied, or of which nobody knows. */
export interface NotApplied {
  object: JsonObject;
  /** Why, as a sentence. */
  reason: Phrase;
  /** Set when it may have been applied all the same. */
  outcome?: 'unknown';
  /** Ids of objects that look like it, when the outcome is unknown. */
  found?: string[];
}

/** What became of one object: what goes to output 1, or why it goes to output 2. */
export type Outcome<Applied> = { applied: Applied } | NotApplied;

/** What became of one request and of each object in it. */
export interface BatchReport<Applied> {
  /** One for each object of the batch, in its order. */
  outcomes: Outcome<Applied>[];
  /** The server's result entries. */
  result: unknown[];
  statusCode?: number;
  /** Why the request failed as a whole. */
  error?: CoupaError;
}

/** What became of a whole write. */
export interface WriteReport<Applied> {
  /** In the order asked. */
  applied: Applied[];
  /** In the order asked. */
  notApplied: NotApplied[];
  requested: number;
  result: unknown[];
  statusCode?: number;
}

export interface BatchOptions {
  /** What is being done, at the head of an error: `Creating events`. */
  doing: Phrase;
  /** Objects in one request at most. */
  batchSize: number;
  /** Requests under way at once; the connection's own limits come on top. */
  parallel: number;
  /** Called after each request with the objects settled so far. */
  onProgress?: (settled: number, requested: number) => void;
  signal?: AbortSignal;
}

/**
 * Writes many objects in requests of a limited size. A failing request does not stop the others; results keep the
 * order asked.
 *
 * @throws {CoupaError} the first failure when nothing at all was applied and a request failed; `COUPA_NETWORK` when
 *   `signal` ended it, with what had been applied in `details`.
 */
export async function writeInBatches<Item, Applied>(
  items: readonly Item[],
  options: BatchOptions,
  writeBatch: (batch: readonly Item[]) => Promise<BatchReport<Applied>>,
): Promise<WriteReport<Applied>> {
  const batches = slices(items, Math.max(1, options.batchSize));
  const reports: (BatchReport<Applied> | undefined)[] = batches.map(() => undefined);
  let next = 0;
  let settled = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < batches.length; index = next++) {
      options.signal?.throwIfAborted();
      const batch = batches[index] ?? [];
      reports[index] = await writeBatch(batch);
      settled += batch.length;
      options.onProgress?.(settled, items.length);
    }
  };
  await Promise.allSettled(Array.from({ length: options.parallel }, work)).then((ends) => {
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw interrupted(failure.reason, collect(reports, items.length), options);
  });
  return concluded(reports, items.length);
}

function concluded<Applied>(
  reports: (BatchReport<Applied> | undefined)[],
  requested: number,
): WriteReport<Applied> {
  const report = collect(reports, requested);
  const error = reports.find((one) => one?.error !== undefined)?.error;
  if (error !== undefined && report.applied.length === 0) throw withObjects(error, report.notApplied);
  return report;
}

function collect<Applied>(
  reports: (BatchReport<Applied> | undefined)[],
  requested: number,
): WriteReport<Applied> {
  const whole: WriteReport<Applied> = { applied: [], notApplied: [], requested, result: [] };
  for (const report of reports) {
    if (report === undefined) continue;
    for (const outcome of report.outcomes) {
      if ('applied' in outcome) whole.applied.push(outcome.applied);
      else whole.notApplied.push(outcome);
    }
    for (const entry of report.result) whole.result.push(entry);
    // A request that failed among others says less about the write than one that was carried out.
    if (report.error === undefined || whole.statusCode === undefined) {
      whole.statusCode = report.statusCode ?? whole.statusCode;
    }
  }
  return whole;
}

/** The server's details stay where they are; what they are about is put beside them. */
function withObjects(error: CoupaError, notApplied: NotApplied[]): CoupaError {
  const details = isJsonObject(error.details) ? error.details : { messages: error.details };
  const options = { details: { ...details, notApplied }, cause: error.cause };
  return new CoupaError(error.code, error.phrase, {
    ...options,
    ...(error.statusCode === undefined ? {} : { statusCode: error.statusCode }),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  });
}

/** Requests under way at that moment may still be carried out, so neither "done" nor "not done" would be true. */
function interrupted<Applied>(reason: unknown, report: WriteReport<Applied>, options: BatchOptions): unknown {
  const closed = reason instanceof Error && reason.name === 'AbortError';
  if (!closed && options.signal?.aborted !== true) return reason;
  const { applied, notApplied, requested } = report;
  const open = requested - applied.length - notApplied.length;
  return new CoupaError(
    'COUPA_NETWORK',
    phrase`${options.doing}: stopped because the node or its connection was closed. ${applied.length} of ${requested} were applied; whether any of the other ${open} were is unknown. List them before sending them again.`,
    { details: { outcome: 'unknown', applied, notApplied } },
  );
}

function slices<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
