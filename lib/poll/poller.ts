import type { Clock } from '../connection/clock';
import { CoupaError } from '../connection/errors';
import type { Requester } from '../connection/requester';
import { type Phrase, phrase, type Text } from '../text/phrase';
import { AcknowledgedDelivery } from './acknowledge';
import { type Delivery, SendDelivery } from './delivery';
import { Display } from './display';
import { interruption, isInterruption, toCoupaError } from './interruption';
import { loadState } from './load-state';
import { Memory } from './memory';
import type { RecordMessage } from './message';
import { OneAtATime } from './one-at-a-time';
import { type PollerOutlet, shuttable } from './outlet';
import type { OutputFormat } from './output';
import { PollRun, type RunContext } from './poll-run';
import { ProgressMeter } from './progress-meter';
import type { RecordReader } from './record';
import { Saver } from './saver';
import { type BackfillOrder, ScanPlan } from './scan-plan';
import { Schedule } from './schedule';
import type { PollSettings } from './settings';
import type { Source } from './source';
import { newState, type PollState, provenBy, type Scan, writeState } from './state';
import type { StateStore } from './store';
import { type PollSummary, type StatusReport, summarise } from './summary';
import { mayComeAgain } from './window';

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

/** Milliseconds between two tries of a back-fill that fails, at most. */
const backfillPause = 900_000;

/**
 * Polls one list: when, one at a time, from where, and what happens to the result. Everything it needs to go on after a
 * crash is in its state, which the store keeps.
 */
