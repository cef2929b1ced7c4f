import { pause } from '../base/clock';
import { TaskQueue } from '../base/task-queue';
import { TenantClock } from './clock/tenant-clock';
import { Deliveries } from './deliveries';
import type { Delivery } from './delivery/delivery';
import { sentVersions } from './delivery/in-flight';
import type { IntegrationReports } from './integration/integration-reports';
import { Ledger } from './ledger/ledger';
import { StoredLedger } from './ledger/stored-ledger';
import { interruption } from './lifecycle/interruption';
import { Lifetime } from './lifecycle/lifetime';
import { Schedule } from './lifecycle/schedule';
import type { PendingRow } from './model/state';
import type { PollSummary, StatusReport } from './model/summary';
import { rememberedAtFirst } from './model/window';
import type { PollerParts } from './poller-parts';
import { BesidePolls } from './removals/beside-polls';
import { Polling } from './run/polling';
import type { RunContext } from './run/run-context';
import type { BoundsState } from './scan/bounds';
import { type BackfillOrder, ScanPlan } from './scan/scan-plan';
import { ScanTime } from './scan/scan-time';
import { TenantNow } from './scan/tenant-now';
import { Windows } from './scan/windows';
import { Steering } from './steering';
import { FollowedPoll } from './tell/followed-poll';
import { NodeStatus } from './tell/node-status';
import { scrubbed, shuttable } from './tell/outlet';
import { ProgressDisplay } from './tell/progress-display';
import { ProgressMeter } from './tell/progress-meter';
import type { Undeliverables } from './undeliverable/undeliverables';

export type { PollerOutlet, PollerStatus } from './tell/outlet';

/** Milliseconds after which a leader that could not read the position tries again. */
const beginsAgainMs = 1000;

/**
 * Polls one list: puts together the parts that do, and is what can be asked of them, one command after the other. Everything
 * it needs to go on after a crash is in its state, which the store keeps.
 */
export class Poller {
  private readonly followed: FollowedPoll;
  private readonly outlet: ReturnType<typeof shuttable>;
  private readonly reports: IntegrationReports;
  /** What was given up, and is kept until it is redelivered or dismissed. */
  readonly undeliverables: Undeliverables;
  private readonly delivery: Delivery;
  private readonly ledger: Ledger;
  private readonly stored: StoredLedger;
  private readonly tenantClock: TenantClock;
  private readonly tenantNow: TenantNow;
  private readonly plan: ScanPlan;
  private readonly schedule: Schedule;
  private readonly status: NodeStatus;
  private readonly context: RunContext;
  private readonly polling: Polling;
  private readonly beside: BesidePolls;
  private readonly steering: Steering;
  private readonly lifetime = new Lifetime();
  private failsToBegin = false;

  constructor(private readonly parts: PollerParts) {
    const { settings, source, clock, requester } = parts;
    this.followed = new FollowedPoll(parts);
    this.outlet = shuttable(scrubbed(parts.outlet, requester.scrubber));
    this.ledger = new Ledger(source);
    const { reports, undeliverables, delivery } = this.createDeliveries();
    this.reports = reports;
    this.undeliverables = undeliverables;
    this.delivery = delivery;
    this.stored = this.createStoredLedger();
    this.tenantClock = new TenantClock(this.ledger, settings.overlap, clock, (one) =>
      this.outlet.notice(one),
    );
    this.tenantNow = new TenantNow(settings, source, requester, () => clock.now(), this.tenantClock);
    this.plan = new ScanPlan(settings, source, this.tenantNow);
    this.schedule = new Schedule(clock, settings.interval, () => this.polling.tick());
    const { outlet, ledger, schedule, lifetime, stored, plan, tenantNow } = this;
    const commands = new TaskQueue();
    const meter = new ProgressMeter(clock);
    const isPolling = () => this.polling.busy;
    const shown = { outlet, ledger, delivery, undeliverables, reports, meter, schedule, isPolling };
    this.status = new NodeStatus({ ...parts, ...shown });
    this.context = this.createContext(new ProgressDisplay(outlet, clock, meter, delivery, settings));
    this.polling = new Polling(this.context, this.status, schedule, lifetime, commands);
    this.beside = new BesidePolls(this.context, this.status, lifetime, outlet);
    const { status, polling, beside } = this;
    const moved = { ledger, stored, delivery, undeliverables, polling, beside, schedule, status };
    this.steering = new Steering({ ...moved, plan, tenantNow, lifetime, outlet, commands });
    this.followed.show(() => status.gauges());
  }

  /** Whether its position could not be read, and has not been since. One that is being read, however slowly, is no failure. */
  get cannotBegin(): boolean {
    return this.failsToBegin;
  }

  /** Takes up where the state left off: sends what was unsettled, polls at once unless paused or polling only on demand. */
  start(): void {
    this.outlet.status({ kind: 'new', onDemand: this.parts.settings.interval === 0 });
    void this.begin();
  }

  /** A leader tries again soon, whenever it would poll next: until it has begun, no other instance leads, and no answer is heard. */
  private async begin(): Promise<void> {
    const { clock, outbox } = this.parts;
    for (let isNews = true; !(await this.triesToBegin(isNews)) && outbox !== undefined; isNews = false)
      await pause(clock, beginsAgainMs, this.lifetime.signal).catch(() => undefined);
  }

