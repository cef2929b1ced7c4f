import type { Clock } from '../connection/clock';
import { CoupaError } from '../connection/errors';
import type { Requester } from '../connection/requester';
import { phrase, type Text } from '../text/phrase';
import { AcknowledgedDelivery } from './acknowledge';
import { Backfill } from './backfill';
import { type Delivery, SendDelivery } from './delivery';
import { InTurn } from './in-turn';
import { IncrementalPoll } from './incremental-poll';
import { interruption, isInterruption, toCoupaError } from './interruption';
import { Lifetime } from './lifetime';
import type { RecordMessage } from './message';
import { OneAtATime } from './one-at-a-time';
import { type PollerOutlet, shuttable } from './outlet';
import type { OutputFormat } from './output';
import { ProgressDisplay } from './progress-display';
import { ProgressMeter } from './progress-meter';
import type { RecordReader } from './record';
import type { RunContext } from './run-context';
import { type BackfillOrder, ScanPlan } from './scan-plan';
import { Schedule } from './schedule';
import type { PollSettings } from './settings';
import type { Source } from './source';
import { Standing } from './standing';
import type { PollState } from './state';
import type { StateStore } from './store';
import { StoredState } from './stored-state';
import type { PollSummary, StatusReport } from './summary';

export type { PollerOutlet, PollerStatus } from './outlet';

/** What a poller is made of. */
export interface PollerParts {
  settings: PollSettings;
  requester: Requester;
  source: Source;
  reader: RecordReader;
  /** The form in which the flow gets records. */
  format: OutputFormat;
  store: StateStore;
  clock: Clock;
  outlet: PollerOutlet;
  /** The connection's `maxConcurrency`: ranges of ids read at once in a long scan. */
  concurrency: number;
}

/**
 * Polls one list: when, one at a time, from where, and what happens to the result. Everything it needs to go on after a
 * crash is in its state, which the store keeps.
 */
export class Poller {
  private readonly outlet: ReturnType<typeof shuttable>;
  private readonly delivery: Delivery;
  private readonly stored: StoredState;
  private readonly plan: ScanPlan;
  private readonly schedule: Schedule;
  private readonly standing: Standing;
  private readonly context: RunContext;
  private readonly backfills: Backfill;
  private readonly polls = new OneAtATime(
    (message: unknown) => this.pollOnce(message),
    () => !this.parts.source.usesMessage,
  );
  private readonly lifetime = new Lifetime();
  private readonly commands = new InTurn();

  constructor(private readonly parts: PollerParts) {
    const { settings, source, clock, requester } = parts;
    this.outlet = shuttable(parts.outlet);
    this.delivery = this.createDelivery();
    this.stored = this.createStoredState();
    this.plan = new ScanPlan(settings, source, requester, () => clock.now());
    this.schedule = new Schedule(clock, settings.interval, () => this.tick());
    const { outlet, delivery, stored, schedule, polls, lifetime } = this;
    const meter = new ProgressMeter(clock);
    const isPolling = () => polls.busy;
    this.standing = new Standing({ settings, clock, outlet, stored, delivery, meter, schedule, isPolling });
    this.context = this.createContext(new ProgressDisplay(outlet, clock, meter, delivery, settings));
    this.backfills = new Backfill(this.context, this.standing, lifetime);
  }

  /** Takes up where the state left off: sends what was unsettled, polls at once unless paused or polling only on demand. */
  start(): void {
    this.outlet.status({ kind: 'new', onDemand: this.parts.settings.interval === 0 });
    this.stored.load().then(
      () => {
        if (!this.state.paused) this.schedule.now();
        this.standing.rest();
      },
      (error: unknown) => {
        this.schedule.failed();
        this.standing.failed(error);
      },
    );
  }

  /**
   * Polls now. A poll that is asked for while one is under way follows it; several such are one.
   *
   * @throws {CoupaError} what made it fail; the position is where it was.
   */
  async poll(message?: unknown): Promise<PollSummary> {
    await this.commands.idle;
    if (this.lifetime.closed)
      throw new CoupaError('COUPA_STATE', phrase`The node was closed by a deploy. Its successor polls.`);
    return this.polls.run(message);
  }

  /** Stops polling by interval; a poll under way stops after its page and is taken up later. */
  pause(): Promise<void> {
    return this.inTurn(async () => {
      this.state.paused = true;
      this.schedule.clear();
      await this.interrupt();
      await this.stored.save();
      this.standing.rest();
    });
  }