export class Poller {
  private readonly outlet: ReturnType<typeof shuttable>;
  private readonly delivery: Delivery;
  private readonly saver: Saver;
  private readonly plan: ScanPlan;
  private readonly schedule: Schedule;
  private readonly meter: ProgressMeter;
  private readonly display: Display;
  /** When a back-fill that failed is taken up again. */
  private readonly backfillAgain: Schedule;
  private readonly polls = new OneAtATime(
    (message: unknown) => this.pollOnce(message),
    () => !this.parts.source.usesMessage,
  );
  private state: PollState;
  private memory = new Memory();
  private loaded: Promise<void> | undefined;
  private backfilling: Promise<void> | undefined;
  private abort = new AbortController();
  /** What failed last, until it succeeds: a poll, and a back-fill. */
  private readonly failures: { poll?: CoupaError; backfill?: CoupaError } = {};
  private commands: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly parts: PollerParts) {
    const { settings, source, store, clock, requester } = parts;
    this.outlet = shuttable(parts.outlet);
    this.state = newState(source);
    this.delivery = this.createDelivery();
    this.saver = new Saver(
      store,
      () => this.document(),
      clock,
      (error) => this.fail(error),
    );
    this.plan = new ScanPlan(settings, source, requester, () => clock.now());
    this.schedule = new Schedule(clock, settings.interval, () => this.tick());
    this.backfillAgain = new Schedule(clock, backfillPause, () => this.startBackfill());
    this.meter = new ProgressMeter(clock);
    this.display = new Display(this.outlet, clock, this.meter);
  }

  /** Takes up where the state left off: sends what was unsettled, polls at once unless paused or polling only on demand. */
  start(): void {
    this.outlet.status({ kind: 'new' });
    this.load().then(
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
      await this.save();
      this.rest();
    });
  }

  /** Polls by interval again, beginning now. */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      this.state.paused = false;
      await this.save();
      this.rest();
      this.startBackfill();
      this.schedule.now();
    });
  }

  /** Forgets position, memory and unsettled records, and starts anew from the given moment (epoch milliseconds). */
  reset(from: 'now' | 'beginning' | number): Promise<void> {
    return this.inTurn(async () => {
      // Now is when it was asked for, not when the next poll comes.
      const restartAt = from === 'now' ? await this.plan.tenantNow(this.abort.signal) : undefined;
      await this.interrupt();
      const { paused, notices } = this.state;
      this.state = { ...newState(this.parts.source), paused, notices, restart: from, restartAt };
      this.memory = new Memory();
      this.delivery.clear();
      this.failures.poll = undefined;
      this.failures.backfill = undefined;
      this.schedule.succeeded();
      await this.save();
      this.rest();
      if (!paused) this.schedule.now();
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
      await this.save();
      if (this.state.paused)
        this.outlet.notice(phrase`The node is paused: the back-fill begins when it is resumed.`);
      this.startBackfill();
    });
  }

  /** One command after the other; a poll that is asked for behind one begins when it is done. */
  private inTurn(command: () => Promise<void>): Promise<void> {
    const turn = this.commands.then(async () => {
      await this.load();
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
    await this.load();
    const { scan, backfill, paused } = this.state;
    const { settings } = this.parts;
    return {
      resource: settings.resource,
      position: iso(this.position),
      paused,
      polling: this.polls.busy,
      pending: this.delivery.pending,
      remembered: this.memory.size,
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
    // What was not read must not be overwritten.
    if (!(await this.isLoaded())) return;
    this.saver.touch();
    await this.saver.close();
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

  private async pollOnce(message: unknown): Promise<PollSummary> {
    const startedAt = this.parts.clock.now();
    const { signal } = this.abort;
    let scan = this.plan.none();
    let before = scan;
    if (!this.state.paused) this.schedule.started();
    try {
      await this.load();
      this.outlet.status({ kind: 'polling', count: 0 });
      await this.readLeftover(signal);
      await this.finishForAnother(message, signal);
      scan = await this.scanUnderWay(signal, message);
      before = { ...scan };
      await new PollRun(this.runContext(), scan, 'poll', signal).run();
      this.finish(scan);
      this.state.last = this.summarise(scan, before, startedAt);
      await this.save();
      return this.succeed(this.state.last);
    } catch (error) {
      if (signal.aborted) throw interruption();
      throw this.failPoll(toCoupaError(error), this.summarise(scan, before, startedAt));
    }
  }

  /** Tries again what a long scan could not read. */
  private async readLeftover(signal: AbortSignal): Promise<void> {
    const { leftover } = this.state;
    if (leftover === undefined) return;
    const rest = {
      ...leftover,
      ranges: leftover.ranges.map((range) => ({ ...range })),
      unreadable: 0,
      leftBehind: [],
    };
    await new PollRun(this.runContext(), rest, 'poll', signal).run();
    this.state.leftover = rest.unreadable === 0 ? undefined : { ...leftover, ranges: rest.leftBehind };
  }

  /** A scan that another message asked for is read to its end before the one for this message begins. */
  private async finishForAnother(message: unknown, signal: AbortSignal): Promise<void> {
    const { scan } = this.state;
    if (scan === undefined || this.plan.isFor(scan, message)) return;
    await new PollRun(this.runContext(), scan, 'poll', signal).run();
    this.finish(scan);
  }

  private async scanUnderWay(signal: AbortSignal, message: unknown): Promise<Scan> {
    if (this.state.scan === undefined) {
      this.memory.beginScan();
      this.state.scan = await this.plan.next(this.state, signal, message);
    }
    return this.state.scan;
  }

  /** Everything was read: the position moves, unless there was something that could not be read. */
  private finish(scan: Scan): void {
    this.state.scan = undefined;
    if (scan.unreadable > 0) {
      const leftover = this.state.leftover === undefined ? this.plan.leftover(scan) : undefined;
      if (leftover === undefined) return;
      this.state.leftover = leftover;
    }
    const window = this.plan.windowAfter(scan, this.state.position);
    this.state.since ??= scan.from ?? 0;
    this.state.position = this.plan.positionAfter(scan, this.state.position);
    this.state.restart = undefined;
    this.state.restartAt = undefined;
    this.memory.forget((row) => mayComeAgain(row, window));
  }

  private succeed(summary: PollSummary): PollSummary {
    this.schedule.succeeded();
    this.failures.poll = undefined;
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
    if (this.loaded !== undefined) this.saver.touch();
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
      memory: this.memory,
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
    if (this.state.notices.includes(key)) return;
    this.state.notices.push(key);
    this.outlet.notice(text);
  }

  private progressed(scan: Scan, kind: 'poll' | 'backfill'): void {
    this.saver.touch();
    const { pending } = this.delivery;
    if (pending >= this.parts.settings.maxInFlight) this.outlet.status({ kind: 'waiting', pending });
    else this.display.progress(scan, kind);
  }

  private deliveryChanged(): void {
    this.saver.touch();
    this.rest();
  }

  private rest(): void {
    if (!this.polls.busy) this.showRest();
  }

  private showRest(): void {
    const { paused, last } = this.state;
    const failure = this.failures.poll ?? this.failures.backfill;
    const failed = failure && { error: failure, next: this.nextTry };
    this.display.rest({ pending: this.delivery.pending, paused, last, failed });
  }

  /** When what failed is tried again, epoch milliseconds. */
  private get nextTry(): number | undefined {
    return this.failures.poll === undefined ? this.backfillAgain.nextAt : this.schedule.nextAt;
  }

  private startBackfill(): void {
    const { backfill, paused } = this.state;
    if (backfill === undefined || this.backfilling !== undefined || paused || this.closed) return;
    const { signal } = this.abort;
    this.backfilling = this.runBackfill(backfill, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.backfillAgain.failed();
        this.failures.backfill = toCoupaError(error);
        this.fail(this.failures.backfill);
      })
      .finally(() => {
        this.backfilling = undefined;
      });
  }

  private async runBackfill(scan: Scan, signal: AbortSignal): Promise<void> {
    const before = { ...scan };
    const startedAt = this.parts.clock.now();
    await new PollRun(this.runContext(), scan, 'backfill', signal).run();
    this.state.backfill = undefined;
    this.backfillAgain.succeeded();
    this.failures.backfill = undefined;
    await this.save();
    this.outlet.summary({ ...this.summarise(scan, before, startedAt), backfill: true });
    this.rest();
  }

  private async isLoaded(): Promise<boolean> {
    if (this.loaded === undefined) return false;
    return this.loaded.then(
      () => true,
      () => false,
    );
  }

  private load(): Promise<void> {
    this.loaded ??= this.readStored().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    });
    return this.loaded;
  }

  private async readStored(): Promise<void> {
    const { state, problem, remark } = await loadState(this.parts.store, this.parts.source);
    if (this.closed) throw interruption();
    if (problem !== undefined) this.outlet.error(problem);
    if (remark !== undefined) this.outlet.notice(remark);
    this.state = state;
    this.memory = new Memory(state.memory);
    this.delivery.restore(state.pending);
    this.startBackfill();
  }

  /** A copy: ranges that shrink while it is written would run ahead of what it holds of deliveries. */
  private document(): object {
    const { scan, backfill, notices } = this.state;
    const document = {
      ...this.state,
      scan: structuredClone(scan),
      backfill: structuredClone(backfill),
      notices: [...notices],
      memory: this.memory.toRows(),
      pending: this.delivery.toRows(),
    };
    return writeState(document, provenBy(this.state, this.delivery.earliest()));
  }

  private save(): Promise<void> {
    this.saver.touch();
    return this.saver.flush();
  }

  /** Stops what is under way; it can be taken up again. */
  private async interrupt(): Promise<void> {
    this.backfillAgain.clear();
    this.abort.abort(interruption());
    await Promise.all([this.polls.idle(), this.backfilling]);
    this.abort = new AbortController();
  }

  private tick(): void {
    if (this.loaded !== undefined && this.state.paused) return;
    this.poll().catch((error: unknown) => {
      if (!this.closed && !isInterruption(error)) this.outlet.error(toCoupaError(error));
    });
  }
}

function iso(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
