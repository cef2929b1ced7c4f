import type { TaskQueue } from '../base/task-queue';
import { phrase } from '../base/text/phrase';
import type { Delivery } from './delivery/delivery';
import type { Ledger } from './ledger/ledger';
import type { StoredLedger } from './ledger/stored-ledger';
import { interruption } from './lifecycle/interruption';
import type { Lifetime } from './lifecycle/lifetime';
import { notStored } from './lifecycle/not-stored';
import type { Schedule } from './lifecycle/schedule';
import type { BesidePolls } from './removals/beside-polls';
import type { Polling } from './run/polling';
import type { BackfillOrder, ScanPlan } from './scan/scan-plan';
import type { TenantNow } from './scan/tenant-now';
import type { NodeStatus } from './tell/node-status';
import type { PollerOutlet } from './tell/outlet';
import type { Undeliverables } from './undeliverable/undeliverables';

/** What commands act on. */
export interface SteeringParts {
  ledger: Ledger;
  stored: StoredLedger;
  delivery: Pick<Delivery, 'clear'>;
  undeliverables: Pick<Undeliverables, 'takeUp'>;
  polling: Pick<Polling, 'stopped'>;
  beside: BesidePolls;
  schedule: Schedule;
  status: NodeStatus;
  plan: ScanPlan;
  tenantNow: TenantNow;
  lifetime: Lifetime;
  outlet: Pick<PollerOutlet, 'notice'>;
  /** One command after the other; a poll that is asked for behind one begins when it is done. */
  commands: TaskQueue;
}

/**
 * Stops and moves what a poller does. A command changes the ledger, which is then stored, and what follows from it begins.
 *
 * A change holds once it is made, also where it cannot be stored: the saver tries again by itself, so to take it back would only
 * mean that the node does now one thing and after a restart another. What follows from it begins in any case, and the command tells
 * that it was not stored.
 *
 * Its verbs throw an interruption where the node was closed before the change was made, or before it is known to be stored.
 */
export class Steering {
  constructor(private readonly parts: SteeringParts) {}

  /** See `Poller.pause`. */
  pause(): Promise<void> {
    const { ledger, schedule, status } = this.parts;
    return this.inTurn(async () => {
      ledger.pause();
      schedule.clear();
      await this.interrupt();
      await this.stored(() => status.rest());
    });
  }

  /** See `Poller.resume`. */
  resume(): Promise<void> {
    const { ledger, status, beside, schedule } = this.parts;
    return this.inTurn(async () => {
      ledger.resume();
      await this.stored(() => {
        status.rest();
        beside.start();
        schedule.now();
      });
    });
  }

  /** See `Poller.reset`. */
  reset(from: 'now' | 'beginning' | number, message: unknown): Promise<void> {
    const { ledger, delivery, undeliverables, status, beside, schedule, tenantNow, lifetime } = this.parts;
    return this.inTurn(async () => {
      // Now is when it was asked for, not when the next poll comes.
      const restartAt = from === 'now' ? await tenantNow.ask(lifetime.signal, message) : undefined;
      await this.interrupt();
      this.refuseClosed();
      ledger.reset(from, restartAt);
      delivery.clear();
      undeliverables.takeUp();
      status.forget();
      schedule.succeeded();
      await this.stored(() => {
        status.rest();
        if (!ledger.state.paused) schedule.now();
        beside.start();
      });
    });
  }

  /** See `Poller.backfill`. */
  backfill(order: BackfillOrder): Promise<void> {
    const { ledger, beside, plan, lifetime, outlet } = this.parts;
    return this.inTurn(async () => {
      beside.backfills.refuseSecond();
      const scan = await plan.range(order, ledger, lifetime.signal);
      this.refuseClosed();
      ledger.beginBackfill(scan);
      await this.stored(() => {
        if (ledger.state.paused)
          outlet.notice(phrase`The node is paused: the back-fill begins when it is resumed.`);
        beside.start();
      });
    });
  }

  /** Ends what is under way; it can be taken up again. */
  async interrupt(): Promise<void> {
    const { lifetime, polling, beside } = this.parts;
    await lifetime.interrupt(() => Promise.all([polling.stopped(), beside.stopped()]));
  }

  private inTurn(command: () => Promise<void>): Promise<void> {
    const { commands, stored } = this.parts;
    return commands.run(async () => {
      await stored.load();
      this.refuseClosed();
      await command();
    });
  }

  private async stored(begin: () => void): Promise<void> {
    const { stored, lifetime } = this.parts;
    try {
      await stored.save();
    } catch (error) {
      this.refuseClosed();
      throw notStored(error);
    } finally {
      if (!lifetime.closed) begin();
    }
  }

  private refuseClosed(): void {
    if (this.parts.lifetime.closed) throw interruption();
  }
}
