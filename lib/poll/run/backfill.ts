import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { toCoupaError } from '../lifecycle/interruption';
import type { Lifetime } from '../lifecycle/lifetime';
import { Schedule } from '../lifecycle/schedule';
import { readingOf } from '../model/summary';
import type { Scan } from '../scan/scan';
import type { Ended } from '../tell/followed-poll';
import type { NodeStatus } from '../tell/node-status';
import { backfillPolicy } from './backfill-policy';
import { PollRun } from './poll-run';
import type { RunContext } from './run-context';

/** Milliseconds between two tries of a back-fill that fails, at most. */
const longestPauseMs = 900_000;

/** Reads the range that the state holds beside the polls. One that fails is taken up again by itself, after growing pauses. */
export class Backfill {
  private readonly again: Schedule;
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly context: RunContext,
    private readonly status: NodeStatus,
    private readonly lifetime: Lifetime,
  ) {
    const start = () => context.followed.alone(() => this.start());
    this.again = new Schedule(context.clock, longestPauseMs, start);
  }

  /** @throws {CoupaError} `COUPA_VALIDATION` if there is a range to read already, or its end is being stored. */
  refuseSecond(): void {
    if (this.context.ledger.backfill === undefined && this.underWay === undefined) return;
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`A back-fill is under way; it goes on. Wait for its end on output 2, or send the command "reset" to give it up.`,
    );
  }

  /** Begins or goes on, if there is something to read, it may be read now, and nothing is under way. */
  start(): void {
    const { backfill: scan, state } = this.context.ledger;
    const { signal, closed } = this.lifetime;
    if (scan === undefined || state.paused || closed || this.underWay !== undefined) return;
    this.underWay = this.context.followed
      .poll(true, (ended) => this.run(scan, signal, ended))
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.again.failed();
        this.status.backfillFailed(error, this.again);
      })
      .finally(() => {
        this.underWay = undefined;
      });
  }

  /** Resolves when nothing is under way any more and nothing begins by itself; the signal has to be aborted. */
  async stopped(): Promise<void> {
    this.again.clear();
    await this.underWay;
  }

  private async run(scan: Scan, signal: AbortSignal, ended: Ended): Promise<void> {
    const { ledger, stored, clock } = this.context;
    const reading = readingOf(scan);
    const startedAt = clock.now();
    const summed = () => ({ ...this.status.summarise(reading, [], startedAt), ...backfillPolicy.mark });
    try {
      await new PollRun(this.context, scan, backfillPolicy, signal).run();
    } catch (error) {
      const { code, phrase: message } = toCoupaError(error);
      if (!signal.aborted) ended({ ...summed(), error: { code, message } });
      throw error;
    }
    ledger.finishBackfill();
    try {
      await stored.save();
    } catch (error) {
      // It has ended once that is known for good: until then there is something to try again.
      ledger.beginBackfill(scan);
      throw error;
    }
    this.again.succeeded();
    const { created, updated } = scan.counts;
    const summary = { ...summed(), sent: created + updated };
    ended(summary);
    this.status.backfillEnded(summary);
  }
}
