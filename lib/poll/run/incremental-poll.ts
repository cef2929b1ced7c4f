import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { distinct } from '../../scan/id-ranges';
import type { Ledger } from '../ledger/ledger';
import { type Reading, readingOf } from '../model/summary';
import { mayComeAgain } from '../model/window';
import { Scan } from '../scan/scan';
import { leftoverOf } from '../scan/scan-plan';
import { pollPolicy } from './poll-policy';
import { PollRun } from './poll-run';
import type { RunContext } from './run-context';

/** One poll that moves the position: what an earlier one left over, then the scan under way or the next. */
export class IncrementalPoll {
  /** What it reads, and how it was found: what was read before a restart is not this poll's. Nothing until it is known. */
  reading: Reading = readingOf(Scan.none());
  /** What it read before that. */
  readonly earlier: Reading[] = [];
  private readonly ledger: Ledger;

  constructor(
    private readonly context: RunContext,
    private readonly signal: AbortSignal,
    /** The message that asked for it. */
    private readonly message: unknown,
  ) {
    this.ledger = context.ledger;
  }

  /**
   * Reads everything and moves the position.
   *
   * @throws {CoupaError} the position is where it was; or what was left over cannot be read, which keeps nothing else back.
   */
  async run(): Promise<void> {
    const failure = await this.readLeftover().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (this.signal.aborted) throw this.signal.reason as Error;
    this.heedStart();
    await this.finishForAnother();
    await this.readOn();
    // The tenant's clock turned out to have been ahead: what was passed over is not left for the next poll.
    if (this.wentBack) {
      this.earlier.push(this.reading);
      await this.readOn();
    }
    if (failure !== undefined) throw stillMissing(failure.error);
  }

  private async readOn(): Promise<void> {
    const scan = await this.scanUnderWay();
    this.reading = readingOf(scan);
    await this.read(scan);
    this.finish(scan);
  }

  private get wentBack(): boolean {
    const { position } = this.ledger.state;
    const { from } = this.reading.scan.order;
    return (
      position !== undefined && from !== undefined && position < from - this.context.tenantClock.toleranceMs
    );
  }

  /** Tries again what a long scan could not read. */
  private async readLeftover(): Promise<void> {
    const { leftover } = this.ledger.state;
    if (leftover === undefined) return;
    const { plan } = this.context;
    // Of another URL, which took nothing from a message.
    const isOpen = leftover.rendered === undefined;
    const rest = Scan.resume(isOpen ? await plan.forMessage(leftover, this.signal, this.message) : leftover);
    this.earlier.push(readingOf(rest));
    try {
      await this.read(rest, true);
    } finally {
      // What was read of it is not read again where the rest fails: it is forgotten when this poll has ended.
      const ranges = distinct([...rest.ranges, ...rest.leftBehind]);
      if (!this.signal.aborted)
        this.ledger.leaveBehind(ranges.length === 0 ? undefined : { ...leftover, ranges });
    }
  }

  /** The node's `start` was changed before its first poll has ended: what it leaves out now is not what it is to leave out. */
  private heedStart(): void {
    const { ledger, context } = this;
    if (ledger.scan !== undefined && !context.plan.reachesStart(ledger.scan, ledger.state))
      ledger.repeatScan();
  }

  /** A scan that another message asked for is read to its end before the one for this message begins. */
  private async finishForAnother(): Promise<void> {
    const { scan } = this.ledger;
    if (scan === undefined || (await this.context.plan.isFor(scan, this.signal, this.message))) return;
    this.earlier.push(readingOf(scan));
    await this.read(scan);
    this.finish(scan);
  }

  private async scanUnderWay(): Promise<Scan> {
    const { ledger } = this;
    if (ledger.scan !== undefined) return ledger.scan;
    const scan = await this.context.plan.next(ledger, this.signal, this.message);
    ledger.beginScan(scan);
    return scan;
  }

  /** @param isRest whether all but its ranges were read before; default: no */
  private read(scan: Scan, isRest = false): Promise<void> {
    return new PollRun(this.context, scan, pollPolicy, this.signal, isRest).run();
  }

  /** Everything was read: the position moves, unless there was something that could not be read, or nobody said that there was nothing. */
  private finish(scan: Scan): void {
    const { ledger } = this;
    if (scan.isWordless) {
      ledger.repeatScan();
      return;
    }
    if (scan.counts.unreadable > 0) {
      const leftover = leftoverOf(scan, this.context.rememberedAtFirst, ledger.state.leftover);
      if (leftover === undefined) {
        ledger.repeatScan();
        return;
      }
      ledger.leaveBehind(leftover);
    }
    const { firstPageDate } = scan;
    if (firstPageDate !== undefined && !this.context.tenantClock.mayHaveReached(firstPageDate))
      scan.provenByFirstPage(undefined);
    ledger.finishScan(this.context.windows.positionAfter(scan, ledger.state.position));
    this.forget(scan);
  }

  /**
   * What was sent before a step ahead of the tenant's clock is remembered while that may have been wrong, unless it is much: then
   * it may come again.
   */
  private forget(scan: Scan): void {
    const { state, memory } = this.ledger;
    const { windows, rememberedAtFirst } = this.context;
    const wide = windows.inDoubt(scan, state);
    const window = windows.after(scan, state.position);
    const kept = memory.count((row) => mayComeAgain(row, wide));
    memory.forget((row) => mayComeAgain(row, kept > rememberedAtFirst ? window : wide));
  }
}

/** What is told of it speaks of a poll that has failed. */
function stillMissing(error: unknown): unknown {
  if (!(error instanceof CoupaError)) return error;
  return error.with({
    phrase: phrase`What an earlier poll could not read is still missing, and the next poll asks for it again; everything else was read. The reason: ${error.phrase}`,
  });
}
