import { randomUUID } from 'node:crypto';
import type { Clock } from '../connection/clock';
import { CoupaError } from '../connection/errors';
import type { Requester } from '../connection/requester';
import { AcknowledgedDelivery } from './acknowledge';
import { type Delivery, SendDelivery } from './delivery';
import { share } from './id-scan';
import { Memory } from './memory';
import type { RecordMessage } from './message';
import { PollRun } from './poll-run';
import { positionAfter } from './position';
import type { RecordReader } from './record';
import { Saver } from './saver';
import type { PollSettings } from './settings';
import type { Source } from './source';
import { newState, type PollState, readState, type Scan, salvageState, writeState } from './state';
import { DamagedState, type StateStore } from './store';
import { type PollSummary, type Progress, progressOf, type StatusReport, summarise } from './summary';
import { seenAt } from './tenant-time';
import { mayComeAgain, type Window } from './window';

/** What a node shows of itself. */
export type PollerStatus =
  | { kind: 'new' }
  | { kind: 'paused' }
  | { kind: 'polling'; count: number; progress?: Progress }
  | { kind: 'rest'; at: number; count: number }
  | { kind: 'waiting'; pending: number }
  | { kind: 'limited'; until: number }
  | { kind: 'error'; error: CoupaError; next?: number };

/** Where a poller's results go. All are called synchronously and must not throw. */
export interface PollerOutlet {
  record(message: RecordMessage): void;
  undeliverable(message: RecordMessage, reason: string): void;
  /** A poll has ended, well or not. */
  summary(summary: PollSummary): void;
  /** A long scan has got further. */
  progress(progress: Progress): void;
  status(status: PollerStatus): void;
  /** Something failed that no command asked for. */
  error(error: CoupaError): void;
  /** Something the user should know once. */
  notice(text: string): void;
}

/** What a poller is made of. */
export interface PollerParts {
  settings: PollSettings;
  requester: Requester;
  source: Source;
  reader: RecordReader;
  store: StateStore;
  clock: Clock;
  outlet: PollerOutlet;
  /** The connection's `maxConcurrency`: ranges of ids read at once in a long scan. */
  concurrency: number;
}

/** First pause after a failed poll, milliseconds; it doubles up to the interval. */
const firstRetry = 30_000;

/** Milliseconds between two changes of the status while polling. */
const statusPace = 500;

/** Milliseconds between two progress messages of a long scan. */
const progressPace = 10_000;

/**
 * Polls one list: when, one at a time, from where, and what happens to the result. Everything it needs to go on after a
 * crash is in its state, which the store keeps.
 */
export class Poller {
  private state: PollState;
  private memory = new Memory();
  private readonly delivery: Delivery;
  private readonly saver: Saver;
  private loaded: Promise<void> | undefined;
  private current: Promise<PollSummary> | undefined;
  private following: Promise<PollSummary> | undefined;
  private backfilling: Promise<void> | undefined;
  private abort = new AbortController();
  private timer: unknown;
  private nextAt: number | undefined;
  private failures = 0;
  private last: PollSummary | undefined;
  private lastProgress = 0;
  private lastShown = 0;
  private closed = false;

  constructor(private readonly parts: PollerParts) {
    const { settings, source, store, clock, outlet } = parts;
    this.state = newState(source);
    const delivered = {
      send: (message: RecordMessage) => {
        if (!this.closed) outlet.record(message);
      },
      giveUp: (message: RecordMessage, reason: string) => {
        if (!this.closed) outlet.undeliverable(message, reason);
      },
      changed: () => this.deliveryChanged(),
    };
    this.delivery =
      settings.delivery === 'acknowledge'
        ? new AcknowledgedDelivery(delivered, settings, clock)
        : new SendDelivery(delivered);
    this.saver = new Saver(
      store,
      () => this.document(),
      clock,
      (error) => outlet.error(toCoupaError(error)),
    );
  }

  /** Takes up where the state left off: sends what was unsettled, polls at once unless paused or polling only on demand. */
  start(): void {
    this.parts.outlet.status({ kind: 'new' });
    this.load().then(
      () => {
        if (this.parts.settings.interval > 0 && !this.state.paused) this.schedule(0);
        else this.showRest();
      },
      (error: unknown) => {
        this.schedule(firstRetry);
        this.fail(toCoupaError(error));
      },
    );
  }

  /**
   * Polls now. A poll that is asked for while one is under way follows it; several such are one.
   *
   * @throws {CoupaError} what made it fail; the position is where it was.
   */
  poll(message?: unknown): Promise<PollSummary> {
    if (this.closed) return Promise.reject(closedError());
    if (this.current === undefined) {
      this.current = this.pollOnce(message).finally(() => {
        this.current = undefined;
      });
      return this.current;
    }
    this.following ??= this.current.then(
      () => this.follow(message),
      () => this.follow(message),
    );
    return this.following;
  }

