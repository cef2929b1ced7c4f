import type { Clock } from '../connection/clock';
import { CoupaError } from '../connection/errors';
import type { Answer, Requester } from '../connection/requester';
import { type Phrase, phrase } from '../text/phrase';
import type { Delivery } from './delivery';
import { checkFilter } from './first-page';
import { type Parameter, scanById } from './id-scan';
import { isoDate } from './iso-date';
import { ListPath } from './list-path';
import type { Memory, Undo } from './memory';
import { classify, type RecordMessage, versionKey, withoutNulls } from './message';
import { irregularNotice, type Notice, putAsideNotice, undatedNotice } from './notices';
import { scanByOffset } from './offset-scan';
import { IrregularPage, idOf, type Page, readPage } from './page';
import { isoSeconds } from './query-date';
import type { RecordReader, Version } from './record';
import { toBigInt } from './record-id';
import type { PollSettings } from './settings';
import { Slices } from './slices';
import type { Source } from './source';
import type { Scan } from './state';
import { seenAt } from './tenant-time';
import { scanByToken } from './token-scan';
import { Unreadable } from './unreadable';
import { mayComeAgain, type Window } from './window';

/** Unreadable records that a long scan leaves behind at most; with more, something is wrong with the whole list. */
const leftBehindAtMost = 1000;

/** Records of one scan that are all remembered, so that a scan that fails can be repeated without repeats. */
export const rememberedAtFirst = 5000;

/** In autumn an hour comes twice, and a date without an offset may be read as the later of two instants. Milliseconds. */
const repeatedHour = 3_600_000;

/** Pages of one run after which an irregular page is taken for a passing fault rather than for the tenant's way. */
const pagesToLearnFrom = 2;

/** What a run needs of the node it runs for. */
export interface RunContext {
  settings: PollSettings;
  requester: Requester;
  source: Source;
  reader: RecordReader;
  memory: Memory;
  delivery: Delivery;
  clock: Clock;
  /** How many ranges of ids may be read at once. */
  concurrency: number;
  /** The position at which the node began to poll, and the position now: what was created between was sent before. */
  sent(): { since: number | undefined; position: number | undefined };
  /** What may come again after this scan: see `mayComeAgain`. */
  windowAfter(scan: Scan): Window;
  /** Tells the user something once. */
  notice(key: string, text: Phrase): void;
  /** Reports a record that could not be read. */
  problem(error: CoupaError): void;
  /** Whether what was sent last reached the nodes behind; asked when a poll is stopped. */
  landed(): boolean;
  /** A page was consumed: time to save, to show progress. */
  progressed(scan: Scan, kind: 'poll' | 'backfill'): void;
}

/** One reading of one scan, from where it stands to its end. */
export class PollRun {
  private readonly slices: Slices;
  private pagesRead = 0;
  private path: ListPath;
  private readonly bad: Unreadable;

  constructor(
    private readonly context: RunContext,
    private readonly scan: Scan,
    private readonly kind: 'poll' | 'backfill',
    private readonly signal: AbortSignal,
  ) {
    this.slices = new Slices(context.clock);
    this.bad = new Unreadable(context.problem);
    const { rendered, lower, now = lower } = scan;
    this.path = rendered === undefined ? context.source.render({ lower, now }) : new ListPath(rendered);
  }

  /** Reads what is left of the scan. When it resolves everything was handed to the delivery. */
  async run(): Promise<void> {
    const sorting = this.path.putAside.filter((name) => name !== 'limit' && name !== 'id[gt]');
    if (sorting.length > 0) this.tell(putAsideNotice(sorting));
    try {
      await (this.context.source.paging === 'token' ? this.readByToken() : this.readAsLists());
    } finally {
      this.bad.end(this.context.settings.resource);
    }
  }

  private async readAsLists(): Promise<void> {
    try {
      await this.readById();
    } catch (error) {
      if (!(error instanceof IrregularPage)) throw error;
      if (this.pagesRead > pagesToLearnFrom) throw passing(error);
      this.tell(irregularNotice(this.context.settings.resource, error.irregularity));
      await this.readByOffset();
    }
  }

  private readById(): Promise<void> {
    const { settings, concurrency } = this.context;
    return scanById({
      scan: this.scan,
      pageSize: settings.pageSize,
      concurrency,
      fetch: (parameters, signal) => this.fetch(parameters, signal),
      consume: (records, page) => this.consume(records, page),
      signal: this.signal,
    });
  }

