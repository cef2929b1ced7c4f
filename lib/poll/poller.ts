import type { Clock } from '../connection/clock';
import { CoupaError } from '../connection/errors';
import type { Requester } from '../connection/requester';
import { type Phrase, phrase, type Text } from '../text/phrase';
import { AcknowledgedDelivery } from './acknowledge';
import { Backfill, type BackfillPorts } from './backfill';
import { type Delivery, SendDelivery } from './delivery';
import { Display } from './display';
import { IncrementalPoll } from './incremental-poll';
import { interruption, isInterruption, toCoupaError } from './interruption';
import type { RecordMessage } from './message';
import { OneAtATime } from './one-at-a-time';
import { type PollerOutlet, shuttable } from './outlet';
import type { OutputFormat } from './output';
import { PollRun } from './poll-run';
import { ProgressMeter } from './progress-meter';
import type { RecordReader } from './record';
import type { RunContext } from './run-context';
import { type BackfillOrder, ScanPlan } from './scan-plan';
import { Schedule } from './schedule';
import type { PollSettings } from './settings';
import type { Source } from './source';
import type { PollState, Scan } from './state';
import type { StateStore } from './store';
import { StoredState } from './stored-state';
import { type PollSummary, type StatusReport, summarise } from './summary';

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
  private readonly meter: ProgressMeter;
  private readonly display: Display;
  private readonly backfills: Backfill;
  private readonly polls = new OneAtATime(
    (message: unknown) => this.pollOnce(message),
    () => !this.parts.source.usesMessage,
  );
  private abort = new AbortController();
  /** What failed last, until it succeeds: a poll, and a back-fill. */
  private readonly failures: { poll?: CoupaError; backfill?: CoupaError } = {};
  /** The back-fill that has ended since the last poll. */
  private backfilled: PollSummary | undefined;
  private commands: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly parts: PollerParts) {
    const { settings, source, clock, requester } = parts;
    this.outlet = shuttable(parts.outlet);
    this.delivery = this.createDelivery();
    this.stored = this.createStoredState();
    this.plan = new ScanPlan(settings, source, requester, () => clock.now());
    this.schedule = new Schedule(clock, settings.interval, () => this.tick());
    this.backfills = this.createBackfill();
    this.meter = new ProgressMeter(clock);
    this.display = new Display(this.outlet, clock, this.meter);
  }

  /** Takes up where the state left off: sends what was unsettled, polls at once unless paused or polling only on demand. */
  start(): void {
    this.outlet.status({ kind: 'new', onDemand: this.onDemand });
    this.stored.load().then(
      () => {
        if (!this.state.paused) this.schedule.now();
        this.rest();
      },
      (error: unknown) => {
        this.schedule.failed();
        this.fail(error);
      },
    );
  }

  /**
   * Polls now. A poll that is asked for while one is under way follows it; several such are one.
   *
   * @throws {CoupaError} what made it fail; the position is where it was.
   */
  async poll(message?: unknown): Promise<PollSummary> {
    await this.commands;
    if (this.closed)
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
      this.rest();
    });
  }

  /** Polls by interval again, beginning now. */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      this.state.paused = false;
      await this.stored.save();
      this.rest();
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
      const restartAt = from === 'now' ? await this.plan.tenantNow(this.abort.signal, message) : undefined;
      await this.interrupt();
      this.stored.beginAnew(from, restartAt);
      this.delivery.clear();
      this.failures.poll = undefined;
      this.failures.backfill = undefined;
      this.backfilled = undefined;
      this.schedule.succeeded();
      await this.stored.save();
      this.rest();
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
      this.refuseSecondBackfill();
      this.state.backfill = await this.plan.range(order, this.abort.signal);
      await this.stored.save();
      if (this.state.paused)
        this.outlet.notice(phrase`The node is paused: the back-fill begins when it is resumed.`);
      this.backfills.start();
    });
  }

  /** One command after the other; a poll that is asked for behind one begins when it is done. */
  private inTurn(command: () => Promise<void>): Promise<void> {
    const turn = this.commands.then(async () => {
      await this.stored.load();
      if (!this.closed) await command();
    });
    this.commands = turn.catch(() => undefined);
    return turn;
  }

  private refuseSecondBackfill(): void {
    if (this.state.backfill === undefined) return;
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`A back-fill is under way; it goes on. Wait for its end on output 2, or send the command "reset" to give it up.`,
    );
  }

  /** Position and counters, for output 2. */
  async report(): Promise<StatusReport> {
    await this.stored.load();
    const { scan, backfill, paused } = this.state;
    const { settings } = this.parts;
    return {
      resource: settings.resource,
      position: iso(this.position),
      paused,
      polling: this.polls.busy,
      pending: this.delivery.pending,
      remembered: this.stored.memory.size,
      nextPoll: iso(this.schedule.nextAt),
      lastPoll: this.state.last,
      scan: scan && this.meter.of(scan, 'poll'),
      backfill: backfill && this.meter.of(backfill, 'backfill'),
    };
  }

  /** The tenant asked the connection to wait until then; epoch milliseconds. */
  limited(until: number): void {
    if (this.polls.busy) this.outlet.status({ kind: 'limited', until });
  }

  acknowledge(token: string): boolean {
    return !this.closed && this.delivery.acknowledge(token);
  }

  refuse(token: string, reason: string): boolean {
    return !this.closed && this.delivery.refuse(token, reason);
  }

  /** Stops everything; nothing is sent from now on. Resolves when the state is on disk. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.outlet.shut();
    this.schedule.clear();
    this.delivery.close();
    await this.interrupt();
    await this.stored.close();
  }

  /** Tenant's time up to which every record was delivered; epoch milliseconds. */
  private get position(): number | undefined {
    const unsettled = this.delivery.earliest();
    return unsettled === undefined ? this.state.position : unsettled.from;
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
          if (this.closed) throw interruption();
          if (problem !== undefined) this.outlet.error(problem);
          if (remark !== undefined) this.outlet.notice(remark);
        },
        taken: () => {
          this.failures.poll = failureOf(this.state.last);
          this.backfills.start();
        },
        failed: (error) => this.fail(error),
      },
    );
  }

  private createBackfill(): Backfill {
    const ports: BackfillPorts = {
      next: () => (this.state.paused || this.closed ? undefined : this.state.backfill),
      read: (scan, signal) => new PollRun(this.runContext(), scan, 'backfill', signal).run(),
      ended: async (scan, before, startedAt) => {
        this.state.backfill = undefined;
        this.failures.backfill = undefined;
        await this.stored.save();
        this.backfilled = { ...this.summarise(scan, before, startedAt), backfill: true };
        this.outlet.summary(this.backfilled);
        this.rest();
      },
      failed: (error) => {
        this.failures.backfill = toCoupaError(error);
        this.fail(this.failures.backfill);
      },
    };
    return new Backfill(ports, this.parts.clock, () => this.abort.signal);
  }

  private get state(): PollState {
    return this.stored.state;
  }

  private async pollOnce(message: unknown): Promise<PollSummary> {
    const startedAt = this.parts.clock.now();
    const { signal } = this.abort;
    let poll: IncrementalPoll | undefined;
    if (!this.state.paused) this.schedule.started();
    try {
      await this.stored.load();
      this.outlet.status({ kind: 'polling', count: 0 });
      poll = new IncrementalPoll(this.stored, this.plan, this.runContext(), signal, message);
      await poll.run();
      this.state.last = this.summarise(poll.scan, poll.before, startedAt);
      await this.stored.save();
      return this.succeed(this.state.last);
    } catch (error) {
      if (signal.aborted) throw interruption();
      const { scan, before } = poll ?? { scan: this.plan.none(), before: this.plan.none() };
      throw this.failPoll(toCoupaError(error), this.summarise(scan, before, startedAt));
    }
  }

  private succeed(summary: PollSummary): PollSummary {
    this.schedule.succeeded();
    this.failures.poll = undefined;
    this.backfilled = undefined;
    this.outlet.summary(summary);
    this.showRest();
    return summary;
  }

  private failPoll(error: CoupaError, summary: PollSummary): CoupaError {
    if (this.closed) return error;
    const failed = { ...summary, error: { code: error.code, message: error.phrase } };
    this.failures.poll = error;
    this.state.last = failed;
    this.outlet.summary(failed);
    if (this.stored.isWanted) this.stored.touch();
    if (!this.state.paused) this.schedule.failed();
    this.outlet.status({ kind: 'error', error, next: this.schedule.nextAt });
    return error;
  }

  private fail(cause: unknown): void {
    if (this.closed) return;
    const error = toCoupaError(cause);
    this.outlet.error(error);
    this.outlet.status({ kind: 'error', error, next: this.schedule.nextAt });
  }

  private summarise(scan: Scan, before: Scan, startedAt: number): PollSummary {
    const finishedAt = this.parts.clock.now();
    return summarise(this.parts.settings.resource, scan, before, { startedAt, finishedAt }, this.position);
  }

  private runContext(): RunContext {
    const { settings, requester, source, reader, clock, concurrency } = this.parts;
    return {
      settings,
      requester,
      source,
      reader,
      clock,
      concurrency,
      memory: this.stored.memory,
      delivery: this.delivery,
      sent: () => ({ since: this.state.since, position: this.state.position }),
      windowAfter: (scan) => this.plan.windowAfter(scan, this.state.position),
      notice: (key, text) => this.notice(key, text),
      problem: (error) => this.outlet.error(error),
      landed: () => !this.closed || (this.parts.outlet.landed?.() ?? true),
      progressed: (scan, kind) => this.progressed(scan, kind),
    };
  }

  private notice(key: string, text: Phrase): void {
    if (this.stored.isNews(key)) this.outlet.notice(text);
  }

  private progressed(scan: Scan, kind: 'poll' | 'backfill'): void {
    this.stored.touch();
    const { pending } = this.delivery;
    if (pending >= this.parts.settings.maxInFlight) this.outlet.status({ kind: 'waiting', pending });
    else this.display.progress(scan, kind);
  }

  private deliveryChanged(): void {
    this.stored.touch();
    this.rest();
  }

  private rest(): void {
    if (!this.polls.busy) this.showRest();
  }

  private showRest(): void {
    const { paused } = this.state;
    const last = this.backfilled ?? this.state.last;
    const failure = this.failures.poll ?? this.failures.backfill;
    const failed = failure && { error: failure, next: this.nextTry };
    this.display.rest({ pending: this.delivery.pending, paused, last, onDemand: this.onDemand, failed });
  }

  /** Whether it polls only when asked. */
  private get onDemand(): boolean {
    return this.parts.settings.interval === 0;
  }

  /** When what failed is tried again, epoch milliseconds. */
  private get nextTry(): number | undefined {
    return this.failures.poll === undefined ? this.backfills.nextTry : this.schedule.nextAt;
  }

  /** Stops what is under way; it can be taken up again. */
  private async interrupt(): Promise<void> {
    this.abort.abort(interruption());
    await Promise.all([this.polls.idle(), this.backfills.stopped()]);
    this.abort = new AbortController();
  }

  private tick(): void {
    this.pollUnlessPaused().catch((error: unknown) => {
      if (!this.closed && !isInterruption(error)) this.outlet.error(toCoupaError(error));
    });
  }

  /** A store that could not be read at the start tells only now that the node is paused. */
  private async pollUnlessPaused(): Promise<void> {
    // Where it still cannot be read, the poll says so.
    await this.stored.load().catch(() => undefined);
    if (this.state.paused) this.rest();
    else await this.poll();
  }
}

/** How a poll failed before a restart; in the words that were stored. */
function failureOf(last: PollSummary | undefined): CoupaError | undefined {
  return last?.error && new CoupaError(last.error.code, phrase`${String(last.error.message)}`);
}

function iso(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
