import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { ReadRecord } from '../../connection/json/listed-record';
import type { Answer } from '../../ports/requester';
import { type Parameter, scanById } from '../../scan/id-scan';
import { ListPath } from '../../scan/list-path';
import { IrregularPage, idOf, type Page, readPage } from '../../scan/page';
import type { Named } from '../known/entry';
import type { LookUnderWay } from '../known/look-under-way';
import type { RunContext } from '../run/run-context';
import { scanByToken } from '../scan/token-scan';

/** Reads the ids of a whole list, behind everything else that is asked of the tenant. */
export class ListOfIds {
  private readonly list: ListPath;
  /** Bytes of the largest page so far: the next one may be as large. */
  private largestPage = 0;

  constructor(
    private readonly context: RunContext,
    /** Rendered path and query. */
    path: string,
    private readonly look: LookUnderWay,
    private readonly signal: AbortSignal,
  ) {
    this.list = new ListPath(path);
  }

  /**
   * Reads what the look has not read yet, and never by offsets: what these skip would be taken for missing.
   *
   * @throws {CoupaError} `COUPA_RESPONSE` where the tenant pages in no other way.
   */
  async read(take: (records: Named[]) => void): Promise<void> {
    const consume = (records: readonly unknown[]) => {
      take(records.flatMap((record) => this.named(record)));
      return Promise.resolve();
    };
    if (this.context.source.paging === 'token') {
      await this.readByToken(consume);
      return;
    }
    try {
      await this.readById(consume);
    } catch (error) {
      throw error instanceof IrregularPage ? this.irregular(error) : error;
    }
  }

  private readById(consume: (records: readonly unknown[]) => Promise<void>): Promise<void> {
    const { settings, concurrency } = this.context;
    return scanById({
      scan: this.look.reading,
      pageSize: settings.pageSize,
      concurrency,
      fetch: (parameters, signal) => this.fetch(parameters, signal),
      consume,
      signal: this.signal,
    });
  }

  private async readByToken(consume: (records: readonly unknown[]) => Promise<void>): Promise<void> {
    await scanByToken({
      requester: { request: ({ path }) => this.request(path, this.signal) },
      path: this.list.whole,
      pageSize: this.context.settings.pageSize,
      purpose: this.purpose,
      consume,
      // What is not in the list is asked for by itself before it is told.
      comesAgain: () => true,
    });
    this.look.reading.finishAll();
  }

  /** A tenant that ignores `fields` answers whole records: not more of them than there is room for. */
  private async fetch(parameters: readonly Parameter[], signal: AbortSignal): Promise<Page> {
    const stay = await this.context.requester.pageRoom?.enter(this, this.largestPage, signal);
    const done = () => stay?.leave();
    try {
      const page = readPage(await this.request(this.list.with(parameters), signal));
      const { bytes = 0 } = page.answer;
      stay?.takes(bytes);
      this.largestPage = Math.max(this.largestPage, bytes);
      return { ...page, done };
    } catch (error) {
      done();
      throw error;
    }
  }

  private async request(path: string, signal: AbortSignal): Promise<Answer> {
    const { counts } = this.look;
    counts.requests += 1;
    const answer = await this.context.requester.request({
      path,
      purpose: this.purpose,
      list: this.isById ? 'unparsed' : true,
      priority: 'background',
      signal,
    });
    counts.requests += answer.requests - 1;
    return answer;
  }

  private get purpose() {
    return phrase`looking for removals of ${this.context.settings.resource}`;
  }

  /** Then the beginning of a record is enough, and nothing is parsed. */
  private get isById(): boolean {
    return this.context.settings.idField === 'id' && this.context.source.paging === 'id';
  }

  private named(record: unknown): Named[] {
    const id = idOf(record);
    if (id === undefined) return [];
    if (this.isById) return [{ id, key: id }];
    const key = this.keyOf(record);
    return key === undefined ? [] : [{ id, key }];
  }

  /** What identifies a record to the flow; `undefined`: nothing that can be told. */
  private keyOf(record: unknown): Named['key'] | undefined {
    try {
      return this.context.reader.read(record instanceof ReadRecord ? record.value : record).id;
    } catch (error) {
      if (error instanceof CoupaError) return undefined;
      throw error;
    }
  }

  private irregular({ irregularity }: IrregularPage): CoupaError {
    const { resource } = this.context.settings;
    return new CoupaError(
      'COUPA_RESPONSE',
      phrase`Looking for removals of "${resource}": the tenant does not page by id as asked (order_by=id, id[gt], and an "id" in each record), and in a list that is read otherwise records can be passed over. None is told as DELETED. Set "removals" to 0 for this list.`,
      { details: { irregularity } },
    );
  }
}
