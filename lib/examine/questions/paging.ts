import { phrase } from '../../base/text/phrase';
import { largestPage } from '../../catalogue/index-resources';
import { hasUnusableId, idOf } from '../../scan/page';
import { afterId, byId, byIdFromLast } from '../../scan/paging-parameters';
import { compareIds, type RecordId, toBigInt } from '../../scan/record-id';
import type { Notebook } from '../noting/notebook';
import type { Inquiry, Reply } from './inquiry';
import { type Sample, sampleSize } from './survey';

/** What later questions need to know of the ids. */
export interface KnownIds {
  ids: readonly RecordId[];
  /** An id above all, as far as is known: no record has it. */
  free?: RecordId;
}

/** Asks how a list is paged through: by id, and by offset. */
export async function askPaging(inquiry: Inquiry, notebook: Notebook, sample: Sample): Promise<KnownIds> {
  const { path } = sample.resource;
  const ids = sample.records.map(idOf).filter((id) => id !== undefined);
  judgeSample(notebook, sample, ids);
  await askSize(inquiry, notebook, path);
  const last = await askLast(inquiry, notebook, path, ids);
  await askBounds(inquiry, notebook, path, ids);
  if (last !== undefined) await askBehind(inquiry, notebook, path, last);
  await askOffsets(inquiry, notebook, path, ids);
  const highest = last === undefined ? undefined : toBigInt(last);
  return { ids, ...(highest !== undefined && { free: String(highest + 1_000_000n) }) };
}

function judgeSample(notebook: Notebook, { records }: Sample, ids: readonly RecordId[]): void {
  if (records.length === 0) return;
  const without = records.filter((record) => idOf(record) === undefined && !hasUnusableId(record));
  notebook.judge(
    'ids',
    without.length === 0,
    phrase`${without.length} of ${records.length} records have none.`,
  );
  const texts = ids.filter((id) => !Number.isSafeInteger(id));
  if (ids.length > 0)
    notebook.judge(
      'id-numbers',
      texts.length === 0,
      phrase`${texts.length} of ${ids.length} ids are others.`,
    );
  if (ids.length > 1) notebook.judge('ascending', doAscend(ids), phrase`They did not, on one page.`);
  if (records.length >= sampleSize)
    notebook.judge('limit', records.length === sampleSize, counted(records.length, sampleSize));
}

function doAscend(ids: readonly RecordId[]): boolean {
  return ids.every((id, index) => index === 0 || compareIds(ids[index - 1] ?? id, id) < 0);
}

/** Asks for one record more than Coupa gives. */
async function askSize(inquiry: Inquiry, notebook: Notebook, path: string): Promise<void> {
  const asked = largestPage + 1;
  const page = await inquiry.list(path, [...byId, ['limit', asked]]);
  if (page.kind !== 'list') return;
  const count = page.records.length;
  if (count >= largestPage) return notebook.judge('page-limit', count === largestPage, counted(count, asked));
  const last = lastOf(page);
  const more = last && (await inquiry.list(path, [[afterId, last], ...byId, ['limit', 1]]));
  if (last === undefined || !more || more.kind !== 'list') return;
  const next = idOf(more.records[0]);
  const isMore = next !== undefined && compareIds(next, last) > 0;
  if (isMore) notebook.broken('page-limit', counted(count, asked));
  else notebook.unknown('page-limit', phrase`The list has only ${count} records.`);
}

function counted(count: number, asked: number) {
  return phrase`${count} records came where ${asked} were asked for.`;
}

async function askLast(
  inquiry: Inquiry,
  notebook: Notebook,
  path: string,
  ids: readonly RecordId[],
): Promise<RecordId | undefined> {
  const page = await inquiry.list(path, [...byIdFromLast, ['limit', 1]]);
  const last = page.kind === 'list' ? idOf(page.records[0]) : undefined;
  if (last === undefined || ids.length < 2) return last;
  const highest = ids.reduce((one, other) => (compareIds(one, other) > 0 ? one : other));
  notebook.judge('descending', compareIds(last, highest) >= 0, phrase`The first one was lower than others.`);
  return compareIds(last, highest) >= 0 ? last : undefined;
}