  private async readByToken(): Promise<void> {
    await scanByToken({
      requester: { request: (options) => this.request(options.path, this.signal) },
      path: this.path.whole,
      pageSize: this.context.settings.pageSize,
      purpose: this.purpose,
      consume: (records, page) => this.consume(records, page, true),
    });
    this.scan.ranges = [];
  }

  private async readByOffset(): Promise<void> {
    await scanByOffset({
      pageSize: this.context.settings.pageSize,
      fetch: (parameters, signal) => this.fetch(parameters, signal),
      consume: (records, page) => this.consume(records, page, true),
      fingerprint: (record) => this.fingerprint(record),
      signal: this.signal,
    });
    this.scan.ranges = [];
  }

  private async fetch(parameters: readonly Parameter[], signal: AbortSignal): Promise<Page> {
    return readPage(await this.request(this.path.with(this.bounded(parameters)), signal));
  }

  private async request(path: string, signal: AbortSignal): Promise<Answer> {
    const long = this.kind === 'backfill' || this.scan.span !== undefined;
    const answer = await this.context.requester.request({
      path,
      purpose: this.purpose,
      priority: long ? 'background' : 'foreground',
      signal,
    });
    // Only the first answer tells when the scan began: later ones are later.
    if (this.scan.requests === 0) this.scan.startedAt = seenAt(answer);
    this.scan.requests += answer.requests;
    this.scan.retries += answer.requests - 1;
    return answer;
  }

  private get purpose(): Phrase {
    return phrase`reading ${this.context.settings.resource}`;
  }

  /** A back-fill leaves out what was changed after its end: that belongs to the normal polls. */
  private bounded(parameters: readonly Parameter[]): readonly Parameter[] {
    const { dateParameter } = this.context.source;
    if (this.scan.to === undefined || dateParameter === undefined) return parameters;
    return [[`${dateParameter}[lt_or_eq]`, isoSeconds(this.scan.to)], ...parameters];
  }

  private async consume(records: readonly unknown[], page: Page, rememberAll = false): Promise<void> {
    const versions = records.map((record) => this.read(record)).filter((version) => version !== undefined);
    if (this.scan.pages === 0) this.learnFromFirstPage(versions, page);
    this.slices.begin();
    this.pagesRead += 1;
    this.scan.pages += 1;
    const burst: Undo[] = [];
    for (const version of versions) {
      // Asked again after waiting: several ranges wait for the same place.
      for (let room = this.room(); room !== undefined; room = this.room()) await room;
      this.take(version, rememberAll, burst);
      if (this.slices.used || this.signal.aborted) await this.land(burst);
      this.signal.throwIfAborted();
    }
    await this.land(burst);
    this.context.progressed(this.scan, this.kind);
  }

  /**
   * Gives what was sent its turn on the event loop: Node-RED delivers a message only then. If it was stopped in between, the
   * message is gone, so it does not count as sent.
   */
  private async land(burst: Undo[]): Promise<void> {
    await this.slices.rest();
    if (this.signal.aborted && !this.context.landed()) {
      for (const undo of burst.reverse()) undo();
      throw this.signal.reason as Error;
    }
    burst.length = 0;
  }

  /** A promise to wait for when nothing more may be sent now, else `undefined`. */
  private room(): Promise<void> | undefined {
    const room = this.context.delivery.room(this.signal);
    if (room !== undefined) this.context.progressed(this.scan, this.kind);
    return room;
  }

  private read(record: unknown): Version | undefined {
    try {
      return this.context.reader.read(record);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      this.scan.unreadable += 1;
      this.leaveBehind(record);
      this.bad.add(record, error);
      return undefined;
    }
  }

  private leaveBehind(record: unknown): void {
    const id = idOf(record);
    const number = id === undefined ? undefined : toBigInt(id);
    if (number === undefined || this.scan.leftBehind.length >= leftBehindAtMost) return;
    this.scan.leftBehind.push({ after: String(number - 1n), upTo: id });
  }

  private take(version: Version, rememberAll: boolean, burst: Undo[]): void {
    const { memory, settings, delivery } = this.context;
    if (this.isOutside(version)) return;
    this.scan.records += 1;
    if (this.isRepeat(version)) {
      this.scan.repeats += 1;
      return;
    }
    if (this.isSilent(version)) {
      // A back-fill that leaves a record out must not keep it from the polls.
      if (this.kind === 'poll' && this.isNeeded(version, rememberAll)) memory.remember(version, false);
      return;
    }
    const message = this.toMessage(version, memory.hasTwin(version));
    if (message.coupa.eventType === 'CREATED') this.scan.created += 1;
    else this.scan.updated += 1;
    if (this.isNeeded(version, rememberAll)) burst.push(memory.remember(version, true));
    delivery.deliver({
      identity: `${settings.resource}:${version.identity}`,
      message,
      from: this.scan.from,
      beside: this.kind === 'backfill',
    });
  }

