import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import { ListedRecord, ReadRecord } from '../../connection/json/listed-record';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import { isoSeconds } from '../../dates/query-date';
import { PageMemory } from '../../local/page-memory';
import type { PageBytes } from '../../ports/page-bytes';
import type { Answer } from '../../ports/requester';
import { type IdRange, isWithin } from '../../scan/id-ranges';
import { type Parameter, scanById } from '../../scan/id-scan';
import { ListPath } from '../../scan/list-path';
import { IrregularPage, idOf, type Page, readPage } from '../../scan/page';
import { afterId } from '../../scan/paging-parameters';
import type { ExpectedPage } from '../ledger/memory';
import { irregularNotice, type Notice, putAsideNotice, wordlessNotice } from '../model/notices';
import { scanByOffset } from '../scan/offset-scan';
import type { Scan } from '../scan/scan';
import { scanByToken } from '../scan/token-scan';
import { AskedPages } from './asked-pages';
import { PageIntake } from './page-intake';
import { PagesElsewhere } from './pages-elsewhere';
import type { RunContext } from './run-context';
import type { ScanPolicy } from './scan-policy';

/** Pages of one run after which an irregular page is taken for a transient fault rather than for the tenant's way. */
const pagesToLearnFrom = 2;

/** One reading of one scan, from where it stands to its end: asks for its pages, in the way in which the tenant pages. */
export class PollRun {
  private readonly intake: PageIntake;
  private readonly memory = new PageMemory();
  /** Bytes of the largest page so far: the next one may be as large. */
  private largestPage = 0;
  private readonly elsewhere: PagesElsewhere;
  private readonly asked: AskedPages;

  constructor(
    private readonly context: RunContext,
    private readonly scan: Scan,
    private readonly policy: ScanPolicy,
    private readonly signal: AbortSignal,
    /** Whether all but the ids of the scan's ranges were read: who cannot be asked for these alone gives the others, too. Default: no. */
    private readonly isRest = false,
  ) {
    this.intake = new PageIntake(context, scan, policy, signal);
    const { readers, settings, clock, ledger } = context;
    this.asked = new AskedPages(ledger, scan, policy);
    this.elsewhere = new PagesElsewhere(readers, settings.pageSize, clock);
  }

  /** Reads what is left of the scan. When it resolves everything was handed to the delivery. */
  async run(): Promise<void> {
    const path = await this.render();
    const sorting = path.putAside.filter((name) => name !== 'limit' && name !== afterId);
    if (sorting.length > 0) this.tell(putAsideNotice(sorting));
    try {
      await (this.context.source.paging === 'token' ? this.readByToken(path) : this.readAsLists(path));
    } catch (error) {
      throw this.withoutSecrets(error);
    } finally {
      this.intake.end();
      this.asked.end();
    }
  }

  /** What is wrong with an answer is told with parts of it, also where it is kept: as the last poll's error. */
  private withoutSecrets(error: unknown): unknown {
    const { scrubber } = this.context.requester;
    return error instanceof CoupaError && scrubber !== undefined ? scrubber.error(error) : error;
  }

  private render(): ListPath | Promise<ListPath> {
    const { rendered, lower, now = lower } = this.scan.order;
    if (rendered !== undefined) return new ListPath(rendered);
    return unlessAborted(this.context.source.render({ lower, now }), this.signal);
  }

  private async readAsLists(path: ListPath): Promise<void> {
    try {
      await this.readById(path);
    } catch (error) {
      if (!(error instanceof IrregularPage)) throw error;
      if (this.intake.pages > pagesToLearnFrom) throw transient(error);
      this.tell(irregularNotice(this.context.settings.resource, error.irregularity));
      await this.readByOffset(path);
    }
  }

  private readById(path: ListPath): Promise<void> {
    const { settings, concurrency } = this.context;
    return scanById({
      scan: this.scan.reading,
      pageSize: settings.pageSize,
      concurrency,
      fetch: (parameters, signal) => this.fetchWithRoom(path, parameters, signal),
      consume: (records, page, range) => this.take(records, page, false, range),
      isExpected: () => this.intake.expectsSome(),
      signal: this.signal,
    });
  }

  private async readByToken(path: ListPath): Promise<void> {
    const isList = await scanByToken({
      requester: {
        request: (options) => {
          this.asked.allTaken();
          return this.request(options.path, this.signal);
        },
      },
      path: path.whole,
      pageSize: this.context.settings.pageSize,
      purpose: this.purpose,
      consume: (records, page) => this.takeWanted(records, page),
      isExpected: () => this.intake.expectsSome(),
      comesAgain: (record) => this.intake.comesAgain(record),
    });
    if (!isList) this.endWithoutWord();
    this.finishWhole();
  }

  /** A poll asks again from where it stands. A back-fill ends, since that may be all there is: nobody else would tell. */
  private endWithoutWord(): void {
    const { settings, problem } = this.context;
    this.scan.hasNoWord();
    if (this.policy.movesPosition) this.tell(wordlessNotice(settings.resource));
    else problem(wordlessBackfill(settings.resource));
  }

  private async readByOffset(path: ListPath): Promise<void> {
    await scanByOffset({
      pageSize: this.context.settings.pageSize,
      fetch: (parameters, signal) => {
        this.asked.allTaken();
        return this.fetch(path, parameters, signal);
      },
      consume: (records, page) => this.takeWanted(records, page),
      fingerprint: (record) => this.fingerprint(record),
      signal: this.signal,
    });
    this.finishWhole();
  }