  /** @returns whether nothing is left to be done. */
  private async triesToBegin(isNews: boolean): Promise<boolean> {
    if (this.lifetime.closed) return true;
    try {
      await this.stored.load();
    } catch (error) {
      if (this.lifetime.closed) return true;
      this.failsToBegin = true;
      if (isNews) {
        this.schedule.failed();
        this.status.failed(error);
      }
      return false;
    }
    this.failsToBegin = false;
    if (!this.ledger.state.paused) this.schedule.now();
    this.status.rest();
    return true;
  }

  /**
   * Polls now. A poll that is asked for while one is under way follows it; several such are one.
   *
   * @throws {CoupaError} what made it fail; the position is where it was.
   */
  poll(message?: unknown): Promise<PollSummary> {
    return this.polling.poll(message);
  }

  /**
   * Stops polling by interval; a poll under way stops after its page and is taken up later.
   *
   * @throws {CoupaError} `COUPA_STATE` if it could not be stored; it holds all the same. So do all commands.
   */
  pause(): Promise<void> {
    return this.steering.pause();
  }

  /** Polls by interval again, beginning now. */
  resume(): Promise<void> {
    return this.steering.resume();
  }

  /**
   * Forgets position, memory and unsettled records, and starts anew from the given moment (epoch milliseconds).
   *
   * @param message the one that asks: a URL with `{{msg.…}}` needs it to ask the tenant for its time.
   */
  reset(from: 'now' | 'beginning' | number, message?: unknown): Promise<void> {
    return this.steering.reset(from, message);
  }

  /**
   * Sends everything that was updated in a range again, beside the normal polls, whose position does not move.
   *
   * @throws {CoupaError} `COUPA_VALIDATION` if one is under way.
   */
  backfill(order: BackfillOrder): Promise<void> {
    return this.steering.backfill(order);
  }

  /** Position and counters, for output 2. */
  async report(): Promise<StatusReport> {
    await this.stored.load();
    return { ...this.status.report(), ...this.beside.report() };
  }

  /** What decides where the next poll begins, for what shows it beforehand. */
  async beginsFrom(): Promise<BoundsState & { resource: string }> {
    await this.stored.load();
    const { position, restart, restartAt } = this.ledger.state;
    return { resource: this.parts.settings.resource, position, restart, restartAt };
  }

  /** The tenant asked the connection to wait until then; epoch milliseconds. */
  limited(until: number): void {
    if (this.polling.busy) this.outlet.status({ kind: 'limited', until });
  }

  acknowledge(token: string): boolean {
    return !this.lifetime.closed && this.followed.settle(false, () => this.delivery.acknowledge(token));
  }

  refuse(token: string, reason: string): boolean {
    return !this.lifetime.closed && this.followed.settle(true, () => this.delivery.refuse(token, reason));
  }

  /** Stops everything; nothing is sent from now on. Resolves when the state is on disk. */
  async close(): Promise<void> {
    if (this.lifetime.closed) return;
    this.lifetime.close();
    this.followed.close();
    this.outlet.shut();
    this.schedule.clear();
    const { delivery, undeliverables, reports } = this;
    await Promise.all([delivery.close(), undeliverables.close(), this.steering.interrupt(), reports.close()]);
    await this.stored.close();
  }

  private createDeliveries(): Deliveries {
    const { outlet, ledger, lifetime, followed } = this;
    return new Deliveries(this.parts, {
      followed,
      outlet,
      ledger,
      stored: () => this.stored,
      isClosed: () => lifetime.closed,
      changed: () => this.status.rest(),
    });
  }

  private createStoredLedger(): StoredLedger {
    const { store, source: identity, clock, settings } = this.parts;
    const { resource } = settings;
    const { ledger, delivery, reports, undeliverables } = this;
    return new StoredLedger(
      { ledger, store, identity, resource, clock, delivery, reports, undeliverables },
      {
        read: ({ problem, remark }) => {
          if (this.lifetime.closed) throw interruption();
          if (problem !== undefined) this.outlet.error(problem);
          if (remark !== undefined) this.outlet.notice(remark);
        },
        taken: ({ state }) => {
          this.noteOnTheirWay(state.pending);
          this.parts.outbox?.open(this.delivery);
          this.status.takeUp();
          this.reports.wake();
          this.undeliverables.takeUp();
          this.beside.start();
        },
        failed: (error) => this.status.failed(error),
      },
    );
  }

  /**
   * What others have may be settled before it is read again, though the document is older than it. (Whoever looks for removals reads it
   * again: it has to know the ids, too.)
   */
  private noteOnTheirWay(rows: readonly PendingRow[]): void {
    const { outbox, settings } = this.parts;
    if (outbox !== undefined && settings.removals === 0) this.ledger.memory.rememberSent(sentVersions(rows));
  }

  private createContext(display: ProgressDisplay): RunContext {
    const { outlet, delivery, ledger, stored, plan, tenantClock, lifetime, followed, parts } = this;
    return {
      ...parts,
      rememberedAtFirst: parts.rememberedAtFirst ?? rememberedAtFirst,
      // A mark needs the record, and Coupa is told id and status of the document that is in it.
      readers: parts.marks === undefined && parts.settings.integration === '' ? parts.readers : undefined,
      tenantClock,
      scanTime: new ScanTime(tenantClock, parts.settings, ledger),
      windows: new Windows(parts.settings, parts.source),
      followed,
      ledger,
      stored,
      plan,
      delivery,
      notice: (key, text) => {
        if (ledger.isNews(key)) outlet.notice(text);
      },
      problem: (error) => outlet.error(error),
      landed: () => !lifetime.closed || delivery.keeps || (parts.outlet.landed?.() ?? true),
      progressed: (scan, kind) => {
        stored.touch();
        display.show(scan, kind);
      },
    };
  }
}