  /** A back-fill sends what it was asked for again, but never an older version after a newer one. */
  private isRepeat(version: Version): boolean {
    const { memory } = this.context;
    if (this.kind === 'poll') return memory.knows(version);
    const { to } = this.scan;
    return (
      (to !== undefined && version.updatedAt !== undefined && version.updatedAt > to) ||
      memory.hasLater(version) ||
      // Which of two changes within one second is the later one, only the next poll can tell.
      (memory.hasTwin(version) && this.mayComeAgain(version.updatedAt))
    );
  }

  /** `filterByUpdatedDate`: a URL without a date returns what was updated long ago again and again. */
  private isOutside({ updatedAt }: Version): boolean {
    const { settings, source } = this.context;
    if (!settings.filterByUpdatedDate || updatedAt === undefined || this.scan.lower === 0) return false;
    this.lowest ??= source.effectiveLower(this.scan.lower);
    return updatedAt < this.lowest;
  }

  private lowest: number | undefined;

  /** Before the first poll. Where the URL filters on something else than the record's own date, that date proves nothing. */
  private isSilent({ updatedAt }: Version): boolean {
    const { silentBefore, silentUndated = false } = this.scan;
    if (silentBefore === undefined) return false;
    const telling = updatedAt !== undefined && this.context.source.byOwnDate;
    return telling ? updatedAt < this.context.reader.earliest(silentBefore) : silentUndated;
  }

  private toMessage(version: Version, twin: boolean): RecordMessage {
    const { settings, memory } = this.context;
    const { since, position } = this.context.sent();
    const { createdAt, updatedAt, id } = version;
    const covered = since !== undefined && position !== undefined && createdAt !== undefined;
    const sentBefore =
      memory.sentBefore(version) ||
      (this.kind === 'backfill' && covered && createdAt >= since && createdAt < position);
    const eventType = classify(version, {
      from: this.scan.from,
      sentBefore,
      tolerance: settings.createdCheckTolerance,
    });
    const key = versionKey(settings.resource, version, twin);
    return {
      topic: settings.resource,
      payload: settings.removeNulls ? withoutNulls(version.record) : version.record,
      coupa: {
        resource: settings.resource,
        ...(id !== undefined && { id }),
        eventType,
        ...(updatedAt !== undefined && { updatedAt: isoDate(updatedAt) }),
        ...(createdAt !== undefined && { createdAt: isoDate(createdAt) }),
        key,
        delivery: '',
        attempt: 1,
        poll: this.scan.poll,
      },
    };
  }

  /** Whether a coming poll may return it again. A long back-fill of old records remembers none of them. */
  private isNeeded(version: Version, rememberAll: boolean): boolean {
    return rememberAll || this.scan.records <= rememberedAtFirst || this.mayComeAgain(version.updatedAt);
  }

  private mayComeAgain(updatedAt: number | undefined): boolean {
    if (this.scan.startedAt === undefined) return true;
    this.window ??= this.context.windowAfter(this.scan);
    return mayComeAgain({ updatedAt, seen: true }, this.window);
  }

  private window: Window | undefined;

  private learnFromFirstPage(versions: readonly Version[], { answer }: Page): void {
    const dates = versions.map((version) => version.updatedAt).filter((date) => date !== undefined);
    if (answer.date === undefined && dates.length > 0)
      this.scan.firstPageDate = Math.max(...dates) - repeatedHour;
    const { source, settings } = this.context;
    if (source.dateParameter !== undefined) {
      checkFilter(source.dateParameter, dates, source.effectiveLower(this.scan.lower));
    }
    if (versions.length > 0 && dates.length === 0 && settings.updatedDateField !== '') {
      this.tell(undatedNotice(settings.resource, settings.updatedDateField));
    }
  }

  private fingerprint(record: unknown): string {
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

function passing(error: IrregularPage): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant stopped paging by id in the middle of a list. The next poll goes on from the last good page.`,
    { details: { irregularity: error.irregularity } },
  );
}