  /** Stops polling by interval; a poll under way stops after its page and is taken up later. */
  async pause(): Promise<void> {
    await this.load();
    this.state.paused = true;
    this.clearTimer();
    await this.interrupt();
    await this.save();
    this.showRest();
  }

  /** Polls by interval again, beginning now. */
  async resume(): Promise<void> {
    await this.load();
    this.state.paused = false;
    await this.save();
    this.showRest();
    this.startBackfill();
    if (this.parts.settings.interval > 0) this.schedule(0);
  }

  /** Forgets position, memory and unsettled records, and starts anew from the given moment (epoch milliseconds). */
  async reset(from: 'now' | 'beginning' | number): Promise<void> {
    await this.load();
    await this.interrupt();
    const { paused, notices } = this.state;
    this.state = { ...newState(this.parts.source), paused, notices, restart: from };
    this.memory = new Memory();
    this.delivery.clear();
    this.failures = 0;
    await this.save();
    if (this.parts.settings.interval > 0 && !paused) this.schedule(0);
    else this.showRest();
  }

  /**
   * Sends everything that was updated in a range again, beside the normal polls, whose position does not move.
   *
   * @throws {CoupaError} `COUPA_VALIDATION` if one is under way.
   */
  async backfill(from: 'beginning' | number, to: number | undefined): Promise<void> {
    await this.load();
    if (this.state.backfill !== undefined) {
      throw new CoupaError(
        'COUPA_VALIDATION',
        'A back-fill is under way; it goes on. Wait for its end on output 2, or send the command "reset" to give it up.',
      );
    }
    const lower = from === 'beginning' ? 0 : from;
    const until = to ?? (await this.tenantNow());
    this.state.backfill = {
      ...this.newScan(lower - 1000),
      from: from === 'beginning' ? undefined : from,
      to: until,
    };
    this.state.backfill.silentBefore = from === 'beginning' ? undefined : from;
    await this.save();
    this.startBackfill();
  }

  /** Position and counters, for output 2. */
  async report(): Promise<StatusReport> {
    await this.load();
    const { state } = this;
    return {
      resource: this.parts.settings.resource,
      position: iso(this.position),
      paused: state.paused,
      polling: this.current !== undefined,
      pending: this.delivery.pending,
      remembered: this.memory.size,
      nextPoll: iso(this.nextAt),
      lastPoll: this.last,
      scan: state.scan && progressOf(state.scan, 'poll', this.parts.clock),
      backfill: state.backfill && progressOf(state.backfill, 'backfill', this.parts.clock),
    };
  }

  /** The tenant asked the connection to wait until then; epoch milliseconds. */
  limited(until: number): void {
    if (this.current !== undefined && !this.closed) this.parts.outlet.status({ kind: 'limited', until });
  }

  acknowledge(token: string): boolean {
    return this.delivery.acknowledge(token);
  }

  refuse(token: string, reason: string): boolean {
    return this.delivery.refuse(token, reason);
  }

  /** Stops everything; nothing is sent from now on. Resolves when the state is on disk. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.clearTimer();
    this.delivery.close();
    await this.interrupt();
    if (this.loaded !== undefined) await this.save();
  }

  /** Tenant's time up to which every record was delivered; epoch milliseconds. */
  private get position(): number | undefined {
    const unsettled = this.delivery.earliest();
    return unsettled === undefined ? this.state.position : unsettled.from;
  }

  private follow(message: unknown): Promise<PollSummary> {
    this.following = undefined;
    return this.poll(message);
  }

  private async pollOnce(message: unknown): Promise<PollSummary> {
    const started = this.parts.clock.now();
    this.planNext();
    const counted = { before: undefined as Scan | undefined };
    try {
      await this.load();
      this.parts.outlet.status({ kind: 'polling', count: 0 });
      this.state.scan ??= await this.beginScan();
      const { scan } = this.state;
      counted.before = { ...scan };
      await new PollRun(this.runContext(), scan, 'poll', this.abort.signal, message).run();
      this.finish(scan);
      await this.save();
      return this.succeed(
        summarise(this.parts.settings.resource, scan, counted.before, this.span(started), this.position),
      );
    } catch (error) {
      if (this.abort.signal.aborted) throw interrupted();
      throw this.failPoll(toCoupaError(error), started, counted.before);
    }
  }

  /** The first scan of a node asks for what `start` says; every other reaches back by the overlap behind the position. */
  private async beginScan(): Promise<Scan> {
    const { settings, source } = this.parts;
    this.memory.beginScan();
    const { position } = this.state;
    const scan =
      position === undefined
        ? await this.firstScan()
        : this.newScan(position - settings.overlap - 1000, position);
    if (source.usesNow) scan.now = await this.tenantNow();
    return scan;
  }