  /** The list was read from its beginning to its end. What it should still hold may be hidden where something is broken, or emptied. */
  private finishWhole(): void {
    const { reading, isWordless, isLeftBehindKnown } = this.scan;
    if (!this.isRest || (!isWordless && isLeftBehindKnown)) reading.finishAll();
  }

  /** Of a list that is read from its beginning, whatever is left of it: once, however often it is read, and also where that fails behind it. */
  private async takeWanted(records: readonly unknown[], page: Page): Promise<void> {
    if (!this.isRest) return this.take(records, page, true);
    const wanted = records.flatMap((record) => this.wantedOf(record));
    if (wanted.length === 0) return;
    await this.take(wanted, page, true);
    for (const record of wanted) {
      const id = record instanceof UnreadableRecord ? undefined : idOf(record);
      if (id !== undefined) this.scan.reading.readAlone(id);
    }
  }

  /** What is left to read, and what is broken: it may hide some of that, and has to be told. */
  private wantedOf(record: unknown): readonly unknown[] {
    const parts = record instanceof ListedRecord ? record.read() : [record];
    return parts.filter((part) => part instanceof UnreadableRecord || isWithin(idOf(part), this.scan.ranges));
  }

  private take(
    records: readonly unknown[],
    page: Page,
    rememberAll: boolean,
    range?: IdRange,
  ): Promise<void> {
    return this.intake.take(records, page, { rememberAll, asked: this.asked.of(page.answer), range });
  }

  private async fetch(
    path: ListPath,
    parameters: readonly Parameter[],
    signal: AbortSignal,
    into?: PageBytes,
  ): Promise<Page> {
    const page = readPage(await this.request(path.with(this.bounded(parameters)), signal, into));
    this.elsewhere.note(page);
    return page;
  }

  private readElsewhere(
    path: ListPath,
    parameters: readonly Parameter[],
    signal: AbortSignal,
  ): Promise<Page | undefined> {
    const whole = path.with(this.bounded(parameters));
    return this.asked.ask((asked) =>
      this.elsewhere.read(whole, parameters, signal, (answer) => this.took(answer, asked)),
    );
  }

  /** Ranges are read side by side, each a page ahead: not more of them than there is room for. */
  private async fetchWithRoom(
    path: ListPath,
    parameters: readonly Parameter[],
    signal: AbortSignal,
  ): Promise<Page> {
    const stay = await this.context.requester.pageRoom?.enter(this, this.largestPage, signal);
    const lease = this.memory.lease();
    try {
      const there = this.isLong && (await this.readElsewhere(path, parameters, signal));
      const page = there || (await this.fetch(path, parameters, signal, lease));
      const { bytes = 0 } = page.answer;
      stay?.takes(bytes);
      this.largestPage = Math.max(this.largestPage, bytes);
      const done = () => {
        stay?.leave();
        lease.leave();
        page.done?.();
        this.asked.taken(this.asked.of(page.answer));
      };
      return { records: page.records, answer: page.answer, done };
    } catch (error) {
      // Its memory is not used again: who failed may not have ended yet.
      stay?.leave();
      throw error;
    }
  }

  private request(path: string, signal: AbortSignal, into?: PageBytes): Promise<Answer> {
    return this.asked.ask(async (asked) => {
      const answer = await this.context.requester.request({
        path,
        purpose: this.purpose,
        list: 'unparsed',
        ...(into && { into }),
        priority: this.isLong ? 'background' : 'foreground',
        signal,
      });
      this.took(answer, asked);
      return answer;
    });
  }

  private took(answer: Answer, asked: ExpectedPage): void {
    this.asked.answer(answer, asked);
    this.context.scanTime.take(this.scan, answer, this.policy.movesPosition);
    this.scan.answered(answer.requests);
  }

  private get isLong(): boolean {
    return this.policy.isInBackground || this.scan.span !== undefined;
  }

  private get purpose(): Phrase {
    return phrase`reading ${this.context.settings.resource}`;
  }

  /** A back-fill leaves out what was changed after its end: that belongs to the normal polls. */
  private bounded(parameters: readonly Parameter[]): readonly Parameter[] {
    const { dateParameter } = this.context.source;
    const { to } = this.scan.order;
    if (to === undefined || dateParameter === undefined) return parameters;
    return [[`${dateParameter}[lt_or_eq]`, isoSeconds(to)], ...parameters];
  }

  private fingerprint(record: unknown): string {
    if (record instanceof ListedRecord || record instanceof ReadRecord) return record.fingerprint;
    try {
      const version = this.context.reader.read(record);
      return `${version.identity}:${version.digest}`;
    } catch (error) {
      // It was reported when its page was consumed; here only whether it is the same as before matters.
      if (error instanceof CoupaError) return JSON.stringify(record);
      throw error;
    }
  }

  private tell({ key, text }: Notice): void {
    this.context.notice(key, text);
  }
}

function wordlessBackfill(resource: string): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`For "${resource}" the hub answered a back-fill without a body where a list should be. That may be how it says that there is nothing, or something in between has emptied the answer. Nothing was sent; ask for the back-fill again if there should be records.`,
  );
}

function transient(error: IrregularPage): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant stopped paging by id in the middle of a list. The next poll goes on from the last good page.`,
    { details: { irregularity: error.irregularity } },
  );
}
