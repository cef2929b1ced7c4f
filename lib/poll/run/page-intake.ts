import { setImmediate } from 'node:timers/promises';
import { CoupaError } from '../../base/errors';
import { Slices } from '../../base/slices';
import { ListedRecord } from '../../connection/json/listed-record';
import type { IdRange } from '../../scan/id-ranges';
import { idOf, type Page } from '../../scan/page';
import { pageLimit } from '../../scan/paging-parameters';
import { entryOf } from '../known/entry';
import type { ExpectedPage, Memory, Undo } from '../ledger/memory';
import { type RecordMessage, recordMessage } from '../model/message';
import type { Version } from '../model/record';
import type { Scan } from '../scan/scan';
import { PageTally } from '../tell/page-tally';
import { learnFromFirstPage } from './first-page';
import { PassingVersions } from './passing-versions';
import { RecordElsewhere } from './record-elsewhere';
import type { RunContext } from './run-context';
import type { ScanPolicy } from './scan-policy';
import { Unreadable } from './unreadable';
import { VersionJudge } from './version-judge';
import { type Place, whereIs } from './where-is';

/** How a page is taken in. */
export interface TakenIn {
  /** Whether this run may read the same records again. */
  rememberAll: boolean;
  /** What was so when it was asked for. */
  asked: ExpectedPage | undefined;
  /** What was left to read, where it was asked for by ids. */
  range: IdRange | undefined;
  /** What is known only until the page is taken in. Default: what no later scan returns is not. */
  passing?: PassingVersions | undefined;
}

/** Takes in the pages of one run: reads their records, hands the delivery what is to be sent, remembers it, counts. */
export class PageIntake {
  /** Pages taken in. */
  pages = 0;
  private readonly slices: Slices;
  private readonly bad: Unreadable;
  private readonly judge: VersionJudge;
  private readonly memory: Memory;
  /** Whether the scan's first page is still to come. */
  private isFirst: boolean;

  constructor(
    private readonly context: RunContext,
    private readonly scan: Scan,
    private readonly policy: ScanPolicy,
    private readonly signal: AbortSignal,
  ) {
    this.slices = new Slices(context.clock);
    this.bad = new Unreadable(context.problem);
    this.memory = context.ledger.memory;
    this.isFirst = scan.counts.pages === 0;
    this.judge = new VersionJudge(context, scan, policy);
  }

  /** Resolves when everything on the page that is to be sent was sent. Several pages may be taken in at once. */
  async take(records: readonly unknown[], { answer }: Page, how: TakenIn): Promise<void> {
    // Pages of several ranges arrive together, and cutting this one has had its own share of the turn.
    await this.slices.rest();
    this.signal.throwIfAborted();
    let versions: Iterable<Version> = this.read(records, this.placeIn(how.range, records.length));
    if (this.isFirst) {
      this.isFirst = false;
      const all = await this.readAll(versions);
      learnFromFirstPage(this.context, this.scan, all, answer);
      versions = all;
    }
    this.pages += 1;
    this.scan.pageTaken();
    const page = new PageTally(this.context.clock);
    const { rememberAll, asked, range } = how;
    const passing = this.passingVersions();
    try {
      await this.takeVersions(versions, { rememberAll, asked, range, passing }, page);
    } catch (error) {
      passing?.keep();
      throw error;
    } finally {
      this.context.followed.page(this.scan.order.poll, page);
    }
    passing?.forget();
    this.context.progressed(this.scan, this.policy.kind);
  }

  private async takeVersions(versions: Iterable<Version>, how: TakenIn, page: PageTally): Promise<void> {
    const burst: Undo[] = [];
    for (const version of versions) {
      let payload: string | undefined;
      for (;;) {
        // Ask again after waiting: another range may have taken the free place.
        const room = this.room();
        if (room !== undefined) await room;
        else if (payload === undefined && this.isBehindAnother(version))
          payload = await version.fetchPayload();
        else break;
      }
      // The node may have been closed in the meantime. Then its outlet is shut, and what is sent now would be lost.
      this.signal.throwIfAborted();
      this.passOn(version, how, burst, page, payload);
      if (this.slices.used || this.signal.aborted) await this.yieldToFlow(burst);
      this.signal.throwIfAborted();
    }
    await this.yieldToFlow(burst);
  }

  /** Whether its payload is elsewhere, and it has to wait behind another version of the record: then it has to be at hand. */
  private isBehindAnother(version: Version): boolean {
    return version.elsewhere !== undefined && this.context.delivery.hasVersionOf(this.identityOf(version));
  }

  private identityOf({ identity }: Version): string {
    return `${this.context.settings.resource}:${identity}`;
  }

  /** The last page was taken in, or the run failed. */
  end(): void {
    this.bad.end(this.context.settings.resource);
  }

  private async readAll(versions: Iterable<Version>): Promise<Version[]> {
    const all: Version[] = [];
    for (const version of versions) {
      all.push(version);
      if (this.slices.used) await this.slices.rest();
      this.signal.throwIfAborted();
    }
    return all;
  }

  /** Whether the list should hold something, for all that is remembered. */
  expectsSome(): boolean {
    return this.judge.expectsSome();
  }

  /** Whether the poll after this scan finds a record by itself, since it was updated when this one had begun, or since each reads all there is. */
  comesAgain(record: unknown): boolean {
    const { source, settings } = this.context;
    if (this.policy.movesPosition && source.asksSince === false && !settings.filterByUpdatedDate) return true;
    const { startedAt = Number.POSITIVE_INFINITY } = this.scan;
    const parts = record instanceof ListedRecord ? record.read() : [record];
    return parts.every((part) => {
      try {
        return (this.context.reader.read(part).updatedAt ?? Number.NEGATIVE_INFINITY) >= startedAt;
      } catch (error) {
        // It is reported when its page is taken in.
        if (error instanceof CoupaError) return false;
        throw error;
      }
    });
  }