  private async firstScan(): Promise<Scan> {
    const { settings } = this.parts;
    const { start, startDate } = settings;
    const from = this.state.restart ?? (start === 'date' ? (startDate ?? 'now') : start);
    if (from === 'beginning') return this.newScan(0);
    const at = from === 'now' ? await this.tenantNow() : from;
    const reach = from === 'now' ? settings.overlap + 1000 : 1000;
    return { ...this.newScan(at - reach, at), silentBefore: at, silentUndated: from === 'now' };
  }

  private newScan(lower: number, from?: number): Scan {
    const none = {
      pages: 0,
      records: 0,
      created: 0,
      updated: 0,
      repeats: 0,
      requests: 0,
      retries: 0,
      unreadable: 0,
    };
    return { poll: randomUUID(), from, lower: Math.max(0, lower), ranges: [{}], ...none };
  }

  /**
   * The tenant's time, from the `Date` of the smallest answer there is. Our own clock is never taken for it: one that is a
   * day ahead would lose a day.
   */
  private async tenantNow(): Promise<number> {
    const { requester, source, settings, clock } = this.parts;
    const now = clock.now();
    const answer = await requester.request({
      path: source.render({ lower: now, now }).with([['limit', 1]]),
      purpose: `reading ${settings.resource}`,
      signal: this.abort.signal,
    });
    const seen = seenAt(answer);
    if (seen !== undefined) return seen;
    throw new CoupaError(
      'COUPA_RESPONSE',
      'The tenant answered without a "Date" header, so its time is not known and the first poll cannot tell what is new. ' +
        'Check whether a proxy takes the header away, or start from a date or from the beginning.',
    );
  }

  private finish(scan: Scan): void {
    this.state.scan = undefined;
    if (scan.unreadable > 0) return;
    const window = this.windowAfter(scan);
    this.state.since ??= scan.from ?? 0;
    this.state.position = this.positionAfter(scan);
    this.state.restart = undefined;
    this.memory.forget((row) => mayComeAgain(row, window));
  }

  private positionAfter(scan: Scan): number | undefined {
    const { settings, source } = this.parts;
    return positionAfter(scan, this.state.position, settings.overlap, source.usesNow);
  }

  private windowAfter(scan: Scan): Window {
    const { settings, source } = this.parts;
    const position = this.positionAfter(scan);
    const next =
      position === undefined ? undefined : source.effectiveLower(position - settings.overlap - 1000);
    return {
      asked: source.effectiveLower(scan.lower),
      next: next === undefined ? undefined : next - settings.createdCheckTolerance,
      byOwnDate: source.byOwnDate,
    };
  }

  private succeed(summary: PollSummary): PollSummary {
    this.failures = 0;
    this.last = summary;
    if (this.closed) return summary;
    this.parts.outlet.summary(summary);
    this.showRest();
    return summary;
  }

  private failPoll(error: CoupaError, started: number, before: Scan | undefined): CoupaError {
    if (this.closed) return error;
    const scan = this.state.scan ?? before ?? this.newScan(0);
    const summary = summarise(
      this.parts.settings.resource,
      scan,
      before ?? scan,
      this.span(started),
      this.position,
    );
    this.last = { ...summary, error: { code: error.code, message: error.message } };
    this.parts.outlet.summary(this.last);
    if (this.loaded !== undefined) this.saver.touch();
    this.failures += 1;
    const { interval } = this.parts.settings;
    if (interval > 0 && !this.state.paused)
      this.schedule(Math.min(interval, firstRetry * 2 ** (this.failures - 1)));
    this.parts.outlet.status({ kind: 'error', error, next: this.nextAt });
    return error;
  }

  private fail(error: CoupaError): void {
    if (this.closed) return;
    this.parts.outlet.error(error);
    this.parts.outlet.status({ kind: 'error', error, next: this.nextAt });
  }

