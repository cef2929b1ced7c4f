import type { Lifetime } from '../lifecycle/lifetime';
import type { StatusReport } from '../model/summary';
import { Backfill } from '../run/backfill';
import type { RunContext } from '../run/run-context';
import type { NodeStatus } from '../tell/node-status';
import type { PollerOutlet } from '../tell/outlet';
import { Removals } from './removals';

/** What a node reads beside its polls, and behind them: back-fills, and looks for removals. */
export class BesidePolls {
  readonly backfills: Backfill;
  private readonly removals: Removals;

  constructor(context: RunContext, status: NodeStatus, lifetime: Lifetime, outlet: PollerOutlet) {
    this.backfills = new Backfill(context, status, lifetime);
    this.removals = new Removals(context, status, lifetime, (summary) => outlet.removals(summary));
  }

  /** Begins what there is to read, or goes on with it. */
  start(): void {
    this.backfills.start();
    this.removals.start();
  }

  /** Resolves when nothing is under way any more and nothing begins by itself; the signal has to be aborted. */
  async stopped(): Promise<void> {
    await Promise.all([this.backfills.stopped(), this.removals.stopped()]);
  }

  /** What the command `status` tells of it beside the back-fill. */
  report(): Pick<StatusReport, 'removals'> {
    const removals = this.removals.report();
    return removals === undefined ? {} : { removals };
  }
}
