import { CoupaError } from '../../base/errors';
import { OneAtATime } from '../../base/one-at-a-time';
import type { TaskQueue } from '../../base/task-queue';
import { phrase } from '../../base/text/phrase';
import { interruption, isInterruption, toCoupaError } from '../lifecycle/interruption';
import type { Lifetime } from '../lifecycle/lifetime';
import type { Schedule } from '../lifecycle/schedule';
import { type PollSummary, readingOf } from '../model/summary';
import { Scan } from '../scan/scan';
import type { Ended } from '../tell/followed-poll';
import type { NodeStatus } from '../tell/node-status';
import { isEmptyPoll } from './empty-poll';
import { IncrementalPoll } from './incremental-poll';
import type { RunContext } from './run-context';

/** The polls of a node, one at a time: what asks for them, and what comes of each. */
export class Polling {
  private readonly polls = new OneAtATime(
    (message: unknown) => this.context.followed.poll(false, (ended) => this.pollOnce(message, ended)),
    () => !this.context.source.usesMessage,
  );

  constructor(
    private readonly context: RunContext,
    private readonly status: NodeStatus,
    private readonly schedule: Schedule,
    private readonly lifetime: Lifetime,
    private readonly commands: TaskQueue,
  ) {}

  get busy(): boolean {
    return this.polls.busy;
  }

  /** Resolves when nothing is under way any more. */
  stopped(): Promise<void> {
    return this.polls.idle();
  }

  /** Polls when the commands that were asked for before are done; several polls that wait are one. @throws {CoupaError} */
  async poll(message?: unknown): Promise<PollSummary> {
    await this.commands.idle();
    return this.pollNow(message);
  }

  /** The schedule says that it is time. */
  tick(): void {
    const { followed, problem } = this.context;
    const polled = followed.alone(() => this.pollUnlessPaused());
    polled.catch((error: unknown) => {
      if (!this.lifetime.closed && !isInterruption(error)) problem(toCoupaError(error));
    });
  }

  /** A store that could not be read at the start tells only now that the node is paused. */
  private async pollUnlessPaused(): Promise<void> {
    const { stored, ledger } = this.context;
    // Where it still cannot be read, the poll says so.
    await stored.load().catch(() => undefined);
    // Any of them may be to pause, also one that is asked for meanwhile: whoever hears that it is done wants no poll behind it.
    while (this.commands.isBusy) await this.commands.idle();
    if (ledger.state.paused) this.status.rest();
    else await this.pollNow(undefined);
  }

  private pollNow(message: unknown): Promise<PollSummary> {
    if (this.lifetime.closed)
      throw new CoupaError('COUPA_STATE', phrase`The node was closed by a deploy. Its successor polls.`);
    return this.polls.run(message);
  }

  private async pollOnce(message: unknown, ended: Ended): Promise<PollSummary> {
    const { ledger, stored, clock } = this.context;
    const startedAt = clock.now();
    const { signal } = this.lifetime;
    let poll: Pick<IncrementalPoll, 'reading' | 'earlier'> = { reading: readingOf(Scan.none()), earlier: [] };
    if (!ledger.state.paused) this.schedule.started();
    try {
      await stored.load();
      const before = ledger.state;
      this.status.pollBegan();
      const begun = new IncrementalPoll(this.context, signal, message);
      poll = begun;
      await begun.run();
      const summary = this.status.summarise(poll.reading, poll.earlier, startedAt);
      ledger.recordOutcome(summary);
      const mayBeLost = isEmptyPoll(before, ledger.state, summary);
      await (mayBeLost ? stored.saveSeldom() : stored.save());
      this.schedule.succeeded();
      ended(summary);
      this.status.pollEnded(summary);
      return summary;
    } catch (error) {
      if (signal.aborted) throw interruption();
      const summary = this.status.summarise(poll.reading, poll.earlier, startedAt);
      throw this.fail(toCoupaError(error), summary, ended);
    }
  }

  private fail(error: CoupaError, summary: PollSummary, ended: Ended): CoupaError {
    if (this.lifetime.closed) return error;
    const { ledger, stored } = this.context;
    if (!ledger.state.paused) this.schedule.failed();
    const failed = { ...summary, error: { code: error.code, message: error.phrase } };
    ledger.recordOutcome(failed);
    ended(failed);
    this.status.pollFailed(error, failed);
    if (stored.isLoading) stored.touch();
    return error;
  }
}
