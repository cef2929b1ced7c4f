import { CoupaError } from '../base/errors';
import type { JsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import type { RecordOperation } from '../catalogue/record-operations';
import type { UnreadableRecord } from '../connection/json/unreadable-record';
import { appliedOf, interruption, notAppliedOf, wholeFailure } from '../write/conclude';
import { messageObjects } from '../write/message-objects';
import type { Places } from '../write/places';
import { type WriteOptions, type WriteReport, writeAll } from '../write/write-all';
import { attachOne } from './files/attach';
import { Downloads, type FilesUnderWay } from './files/download';
import { type FileWords, shownFor } from './files/enclosure';
import { downloadPlace, uploadPlace } from './files/file-place';
import { readListQuery } from './model/query';
import type { RecordRequest } from './model/request';
import { getOne } from './reading/get';
import { listAll } from './reading/list';
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
  /** What its message has beside it: what fetched files are. */
  beside?: JsonObject;
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
  /** Those of the node, too. */
  files: FilesUnderWay;
  /** Called with the objects settled so far. */
  onProgress: (settled: number, requested: number) => void;
}

/**
 * Carries out what a message asks, lists sent record by record apart.
 *
 * @throws {CoupaError} when nothing was applied, or it was ended; `details.notApplied` has every object that was not, `details.warnings` what looked
 *   wrong in them.
 */
export async function perform(performer: Performer, request: RecordRequest): Promise<RecordResult> {
  if (request.operation === 'list') return performList(performer.work, request);
  const { work } = performer;
  const { payload } = request;
  const items: readonly unknown[] = Array.isArray(payload) ? messageObjects(payload, doing(work)) : [payload];
  refuseTooMany(work, items.length);
  if (request.operation === 'markExported') markOf(work.target, work.exported);
  const report = await doItems(performer, request, items);
  return concluded(work, request, report);
}

async function performList(work: Work, { query }: RecordRequest): Promise<RecordResult> {
  const notApplied: LeftOut[] = [];
  const onUnreadable = (one: UnreadableRecord) => notApplied.push(unread(one));
  const { records } = await listAll(work, readListQuery(query), onUnreadable);
  const requested = records.length + notApplied.length;
  const record = { ...summaryOf(work), requested, applied: records.length };
  return { payload: records, notApplied, record };
}

/** A record of a list that cannot be read, for output 2. */
export function unread({ id, error }: UnreadableRecord): LeftOut {
  return { object: id === undefined ? {} : { id: String(id) }, outcome: 'refused', reason: error.phrase };
}

function doItems(
  performer: Performer,
  request: RecordRequest,
  items: readonly unknown[],
): Promise<WriteReport<Done, unknown>> {
  switch (request.operation) {
    case 'get':
      return getItems(performer, request, items);
    case 'download':
      return fetchItems(performer, request, items);
    case 'attach':
      return attachItems(performer, request, items);
    default:
      return writeItems(performer, request, items);
  }
}

function getItems(performer: Performer, { id }: RecordRequest, items: readonly unknown[]) {
  const { work } = performer;
  const keeping = new Keeping(work, items.length);
  return writeAll(items, optionsFor(performer, readsAtOnce), async ([item], index) =>
    keeping.bounded(await getOne(work, item, index, messageId(items, id))),
  );
}

function fetchItems(performer: Performer, { id, file }: RecordRequest, items: readonly unknown[]) {
  const { work, files } = performer;
  const downloads = new Downloads(work, downloadPlace(work.target, file));
  const fetchAll = () =>
    writeAll(items, optionsFor(performer, files.atOnce), ([item], index) =>
      files.one(() => {
        work.signal.throwIfAborted();
        return downloads.one(item, index, messageId(items, id));
      }),
    );
  return items.length > 1 ? files.list(fetchAll) : fetchAll();
}

function attachItems(performer: Performer, request: RecordRequest, items: readonly unknown[]) {
  const { work } = performer;
  const place = uploadPlace(work.target, request.file);
  const words = (index: number) => wordsFor(request, index);
  // What is told of them: told as JSON, the bytes of a file would be a number each.
  const shown = items.map((item, index) => shownFor(item, words(index)));
  return writeAll(shown, optionsFor(performer, work.settings.maxInFlight), (_, index) =>
    inPlace(performer, () => attachOne(work, place, { given: items[index], words: words(index), index })),
  );
}

function writeItems(performer: Performer, { id }: RecordRequest, items: readonly unknown[]) {
  const { work } = performer;
  const keeping = new Keeping(work, items.length);
  return writeAll(items, optionsFor(performer, work.settings.maxInFlight), async ([item], index) =>
    keeping.bounded(await inPlace(performer, () => writeOne(work, item, index, messageId(items, id)))),
  );
}

function optionsFor({ work, onProgress }: Performer, parallel: number): WriteOptions {
  const { signal, settings } = work;
  return { batchSize: 1, parallel, stopOnError: settings.stopOnError, signal, onProgress };
}

function inPlace<Result>({ work, places }: Performer, write: () => Promise<Result>): Promise<Result> {
  return places.take(() => {
    work.signal.throwIfAborted();
    return write();
  });
}

/** Only a payload that is one object may have its id beside it. */
function messageId(items: readonly unknown[], id: unknown): unknown {
  return items.length === 1 ? id : undefined;
}

/** Several files of one record are attached by one message; of what is a list, each object has its own. */
function wordsFor({ payload, id, filename, contentType, intent }: RecordRequest, index: number): FileWords {
  const own = (value: unknown) => (Array.isArray(payload) && Array.isArray(value) ? value[index] : value);
  return { id: own(id), filename: own(filename), contentType: own(contentType), intent: own(intent) };
}

function concluded(work: Work, request: RecordRequest, report: WriteReport<Done, unknown>): RecordResult {
  const applied = appliedOf(report);
  const notApplied = notAppliedOf(report).map(leftOut);
  if (report.interrupted) throw interruption(doing(work), { ...report }, notApplied);
  if (applied.length === 0 && notApplied.length > 0) throw failure(work, report, notApplied);
  const payloads = applied.map(({ payload }) => payload);
  const isArray = Array.isArray(request.payload);
  const payload = isArray ? payloads : payloads[0];
  const record = resultOf(work, report);
  return { payload, ...besideOf(work, applied, isArray), notApplied, record };
}

/** What fetched files are: of an array a list each, in the order of the files. */
function besideOf({ operation }: Work, applied: readonly Done[], isArray: boolean): { beside?: JsonObject } {
  if (operation !== 'download') return {};
  const filename = applied.map(({ file }) => file?.filename);
  const contentType = applied.map(({ file }) => file?.contentType);
  if (isArray) return { beside: { filename, contentType } };
  return { beside: { filename: filename[0], contentType: contentType[0] } };
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
  // The tenant answered 2xx, and nobody knows what: correcting the message is not what is to do.
  const isUnknown = notApplied.some(({ outcome }) => outcome === 'unknown');
  const failed =
    error === undefined
      ? new CoupaError(isUnknown ? 'COUPA_RESPONSE' : 'COUPA_VALIDATION', words, { details: { notApplied } })
      : wholeFailure(error, notApplied).with({ phrase: words });
  const { warnings } = work.remarks;
  return warnings.length === 0 ? failed : failed.with({ details: { warnings } });
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
    attach: phrase`Attaching to ${resource}`,
    download: phrase`Fetching from ${resource}`,
  };
  return work[operation];
}
