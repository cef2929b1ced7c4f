import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../lib/local/file-store';
import { observe } from '../../lib/opentelemetry/observe';
import { lastHours } from '../../lib/operations/recent-counts';
import { perSecond, RequestMeter } from '../../lib/operations/request-meter';
import { lagOf, lookedAgo, standingOf } from '../../lib/operations/standing';
import { pollParts } from '../../lib/poll/compile/parts';
import type { HandledRecord } from '../../lib/poll/model/report';
import { readPollSettings } from '../../lib/poll/model/settings';
import { Poller, type PollerOutlet } from '../../lib/poll/poller';
import { PollHistory } from '../../lib/poll/tell/history';
import { mostHandled } from '../../lib/poll/undeliverable/handled';
import type { StateStore } from '../../lib/ports/state-store';
import { Telemetry } from '../../lib/ports/telemetry';
import type { TemplateValues } from '../../lib/template/url-template';
import { Sdk } from '../unit/opentelemetry/sdk';
import { FakeClock } from '../unit/poll/rig';
import { DayFlow } from './day-flow';
import { DayTenant, dayBegins } from './day-tenant';
import { entriesHeld, filesIn, heapKilobytes, openFiles } from './held';
import { nextTurn } from './worlds';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The day is four times the same: what is held after a quarter is comparable with what was held after the one before. */
const quarterMs = 6 * hourMs;

/** Turns of the event loop in which nothing is stored, after which nothing is under way. */
const calmTurns = 12;

/** What is held at one moment. */
export interface Holding {
  /** Entries of all maps, sets and lists that the engine has, by where they are. */
  entries: Map<string, number>;
  timers: number;
  openFiles: number;
  files: string[];
  bytes: number;
  heap: number;
  /** Series that monitoring would keep. */
  series: number;
}

/** A document of a node in its file; it is known when it is being written. */
class BusyFile extends FileStore {
  constructor(
    path: string,
    private readonly writes: Set<Promise<void>>,
  ) {
    super(path);
  }

  override async save(document: object): Promise<void> {
    const write = super.save(document);
    this.writes.add(write);
    try {
      await write;
    } finally {
      this.writes.delete(write);
    }
  }
}

/**
 * One poll node through a day of its clock, from its settings to its files, with somebody who watches it in the sidebar: as Node-RED runs
 * it, but for Node-RED and the network. Every six hours the same: the flow refuses everything for a while, what was given up is sent again,
 * and some of it dismissed; the tenant is down for a while; somebody pauses it. In the first six hours it is deployed anew.
 */
export class SimulatedDay {
  /** @param changes records that are changed between two polls */
  static async begin(stepSeconds: number, changes: number): Promise<SimulatedDay> {
    const folder = await mkdtemp(join(tmpdir(), 'coupa-day-'));
    // It is as long as it gets, since a day alone would not fill it.
    await writeFile(join(folder, 'poll-1.handled.json'), JSON.stringify(handledBefore()));
    return new SimulatedDay(stepSeconds * 1000, changes, folder);
  }

  readonly holdings: Holding[] = [];
  polls = 0;
  failedPolls = 0;
  givenUp = 0;
  looks = 0;
  readonly errors: string[] = [];
  readonly notices: string[] = [];
  readonly sdk = new Sdk().start();
  readonly tenant: DayTenant;
  readonly flow: DayFlow;
  private readonly telemetry = new Telemetry();
  private readonly clock: FakeClock;
  private readonly meter: RequestMeter;
  private readonly recent = lastHours();
  private readonly writes = new Set<Promise<void>>();
  private readonly unwatch: () => void;
  private history: PollHistory;
  poller: Poller;

  private constructor(
    private readonly stepMs: number,
    private readonly changes: number,
    private readonly folder: string,
  ) {
    this.unwatch = observe(this.telemetry, 'acme.coupahost.com');
    this.tenant = new DayTenant('acme.coupahost.com', this.telemetry);
    this.flow = new DayFlow(this.tenant);
    // Nothing looks at the clock of the computer: an hour takes what its polls take.
    this.clock = new FakeClock(dayBegins, 0, this.tenant);
    this.meter = new RequestMeter(this.telemetry, this.clock);
    this.history = new PollHistory(this.file('history.json'), this.clock);
    this.poller = this.createPoller();
  }

  /** Lets the day pass. */
  async run(): Promise<void> {
    this.poller.start();
    await this.quiet();
    while (this.tenant.passed < dayMs) {
      const before = this.tenant.passed;
      await this.act(before % quarterMs);
      // Once: with each deploy whatever grows would begin anew.
      if (before === 5 * hourMs) await this.deploy();
      await this.step();
      if (isOver(minuteMs, before, this.tenant.passed)) await this.watch();
      if (isOver(hourMs, before, this.tenant.passed)) await this.measure();
    }
  }

  /** Whatever was given up is sent again to a flow that takes everything, and a last look ends. */
  async comeToRest(): Promise<void> {
    this.flow.isKind = true;
    await this.poller.undeliverables.redeliver();
    const until = this.tenant.passed + hourMs + 10 * minuteMs;
    while (this.tenant.passed < until) await this.step(0);
  }

  /** Closes the node; what is left then of timers, and of polls that telemetry looks at. */
  async stop(): Promise<{ timers: number; gauges: number }> {
    await Promise.all([this.poller.close(), this.history.close()]);
    return { timers: this.clock.pendingTimers, gauges: this.telemetry.gauges.size };
  }