  /** Polls by interval again, beginning now. */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      this.state.paused = false;
      await this.stored.save();
      this.standing.rest();
      this.backfills.start();
      this.schedule.now();
    });
  }

  /**
   * Forgets position, memory and unsettled records, and starts anew from the given moment (epoch milliseconds).
   *
   * @param message the one that asks: a URL with `{{msg.…}}` needs it to ask the tenant for its time.
   */
  reset(from: 'now' | 'beginning' | number, message?: unknown): Promise<void> {
    return this.inTurn(async () => {
      // Now is when it was asked for, not when the next poll comes.
      const restartAt = from === 'now' ? await this.plan.tenantNow(this.lifetime.signal, message) : undefined;
      await this.interrupt();
      this.stored.beginAnew(from, restartAt);
      this.delivery.clear();
      this.standing.forget();
      this.schedule.succeeded();
      await this.stored.save();
      this.standing.rest();
      if (!this.state.paused) this.schedule.now();
    });
  }

  /**
   * Sends everything that was updated in a range again, beside the normal polls, whose position does not move.
   *
   * @throws {CoupaError} `COUPA_VALIDATION` if one is under way.
   */
  backfill(order: BackfillOrder): Promise<void> {
    return this.inTurn(async () => {
      this.backfills.refuseSecond();
      this.state.backfill = await this.plan.range(order, this.lifetime.signal);
      await this.stored.save();
      if (this.state.paused)
        this.outlet.notice(phrase`The node is paused: the back-fill begins when it is resumed.`);
      this.backfills.start();
    });
  }

  /** One command after the other; a poll that is asked for behind one begins when it is done. */
  private inTurn(command: () => Promise<void>): Promise<void> {
    return this.commands.run(async () => {
      await this.stored.load();
      if (!this.lifetime.closed) await command();
    });
  }

  /** Position and counters, for output 2. */
  async report(): Promise<StatusReport> {
    await this.stored.load();
    return this.standing.report();
  }

  /** The tenant asked the connection to wait until then; epoch milliseconds. */
  limited(until: number): void {
    if (this.polls.busy) this.outlet.status({ kind: 'limited', until });
  }

  acknowledge(token: string): boolean {
    return !this.lifetime.closed && this.delivery.acknowledge(token);
  }

  refuse(token: string, reason: string): boolean {
    return !this.lifetime.closed && this.delivery.refuse(token, reason);
  }

  /** Stops everything; nothing is sent from now on. Resolves when the state is on disk. */
  async close(): Promise<void> {
    if (this.lifetime.closed) return;
    this.lifetime.close();
    this.outlet.shut();
    this.schedule.clear();
    this.delivery.close();
    await this.interrupt();
    await this.stored.close();
  }

  private createDelivery(): Delivery {
    const { settings, clock, format } = this.parts;
    const outlet = {
      send: (message: RecordMessage) => this.outlet.record(format(message)),
      giveUp: (message: RecordMessage, reason: Text) => this.outlet.undeliverable(message, reason),
      changed: () => this.deliveryChanged(),
    };
    return settings.delivery === 'acknowledge'
      ? new AcknowledgedDelivery(outlet, settings, clock)
      : new SendDelivery(outlet);
  }

  private createStoredState(): StoredState {
    const { store, source, clock } = this.parts;
    return new StoredState(
      { store, source, clock, delivery: this.delivery },
      {
        read: ({ problem, remark }) => {
          if (this.lifetime.closed) throw interruption();
          if (problem !== undefined) this.outlet.error(problem);
          if (remark !== undefined) this.outlet.notice(remark);
        },
        taken: () => {
          this.standing.takeUp();
          this.backfills.start();
        },
        failed: (error) => this.standing.failed(error),
      },
    );
  }

  private get state(): PollState {
    return this.stored.state;
  }

  private async pollOnce(message: unknown): Promise<PollSummary> {
    const startedAt = this.parts.clock.now();
    const { signal } = this.lifetime;
    let poll: IncrementalPoll | undefined;
    if (!this.state.paused) this.schedule.started();
    try {
      await this.stored.load();
      this.outlet.status({ kind: 'polling', count: 0 });
      poll = new IncrementalPoll(this.context, signal, message);
      await poll.run();
      const summary = this.standing.summarise(poll.scan, poll.before, startedAt);
      this.state.last = summary;
      await this.stored.save();
      this.schedule.succeeded();
      this.standing.pollEnded(summary);
      return summary;
    } catch (error) {
      if (signal.aborted) throw interruption();
      const { scan, before } = poll ?? { scan: this.plan.none(), before: this.plan.none() };
      throw this.failPoll(toCoupaError(error), this.standing.summarise(scan, before, startedAt));
    }
  }

  private failPoll(error: CoupaError, summary: PollSummary): CoupaError {
    if (this.lifetime.closed) return error;
    if (!this.state.paused) this.schedule.failed();
    this.standing.pollFailed(error, summary);
    return error;
  }

  private createContext(display: ProgressDisplay): RunContext {
    const { outlet, delivery, stored, plan, lifetime, parts } = this;
    const { settings, requester, source, reader, clock, concurrency } = parts;
    return {
      settings,
      requester,
      source,
      reader,
      clock,
      concurrency,
      stored,
      plan,
      delivery,
      notice: (key, text) => {
        if (stored.isNews(key)) outlet.notice(text);
      },
      problem: (error) => outlet.error(error),
      landed: () => !lifetime.closed || (parts.outlet.landed?.() ?? true),
      progressed: (scan, kind) => {
        stored.touch();
        display.show(scan, kind);
      },
    };
  }

  private deliveryChanged(): void {
    this.stored.touch();
    this.standing.rest();
  }

  private interrupt(): Promise<void> {
    return this.lifetime.interrupt(() => Promise.all([this.polls.idle(), this.backfills.stopped()]));
  }

  private tick(): void {
    this.pollUnlessPaused().catch((error: unknown) => {
      if (!this.lifetime.closed && !isInterruption(error)) this.outlet.error(toCoupaError(error));
    });
  }

  /** A store that could not be read at the start tells only now that the node is paused. */
  private async pollUnlessPaused(): Promise<void> {
    // Where it still cannot be read, the poll says so.
    await this.stored.load().catch(() => undefined);
    if (this.state.paused) this.standing.rest();
    else await this.poll();
  }
}
