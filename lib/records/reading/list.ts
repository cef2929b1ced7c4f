import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import { IdRanges } from '../../scan/id-ranges';
import { scanById } from '../../scan/id-scan';
import { IrregularPage, type Page, readPage } from '../../scan/page';
import { byId, pageLimit } from '../../scan/paging-parameters';
import { ListSize } from '../../write/list-size';
import type { ListQuery } from '../model/query';
import { fieldsOf } from '../work/fields';
import { ask, queryOf, type Work } from '../work/work';

/** Takes the records of one page, in the order of their ids, and how many bytes it had; the next is read when it resolves. */
export type TakePage = (records: JsonObject[], bytes?: number) => Promise<void> | void;

/** What a finished list knows of itself. */
export interface ListSummary {
  statusCode: number;
  /** Of the last answer; epoch milliseconds, whole seconds. */
  date?: number;
}

/**
 * Reads a list page by page, each record once, by ids and never by offsets: whatever changes while it is read, no record that was there
 * from its beginning to its end is missed.
 *
 * @param onUnreadable is told of a record that cannot be read. Without it such a record makes the whole list unreadable.
 * @throws {CoupaError} `COUPA_RESPONSE` when it is no list, or the tenant does not page by id.
 */
export async function listPages(
  work: Work,
  query: ListQuery,
  take: TakePage,
  onUnreadable?: (record: UnreadableRecord) => void,
): Promise<ListSummary> {
  const reading = new Reading(work, query, take, onUnreadable);
  try {
    await (query.limit !== undefined && query.limit <= pageLimit ? reading.onePage() : reading.whole());
  } catch (error) {
    if (error instanceof IrregularPage) throw notById(work, error);
    throw error;
  }
  return reading.summary;
}

/**
 * Reads a whole list into memory, which has to have room for it.
 *
 * @throws {CoupaError} as `listPages`, and where there is none.
 */
export async function listAll(
  work: Work,
  query: ListQuery,
  onUnreadable?: (record: UnreadableRecord) => void,
): Promise<{ records: JsonObject[]; summary: ListSummary }> {
  const records: JsonObject[] = [];
  const size = new ListSize(phrase`listing ${work.target.resource}`);
  const take = (page: JsonObject[], bytes?: number) => {
    size.hold(bytes);
    for (const record of page) records.push(record);
  };
  return { summary: await listPages(work, query, take, onUnreadable), records };
}

/** Reads a whole list into memory, with all members of its records. */
export async function readList(
  work: Work,
  filters: string[],
): Promise<{ records: JsonObject[]; date?: number | undefined }> {
  const { fields: _fields, ...settings } = work.settings;
  const { records, summary } = await listAll({ ...work, settings }, { filters });
  return { records, date: summary.date };
}

class Reading {
  summary: ListSummary = { statusCode: 200 };
  private left: number;
  /** Ends the scan when as many records as were wanted have come. */
  private readonly enough = new AbortController();

  constructor(
    private readonly work: Work,
    private readonly query: ListQuery,
    private readonly take: TakePage,
    private readonly onUnreadable: ((record: UnreadableRecord) => void) | undefined,
  ) {
    this.left = query.limit ?? Number.POSITIVE_INFINITY;
  }

  async onePage(): Promise<void> {
    if (this.left === 0) return;
    const order = this.query.page ?? byId.map(([name, value]) => `${name}=${value}`);
    const page = await this.fetch([...order, `limit=${this.left}`], this.work.signal);
    await this.give(page.records, page);
  }

  async whole(): Promise<void> {
    const signal = AbortSignal.any([this.work.signal, this.enough.signal]);
    try {
      await scanById({
        scan: new IdRanges(),
        pageSize: pageLimit,
        // One range, so that records come in the order of their ids.
        concurrency: 1,
        fetch: (parameters, ending) =>
          this.fetch(
            parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
            ending,
          ),
        consume: (records, page) => this.give(records, page),
        signal,
      });
    } catch (error) {
      if (this.enough.signal.aborted && !this.work.signal.aborted) return;
      throw error;
    }
  }

  private async fetch(parameters: readonly string[], signal: AbortSignal): Promise<Page> {
    const { target } = this.work;
    const all = [...this.query.filters, ...fieldsOf(this.work), ...parameters];
    const answer = await ask({ ...this.work, signal }, 'list', {
      path: `${target.path}${queryOf(all)}`,
      purpose: phrase`listing ${target.resource}`,
      list: this.onUnreadable !== undefined,
    });
    const { statusCode, date } = answer;
    this.summary = { statusCode, ...(date === undefined ? {} : { date }) };
    return readPage(answer);
  }

  private async give(records: readonly unknown[], { answer }: Page): Promise<void> {
    const wanted = records.slice(0, this.left);
    this.left -= wanted.length;
    const readable = wanted.filter((record) => this.isReadable(record)).filter(isJsonObject);
    await this.take(readable, answer.bytes);
    if (this.left === 0) this.enough.abort();
  }

  private isReadable(record: unknown): boolean {
    if (!(record instanceof UnreadableRecord)) return true;
    this.onUnreadable?.(record);
    return false;
  }
}

function notById({ target }: Work, { irregularity }: IrregularPage): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`Listing ${target.resource}: the tenant does not page by id, so a long list cannot be read without losing records. Ask for less: a "limit" of ${pageLimit} or less in msg.query is read in one answer.`,
    { details: { irregularity } },
  );
}