  async close(): Promise<void> {
    await this.stop();
    this.unwatch();
    this.sdk.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What people and things do, by the time of the quarter. */
  private async act(at: number): Promise<void> {
    const isAt = (hours: number) => at >= hours * hourMs && at < hours * hourMs + this.stepMs;
    this.flow.isDown = at >= hourMs && at < 1.3 * hourMs;
    this.tenant.isDown = at >= 3 * hourMs && at < 3.25 * hourMs;
    const { undeliverables } = this.poller;
    if (isAt(2)) await undeliverables.redeliver();
    if (isAt(2.5)) await undeliverables.dismiss();
    if (isAt(4)) await this.poller.pause();
    if (isAt(4.2)) await this.poller.resume();
  }

  private async step(changes = this.changes): Promise<void> {
    this.tenant.step(changes);
    this.clock.advance(this.stepMs);
    await this.quiet();
    this.flow.step(this.poller);
    await this.quiet();
  }

  private async deploy(): Promise<void> {
    await Promise.all([this.poller.close(), this.history.close()]);
    this.history = new PollHistory(this.file('history.json'), this.clock);
    this.poller = this.createPoller();
    this.poller.start();
    await this.quiet();
  }

  /** What the sidebar asks for, and what it shows of it. */
  private async watch(): Promise<void> {
    const { poller, clock } = this;
    const now = clock.now();
    const status = await poller.report();
    const lagMs = lagOf(status, now);
    const standing = standingOf({ status, intervalMs: this.stepMs, lagMs, maxInFlight: 500 });
    lookedAgo(standing, status, now);
    perSecond(this.meter.series());
    this.meter.token();
    this.recent.series(now);
    const { records } = await poller.undeliverables.list();
    if (records[0] !== undefined) await poller.undeliverables.find(records[0].key);
    assert.ok((await this.history.polls()).length <= 50);
  }

  private async measure(): Promise<void> {
    const { poller, history, recent, meter, telemetry, clock, sdk, folder } = this;
    await sdk.forgetSpans();
    const { names, bytes } = filesIn(folder);
    this.holdings.push({
      entries: entriesHeld({ poller, history, recent, meter, telemetry }, [this.tenant, this.flow, clock]),
      timers: clock.pendingTimers,
      openFiles: openFiles(),
      files: names,
      bytes,
      heap: heapKilobytes(),
      series: await sdk.series(),
    });
  }

  /** Until nothing happens by itself any more. */
  private async quiet(): Promise<void> {
    for (let calm = 0; calm < calmTurns; calm += 1) {
      await nextTurn();
      if (this.writes.size === 0) continue;
      await Promise.allSettled(this.writes);
      calm = 0;
    }
  }

  private createPoller(): Poller {
    const interval = this.stepMs / minuteMs;
    const settings = readPollSettings({
      resource: 'invoices',
      start: 'beginning',
      delivery: 'acknowledge',
      interval,
      overlap: Math.max(60, (2 * this.stepMs) / 1000),
      acknowledgeTimeout: Math.max(120, (4 * this.stepMs) / 1000),
      maxAttempts: 2,
      removals: 1,
    });
    const parts = pollParts(settings, {
      origin: `https://${this.tenant.host}`,
      hub: false,
      values: noValues,
    });
    return new Poller({
      ...parts,
      requester: this.tenant,
      store: this.file('json'),
      undeliverableStore: this.file('undeliverable.json'),
      handledStore: this.file('handled.json'),
      clock: this.clock,
      telemetry: this.telemetry,
      node: { id: 'poll-1', name: 'Invoices' },
      concurrency: 4,
      outlet: this.outlet(),
    });
  }

  private outlet(): PollerOutlet {
    const { flow, recent, clock } = this;
    return {
      record: (message) => {
        if (message.coupa.attempt === 1) recent.add(clock.now(), 1);
        flow.take(message);
      },
      undeliverable: () => {
        this.givenUp += 1;
      },
      summary: (summary) => {
        this.polls += 1;
        if (summary.error !== undefined) this.failedPolls += 1;
        this.history.add(summary);
        recent.add(clock.now(), 0, summary.error === undefined ? 0 : 1);
      },
      removals: ({ error }) => {
        if (error === undefined) this.looks += 1;
      },
      progress: () => undefined,
      status: () => undefined,
      error: ({ code }) => {
        if (!this.tenant.isDown) this.errors.push(code);
      },
      notice: (text) => void this.notices.push(String(text)),
    };
  }

  private file(ending: string): StateStore {
    return new BusyFile(join(this.folder, `poll-1.${ending}`), this.writes);
  }
}

/** What was sent again or dismissed before the day. */
function handledBefore(): HandledRecord[] {
  const at = '2026-11-28T08:00:00.000Z';
  return Array.from({ length: mostHandled }, (_, index) => ({
    key: `invoices:${1000 + index}:${at}`,
    id: 1000 + index,
    name: `INV-${1000 + index}`,
    supplier: 'Orchard & Sons',
    act: 'redeliver',
    at,
    result: 'accepted',
  }));
}

/** Its URL names none. */
function noValues(): TemplateValues {
  const none = () => undefined;
  return { env: none, flow: none, global: none, msg: none };
}

/** Whether a span of time ended between two moments. */
function isOver(span: number, before: number, after: number): boolean {
  return Math.floor(before / span) !== Math.floor(after / span);
}