  private runContext() {
    const { settings, requester, source, reader, clock, concurrency, outlet } = this.parts;
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
      windowAfter: (scan: Scan) => this.windowAfter(scan),
      notice: (key: string, text: string) => {
        if (this.state.notices.includes(key)) return;
        this.state.notices.push(key);
        outlet.notice(text);
      },
      problem: (error: CoupaError) => outlet.error(error),
      progressed: () => this.progressed(),
    };
  }

  private progressed(): void {
    this.saver.touch();
    if (this.closed) return;
    const { outlet, clock } = this.parts;
    const scan = this.state.scan ?? this.state.backfill;
    if (scan === undefined) return;
    if (this.delivery.pending >= this.parts.settings.maxInFlight) {
      outlet.status({ kind: 'waiting', pending: this.delivery.pending });
      return;
    }
    if (clock.monotonic() - this.lastShown < statusPace) return;
    this.lastShown = clock.monotonic();
    const long = share(scan) !== undefined;
    const progress = long
      ? progressOf(scan, scan === this.state.scan ? 'poll' : 'backfill', clock)
      : undefined;
    outlet.status({ kind: 'polling', count: scan.created + scan.updated, progress });
    if (progress === undefined || clock.monotonic() - this.lastProgress < progressPace) return;
    this.lastProgress = clock.monotonic();
    outlet.progress(progress);
  }

  private deliveryChanged(): void {
    this.saver.touch();
    if (this.current === undefined && !this.closed) this.showRest();
  }

  private showRest(): void {
    if (this.closed || this.current !== undefined) return;
    const { outlet } = this.parts;
    if (this.delivery.pending > 0) outlet.status({ kind: 'waiting', pending: this.delivery.pending });
    else if (this.state.paused) outlet.status({ kind: 'paused' });
    else if (this.last !== undefined)
      outlet.status({
        kind: 'rest',
        at: Date.parse(this.last.finishedAt),
        count: this.last.created + this.last.updated,
      });
    else outlet.status({ kind: 'new' });
  }

  private startBackfill(): void {
    const { backfill } = this.state;
    if (backfill === undefined || this.backfilling !== undefined || this.state.paused || this.closed) return;
    const before = { ...backfill };
    const started = this.parts.clock.now();
    this.backfilling = new PollRun(this.runContext(), backfill, 'backfill', this.abort.signal)
      .run()
      .then(async () => {
        this.state.backfill = undefined;
        await this.save();
        const summary = summarise(
          this.parts.settings.resource,
          backfill,
          before,
          this.span(started),
          this.position,
        );
        if (!this.closed) this.parts.outlet.summary({ ...summary, backfill: true });
      })
      .catch((error: unknown) => {
        if (!this.abort.signal.aborted) this.fail(toCoupaError(error));
      })
      .finally(() => {
        this.backfilling = undefined;
      });
  }

  private load(): Promise<void> {
    this.loaded ??= this.readStored().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    });
    return this.loaded;
  }

  private async readStored(): Promise<void> {
    const { source, store, outlet } = this.parts;
    const { state, problem } = await store.load().then(
      (document) => readState(document, source),
      (error: unknown) => {
        if (error instanceof DamagedState) return salvageState(error.text, source);
        throw error;
      },
    );
    if (problem !== undefined) outlet.error(problem);
    this.state = state;
    this.memory = new Memory(state.memory);
    this.delivery.restore(state.pending);
    this.startBackfill();
  }

  private document(): object {
    return writeState({ ...this.state, memory: this.memory.toRows(), pending: this.delivery.toRows() });
  }

  private save(): Promise<void> {
    this.saver.touch();
    return this.saver.flush();
  }

  /** Stops what is under way; it can be taken up again. */
  private async interrupt(): Promise<void> {
    this.abort.abort(interrupted());
    await Promise.allSettled([this.current, this.following, this.backfilling]);
    this.abort = new AbortController();
  }

  private planNext(): void {
    const { interval } = this.parts.settings;
    if (interval > 0 && !this.state.paused) this.schedule(interval);
  }

  private schedule(milliseconds: number): void {
    this.clearTimer();
    if (this.closed) return;
    this.nextAt = this.parts.clock.now() + milliseconds;
    this.timer = this.parts.clock.setTimeout(() => this.tick(), milliseconds);
  }

  private clearTimer(): void {
    this.parts.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.nextAt = undefined;
  }

  private tick(): void {
    this.timer = undefined;
    if (this.loaded === undefined && this.parts.settings.interval === 0) {
      this.start();
      return;
    }
    if (this.state.paused) return;
    this.poll().catch((error: unknown) => {
      if (!this.closed && !isInterruption(error)) this.parts.outlet.error(toCoupaError(error));
    });
  }

  private span(startedAt: number): { startedAt: number; finishedAt: number } {
    return { startedAt, finishedAt: this.parts.clock.now() };
  }
}

const interruptions = new WeakSet<Error>();

function interrupted(): CoupaError {
  const error = new CoupaError(
    'COUPA_STATE',
    'The poll was interrupted by a command or a deploy; it is taken up again later.',
  );
  interruptions.add(error);
  return error;
}

function isInterruption(error: unknown): boolean {
  return error instanceof Error && interruptions.has(error);
}

function closedError(): CoupaError {
  return new CoupaError('COUPA_STATE', 'The node was closed by a deploy. Its successor polls.');
}

function toCoupaError(error: unknown): CoupaError {
  if (error instanceof CoupaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CoupaError('COUPA_STATE', `Unexpected failure of the poll engine: ${message}`, { cause: error });
}

function iso(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