  /** Where on the page the reading of it is. A page that is not full ends where its range does. */
  private placeIn(range: IdRange | undefined, length: number): Place | undefined {
    const isFull = length >= Math.min(this.context.settings.pageSize, pageLimit);
    return range && { after: range.after, upTo: isFull ? undefined : range.upTo };
  }

  /** One by one, each when its turn has come: a page that is parsed takes several times its bytes. */
  private *read(records: readonly unknown[], place: Place | undefined): Generator<Version> {
    for (const [index, record] of records.entries()) {
      const known = this.versionOf(record);
      if (known === undefined) yield* this.parsed(record, place, records[index + 1]);
      else yield known;
      if (place !== undefined && known !== undefined) place.after = idOf(record) ?? place.after;
    }
  }

  /** The version that it is, where it need not be parsed for that. */
  private versionOf(record: unknown): Version | undefined {
    if (record instanceof RecordElsewhere) return record.version;
    return record instanceof ListedRecord ? this.recall(record) : undefined;
  }

  /** What is remembered of a record as it came, where that is enough to judge it. */
  private recall(record: ListedRecord): Version | undefined {
    const isIdentity = this.context.settings.idField === 'id';
    return this.policy.judgesRemembered && isIdentity ? this.memory.recall(record) : undefined;
  }

  private *parsed(record: unknown, place?: Place, next?: unknown): Generator<Version> {
    const parts = record instanceof ListedRecord ? record.read() : [record];
    for (const [index, part] of parts.entries()) {
      const version = this.understood(part, place, parts[index + 1] ?? next);
      if (version !== undefined) yield version;
      if (place !== undefined) place.after = idOf(part) ?? place.after;
    }
  }

  /** The record as it is understood; `undefined`: it was reported, and left behind for another poll. */
  private understood(record: unknown, place: Place | undefined, next: unknown): Version | undefined {
    try {
      return this.context.reader.read(record);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      this.scan.recordUnreadable(whereIs(record, place, next));
      this.bad.add(record, error);
      return undefined;
    }
  }

  /** A promise to wait for when nothing more may be sent now, else `undefined`. */
  private room(): Promise<void> | undefined {
    const room = this.context.delivery.room(this.signal);
    if (room !== undefined) this.context.progressed(this.scan, this.policy.kind);
    return room;
  }

  private passOn(version: Version, how: TakenIn, burst: Undo[], page: PageTally, payload?: string): void {
    const { memory } = this;
    const verdict = this.judge.judge(version);
    if (verdict === 'outside') return;
    if (verdict !== 'repeat' && version.unparsed !== undefined) {
      // Another scan has read a later version since it was recalled: what is in this one matters after all.
      for (const whole of this.parsed(version.unparsed)) this.passOn(whole, how, burst, page);
      return;
    }
    this.scan.recordTaken(verdict);
    page.add(verdict);
    if (verdict === 'repeat') {
      this.hold(version);
      return;
    }
    const isNeeded = how.rememberAll || this.judge.isNeeded(version);
    if (verdict === 'silent') {
      if (this.policy.remembersSilent && isNeeded) memory.remember(version, false);
      return;
    }
    const message = recordMessage(version, this.context.settings, {
      eventType: verdict,
      twin: memory.hasTwin(version),
      poll: this.scan.order.poll,
    });
    const beside = this.policy.movesPosition ? undefined : how.asked?.in;
    const undo = isNeeded ? memory.remember(version, true, beside) : how.passing?.add(version);
    const isSent = this.deliver(version, message, payload);
    if (undo !== undefined && isSent) burst.push(undo);
    else undo?.();
  }

  private passingVersions(): PassingVersions | undefined {
    const mayWaitLong = this.context.settings.delivery === 'acknowledge';
    return this.policy.movesPosition ? new PassingVersions(this.memory, mayWaitLong) : undefined;
  }

  /** A back-fill may have sent it in the poll's place, and the flow may not have it yet. */
  private hold(version: Version): void {
    const { delivery } = this.context;
    if (this.policy.movesPosition && delivery.pending > 0)
      delivery.hold(this.identityOf(version), this.scan.order.from);
  }

  private deliver(version: Version, message: RecordMessage, payload?: string): boolean {
    const { removeNulls, removals } = this.context.settings;
    const { text, elsewhere } = version;
    if (removals > 0) this.isKnown(version);
    return this.context.delivery.deliver({
      identity: this.identityOf(version),
      message,
      payload: payload ?? (removeNulls ? undefined : text),
      elsewhere,
      from: this.scan.order.from,
      beside: !this.policy.movesPosition,
    });
  }

  /** Should it be gone when it is looked for next, the flow has to know. */
  private isKnown({ id: key, record }: Version): void {
    const id = idOf(record);
    const { idField } = this.context.settings;
    if (id !== undefined && key !== undefined) this.context.ledger.known.sent(entryOf({ id, key }, idField));
  }

  /**
   * Gives what was sent its turn on the event loop: Node-RED delivers a message only then. If it was stopped in between, the
   * message is gone, so it does not count as sent. That is settled after one turn, however long others keep this page from its next.
   */
  private async yieldToFlow(burst: Undo[]): Promise<void> {
    const rested = this.slices.rest();
    await setImmediate();
    if (this.signal.aborted && !this.context.landed()) {
      for (const undo of burst.reverse()) undo();
      throw this.signal.reason as Error;
    }
    burst.length = 0;
    await rested;
  }
}
