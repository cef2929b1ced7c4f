import { CoupaError } from '../base/errors';
import type { JsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import type { UnreadableRecord } from '../connection/json/unreadable-record';
import { appliedOf, interruption, notAppliedOf, wholeFailure } from '../write/conclude';
import type { Places } from '../write/places';
import { type WriteReport, writeAll } from '../write/write-all';
import type { RecordOperation } from './model/operations';
import { readListQuery } from './model/query';
import type { RecordRequest } from './model/request';
import { getOne } from './reading/get';
import { listPages } from './reading/list';
import { type LeftOut, leftOut } from './telling/left-out';
import { type RecordSummary, resultOf, summaryOf } from './telling/summary';
import { Keeping } from './work/keeping';
import type { Done } from './work/plan';
import type { Work } from './work/work';
import { markOf } from './writing/mark';
import { writeOne } from './writing/write-one';

/** What an operation came to. */
export interface RecordResult {
  /** What was asked for; `undefined`: nothing of it was applied. */
  payload?: unknown;
  /** Objects of an array that were not applied, or not found. */
  notApplied: LeftOut[];
  record: RecordSummary;
}

/** Requests under way at once when records are got; the connection's own limits come on top. */
const readsAtOnce = 4;

/** What writing needs beside the work itself. */
export interface Performer {
  work: Work;
  /** Those of the node: its messages share them. */
  places: Places;
  /** Called with the objects settled so far. */
  onProgress: (settled: number, requested: number) => void;
}

/**
 * Carries out what a message asks, lists sent record by record apart.
 *
 * @throws {CoupaError} when nothing was applied, or it was ended; `details.notApplied` has every object that was not.
 */
export async function perform(performer: Performer, request: RecordRequest): Promise<RecordResult> {
  if (request.operation === 'list') return performList(performer.work, request);
  const { work } = performer;
  const { payload } = request;
  const items: readonly unknown[] = Array.isArray(payload) ? payload : [payload];
  refuseTooMany(work, items.length);
  if (request.operation === 'markExported') markOf(work.target, work.exported);
  const report = await writeItems(performer, request, items);
  return concluded(work, request, report);
}

async function performList(work: Work, { query }: RecordRequest): Promise<RecordResult> {
  const records: JsonObject[] = [];
  const notApplied: LeftOut[] = [];
  const take = (page: JsonObject[]) => {
    for (const one of page) records.push(one);
  };
  const onUnreadable = (one: UnreadableRecord) => notApplied.push(unread(one));
  await listPages(work, readListQuery(query), take, onUnreadable);
  const requested = records.length + notApplied.length;
  const record = { ...summaryOf(work), requested, applied: records.length };
  return { payload: records, notApplied, record };
}

/** A record of a list that cannot be read, for output 2. */
export function unread({ id, error }: UnreadableRecord): LeftOut {
  return { object: id === undefined ? {} : { id: String(id) }, outcome: 'refused', reason: error.phrase };
}

function writeItems(
  { work, places, onProgress }: Performer,
  { operation, id }: RecordRequest,
  items: readonly unknown[],
): Promise<WriteReport<Done, unknown>> {
  const { stopOnError, maxInFlight } = work.settings;
  const reads = operation === 'get';
  const keeping = new Keeping(work, items.length);
  const options = {
    batchSize: 1,
    parallel: reads ? readsAtOnce : maxInFlight,
    stopOnError,
    signal: work.signal,
    onProgress,
  };
  // Only a payload that is one object may have its id beside it.
  const messageId = items.length === 1 ? id : undefined;
  return writeAll(items, options, async ([item], index) => {
    const report = reads
      ? await getOne(work, item, index, messageId)
      : await places.take(() => {
          work.signal.throwIfAborted();
          return writeOne(work, item, index, messageId);
        });
    return keeping.bounded(report);
  });
}

function concluded(work: Work, request: RecordRequest, report: WriteReport<Done, unknown>): RecordResult {
  const applied = appliedOf(report);
  const notApplied = notAppliedOf(report).map(leftOut);
  if (report.interrupted) throw interruption(doing(work), { ...report }, notApplied);
  if (applied.length === 0 && notApplied.length > 0) throw failure(work, report, notApplied);
  const payloads = applied.map(({ payload }) => payload);
  const payload = Array.isArray(request.payload) ? payloads : payloads[0];
  return { payload, notApplied, record: resultOf(work, report) };
}

/** The whole has failed: the tenant's own words where there are some, else what is wrong with the first object. */
function failure(
  work: Work,
  { error }: WriteReport<Done, unknown>,
  notApplied: readonly LeftOut[],
): CoupaError {
  const [first] = notApplied;
  const reason = first?.reason ?? phrase`Nothing was applied.`;
  const alone = notApplied.length === 1;
  const text = alone
    ? phrase`${doing(work)}: ${reason}`
    : phrase`${doing(work)}: none of ${notApplied.length} were applied. The first: ${reason}`;
  // The reason of one that the tenant refused says what was being done already.
  const words = alone && error !== undefined && error.phrase === reason ? reason : text;
  if (error !== undefined) return wholeFailure(error, notApplied).with({ phrase: words });
  return new CoupaError('COUPA_VALIDATION', words, { details: { notApplied } });
}

function refuseTooMany({ target, operation, settings }: Work, count: number): void {
  if ((operation !== 'delete' && operation !== 'action') || count <= settings.maxActions) return;
  throw new CoupaError(
    'COUPA_VALIDATION',
    operation === 'delete'
      ? phrase`Deleting ${target.resource}: the message names ${count}, and this node deletes at most ${settings.maxActions} at once. Nothing was sent. If that is what you want, raise "Delete or act on at most" in the node.`
      : phrase`Acting on ${target.resource}: the message names ${count}, and this node acts on at most ${settings.maxActions} at once. Nothing was sent. If that is what you want, raise "Delete or act on at most" in the node.`,
    { details: { requested: count, maxActions: settings.maxActions } },
  );
}

/** What is done, as it reads at the head of an error: `Updating invoices`. */
export function doing({ operation, target: { resource }, action }: Work): Phrase {
  const work: Record<RecordOperation, Phrase> = {
    list: phrase`Listing ${resource}`,
    get: phrase`Getting ${resource}`,
    create: phrase`Creating ${resource}`,
    update: phrase`Updating ${resource}`,
    upsert: phrase`Creating or updating ${resource}`,
    delete: phrase`Deleting ${resource}`,
    action: phrase`Doing ${action} on ${resource}`,
    markExported: phrase`Marking ${resource} as exported`,
  };
  return work[operation];
}
