import type { StoredState } from '../ledger/stored-state';
import type { Scan } from '../model/state';
import type { Reading } from '../model/summary';
import { mayComeAgain, rememberedAtFirst } from '../model/window';
import type { ScanPlan } from '../scan/scan-plan';
import { PollRun } from './poll-run';
import type { RunContext } from './run-context';

/** One poll that moves the position: what an earlier one left over, then the scan under way or the next. */
export class IncrementalPoll {
  /** What it reads, and how it was found: what was read before a restart is not this poll's. Nothing until it is known. */
  reading: Reading;
  /** What it read before that. */
  readonly earlier: Reading[] = [];
  private readonly stored: StoredState;
  private readonly plan: ScanPlan;

  constructor(
    private readonly context: RunContext,
    private readonly signal: AbortSignal,
    /** The message that asked for it. */
    private readonly message: unknown,
  ) {
    this.stored = context.stored;
    this.plan = context.plan;
    const none = this.plan.none();
    this.reading = { scan: none, before: none };
  }

  /** Reads everything and moves the position. @throws {CoupaError} the position is where it was. */
  async run(): Promise<void> {
    await this.readLeftover();
    await this.finishForAnother();
    await this.readOn();
    // The tenant's clock turned out to have been ahead: what was passed over is not left for the next poll.
    if (!this.wentBack) return;
    this.earlier.push(this.reading);
    await this.readOn();
  }

  private async readOn(): Promise<void> {
    const scan = await this.scanUnderWay();
    this.reading = { scan, before: { ...scan } };
    await this.read(scan);
    this.finish(scan);
  }

  private get wentBack(): boolean {
    const { position } = this.stored.state;
    const { from } = this.reading.scan;
    return (
      position !== undefined && from !== undefined && position < from - this.context.tenantClock.tolerance
    );
  }

  /** Tries again what a long scan could not read. */
  private async readLeftover(): Promise<void> {
    const { leftover } = this.stored.state;
    if (leftover === undefined) return;
    const ranges = leftover.ranges.map((range) => ({ ...range }));
    const rest = { ...leftover, ranges, unreadable: 0, leftBehind: [] };
    this.earlier.push({ scan: rest, before: { ...rest } });
    await this.read(rest);
    this.stored.state.leftover = rest.unreadable === 0 ? undefined : { ...leftover, ranges: rest.leftBehind };
  }

  /** A scan that another message asked for is read to its end before the one for this message begins. */
  private async finishForAnother(): Promise<void> {
    const { scan } = this.stored.state;
    if (scan === undefined || (await this.plan.isFor(scan, this.signal, this.message))) return;
    this.earlier.push({ scan, before: { ...scan } });
    await this.read(scan);
    this.finish(scan);
  }

  private async scanUnderWay(): Promise<Scan> {
    const { state, memory } = this.stored;
    if (state.scan === undefined) {
      memory.beginScan();
      state.scan = await this.plan.next(state, this.signal, this.message);
    }
    return state.scan;
  }

  private read(scan: Scan): Promise<void> {
    return new PollRun(this.context, scan, 'poll', this.signal).run();
  }

  /** Everything was read: the position moves, unless there was something that could not be read. */
  private finish(scan: Scan): void {
    const { state } = this.stored;
    state.scan = undefined;
    if (scan.unreadable > 0) {
      const leftover = state.leftover === undefined ? this.plan.leftover(scan) : undefined;
      if (leftover === undefined) return;
      state.leftover = leftover;
    }
    state.since ??= scan.from ?? 0;
    const { firstPageDate } = scan;
    if (firstPageDate !== undefined && !this.context.tenantClock.mayHaveReached(firstPageDate))
      scan.firstPageDate = undefined;
    state.position = this.plan.positionAfter(scan, state.position);
    if (state.position !== undefined) {
      state.restart = undefined;
      state.restartAt = undefined;
    }
    this.forget(scan);
  }

  /**
   * What was sent before a step ahead of the tenant's clock is remembered while that may have been wrong, unless it is much: then
   * it may come again.
   */
  private forget(scan: Scan): void {
    const { state, memory } = this.stored;
    const wide = this.plan.windowInDoubt(scan, state);
    const window = this.plan.windowAfter(scan, state.position);
    const kept = memory.count((row) => mayComeAgain(row, wide));
    memory.forget((row) => mayComeAgain(row, kept > rememberedAtFirst ? window : wide));
  }
}