async function askBounds(
  inquiry: Inquiry,
  notebook: Notebook,
  path: string,
  ids: readonly RecordId[],
): Promise<void> {
  const sorted = [...ids].sort(compareIds);
  const bound = sorted[Math.floor((sorted.length - 1) / 2)];
  if (bound === undefined || sorted.length < 2) return;
  const above = idsOf(await inquiry.list(path, [[afterId, bound], ...byId, ['limit', sampleSize]]));
  if (above !== undefined) {
    const below = above.filter((id) => compareIds(id, bound) <= 0);
    notebook.judge(
      'id-gt',
      below.length === 0,
      phrase`${below.length} of ${above.length} ids were not above it.`,
    );
    const wanted = sorted.filter((id) => compareIds(id, bound) > 0);
    const missing = wanted.filter((id) => !above.some((other) => compareIds(id, other) === 0));
    // Behind another order or without the bound, the page may simply not reach so far.
    if (below.length === 0 && notebook.verdict('ascending') === 'kept')
      notebook.judge(
        'id-gt-whole',
        missing.length === 0,
        phrase`${missing.length} of ${wanted.length} records were missing.`,
      );
  }
  const upTo = idsOf(await inquiry.list(path, [['id[lt_or_eq]', bound], ...byId, ['limit', sampleSize]]));
  if (upTo === undefined) return;
  const over = upTo.filter((id) => compareIds(id, bound) > 0).length;
  const hasBound = upTo.some((id) => compareIds(id, bound) === 0);
  notebook.judge(
    'id-lt-or-eq',
    over === 0 && (hasBound || notebook.verdict('ascending') !== 'kept'),
    over > 0 ? phrase`${over} of ${upTo.length} ids were above it.` : phrase`The bound itself was left out.`,
  );
}

/** Asks for what comes behind the last id. A record that was made meanwhile proves nothing. */
async function askBehind(inquiry: Inquiry, notebook: Notebook, path: string, last: RecordId): Promise<void> {
  if (notebook.verdict('id-gt') === 'not kept') return;
  const behind = idsOf(await inquiry.list(path, [[afterId, last], ...byId, ['limit', 1]]));
  if (behind === undefined) return;
  const known = behind.filter((id) => compareIds(id, last) <= 0).length;
  if (known > 0 || behind.length === 0)
    notebook.judge('after-last', known === 0, phrase`A record came that is not behind it.`);
}

async function askOffsets(
  inquiry: Inquiry,
  notebook: Notebook,
  path: string,
  ids: readonly RecordId[],
): Promise<void> {
  const half = Math.floor(ids.length / 2);
  const shifted = idsOf(
    await inquiry.list(path, [...byId, ['offset', half], ['limit', Math.max(1, ids.length - half)]]),
  );
  const far = await inquiry.list(path, [...byId, ['offset', 100_000_000], ['limit', 1]]);
  if (half === 0 || shifted === undefined) return;
  const isIgnored = shifted[0] !== undefined && ids[0] !== undefined && compareIds(shifted[0], ids[0]) === 0;
  notebook.judge('offset', !isIgnored, phrase`The same first record came.`);
  if (isIgnored) return;
  const twice = shifted.filter((id) =>
    ids.slice(0, half).some((other) => compareIds(id, other) === 0),
  ).length;
  notebook.judge('no-duplicates', twice === 0, phrase`${twice} of ${shifted.length} records came twice.`);
  if (far.kind === 'list') notebook.judge('beyond-end', far.records.length === 0, phrase`A record came.`);
  else if (far.kind === 'refused' && far.error.statusCode !== undefined)
    notebook.broken('beyond-end', phrase`HTTP ${far.error.statusCode} came.`);
}

function lastOf(reply: Reply): RecordId | undefined {
  return idsOf(reply)?.sort(compareIds).at(-1);
}

function idsOf(reply: Reply): RecordId[] | undefined {
  if (reply.kind !== 'list') return undefined;
  return reply.records.map(idOf).filter((id) => id !== undefined);
}
