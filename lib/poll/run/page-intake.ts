import { CoupaError } from '../../base/errors';
import { Slices } from '../../base/slices';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { Memory, Undo } from '../ledger/memory';
import { type RecordMessage, recordMessage } from '../model/message';
import type { Version } from '../model/record';
import { toBigInt } from '../model/record-id';
import type { Scan } from '../model/state';
import { hasUnusableId, idOf, type Page } from '../scan/page';
import { learnFromFirstPage } from './first-page';
import type { RunContext } from './run-context';
import { Unreadable } from './unreadable';
import { VersionJudge } from './version-judge';

/** Unreadable records that a long scan leaves behind at most; with more, something is wrong with the whole list. */
const leftBehindAtMost = 1000;

/** Takes in the pages of one run: reads their records, hands the delivery what is to be sent, remembers it, counts. */
export class PageIntake {
  /** Pages taken in. */
  pages = 0;
  private readonly slices: Slices;
  private readonly bad: Unreadable;
  private readonly judge: VersionJudge;
  private readonly memory: Memory;

  constructor(
    private readonly context: RunContext,
    private readonly scan: Scan,
    private readonly kind: 'poll' | 'backfill',
    private readonly signal: AbortSignal,
  ) {
    this.slices = new Slices(context.clock);
    this.bad = new Unreadable(context.problem);
    this.memory = context.stored.memory;
    this.judge = new VersionJudge(context, scan, kind);
  }

  /**
   * Resolves when everything on the page that is to be sent was sent. Several pages may be taken in at once.
   *
   * @param rememberAll whether this run may read the same records again
   */
  async take(records: readonly unknown[], { answer }: Page, rememberAll: boolean): Promise<void> {
    const versions = records
      .map((record, index) => this.read(record, records[index + 1]))
      .filter((version) => version !== undefined);
    if (this.scan.pages === 0) learnFromFirstPage(this.context, this.scan, versions, answer);
    this.slices.begin();
    this.pages += 1;
    this.scan.pages += 1;
    const burst: Undo[] = [];
    for (const version of versions) {
      // Asked again after waiting: several ranges wait for the same place.
      for (let room = this.room(); room !== undefined; room = this.room()) await room;
      // A page that arrives when the node is closed finds its outlet shut: what it would send nobody would ever hear of.
      this.signal.throwIfAborted();
      this.passOn(version, rememberAll, burst);
      if (this.slices.used || this.signal.aborted) await this.land(burst);
      this.signal.throwIfAborted();
    }
    await this.land(burst);
    this.context.progressed(this.scan, this.kind);
  }

  /** The last page was taken in, or the run failed. */
  end(): void {
    this.bad.end(this.context.settings.resource);
  }

  /** The record as it is understood; `undefined`: it was reported, and left behind for another poll. */
  private read(record: unknown, next: unknown): Version | undefined {
    try {
      return this.context.reader.read(record);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      this.scan.unreadable += 1;
      this.leaveBehind(record, next);
      this.bad.add(record, error);
      return undefined;
    }
  }

  /** One that cannot be read may hide others: what is left behind reaches to the next one that can be. */
  private leaveBehind(record: unknown, next: unknown): void {
    if (hasUnusableId(record)) {
      // It cannot be asked for alone, and its id never gets better: a range of nothing, so that a long scan moves on.
      if (this.scan.leftBehind.length < leftBehindAtMost) this.scan.leftBehind.push({ after: 0, upTo: 0 });
      return;
    }
    const id = idOf(record);
    const number = id === undefined ? undefined : toBigInt(id);
    if (number === undefined || this.scan.leftBehind.length >= leftBehindAtMost) return;
    const following = record instanceof UnreadableRecord ? idOf(next) : undefined;
    const beyond = following === undefined ? undefined : toBigInt(following);
    const upTo = beyond === undefined || beyond <= number ? id : String(beyond - 1n);
    this.scan.leftBehind.push({ after: String(number - 1n), upTo });
  }

  /** A promise to wait for when nothing more may be sent now, else `undefined`. */
  private room(): Promise<void> | undefined {
    const room = this.context.delivery.room(this.signal);
    if (room !== undefined) this.context.progressed(this.scan, this.kind);
    return room;
  }

  private passOn(version: Version, rememberAll: boolean, burst: Undo[]): void {
    const { memory } = this;
    const verdict = this.judge.judge(version);
    if (verdict === 'outside') return;
    this.scan.records += 1;
    if (verdict === 'repeat') {
      this.scan.repeats += 1;
    } else if (verdict === 'silent') {
      // A back-fill that leaves a record out must not keep it from the polls.
      if (this.kind === 'poll' && (rememberAll || this.judge.isNeeded(version)))
        memory.remember(version, false);
    } else {
      const message = recordMessage(version, this.context.settings, {
        eventType: verdict,
        twin: memory.hasTwin(version),
        poll: this.scan.poll,
      });
      if (verdict === 'CREATED') this.scan.created += 1;
      else this.scan.updated += 1;
      if (rememberAll || this.judge.isNeeded(version)) burst.push(memory.remember(version, true));
      this.deliver(version, message);
    }
  }

  private deliver({ identity }: Version, message: RecordMessage): void {
    this.context.delivery.deliver({
      identity: `${this.context.settings.resource}:${identity}`,
      message,
      from: this.scan.from,
      beside: this.kind === 'backfill',
    });
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
}
