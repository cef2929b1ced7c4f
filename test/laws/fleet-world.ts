import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { EngineBook } from '../../lib/fleet/book/engine-book';
import { Candidate } from '../../lib/fleet/candidate';
import { CommandRelay, type Serving } from '../../lib/fleet/command-relay';
import { FirstHand } from '../../lib/fleet/delivery/first-hand';
import { Receiver } from '../../lib/fleet/delivery/receiver';
import { StreamOutlet } from '../../lib/fleet/delivery/stream-outlet';
import type { Engine } from '../../lib/fleet/engine/engine';
import type { Exchanged } from '../../lib/fleet/engine/exchanges';
import { FencedStore } from '../../lib/fleet/fenced-store';
import { PageDesk } from '../../lib/fleet/pages/page-desk';
import { PageWorker } from '../../lib/fleet/pages/page-worker';
import type { Term } from '../../lib/fleet/term';
import { whileAlive } from '../../lib/fleet/while-alive';
import { WitnessKeeper } from '../../lib/fleet/witness-keeper';
import { AfterFleet } from '../../lib/member/after-fleet';
import { FleetBook } from '../../lib/member/fleet-book';
import { LeftBook } from '../../lib/member/left-book';
import { LeftMark } from '../../lib/member/left-mark';
import { LocalBook } from '../../lib/member/local-book';
import { WritingBack } from '../../lib/member/writing-back';
import { type Command, runCommand } from '../../lib/poll/command';
import type { RecordMessage } from '../../lib/poll/model/message';
import { readPollSettings } from '../../lib/poll/model/settings';
import { readForOthers } from '../../lib/poll/run/page-for-others';
import type { Requester, RequestOptions } from '../../lib/ports/requester';
import type { StateStore } from '../../lib/ports/state-store';
import { ModelEngine } from '../unit/fleet/model-engine';
import { FakeClock, MemoryStore, Rig, type RigOptions, readerOf } from '../unit/poll/rig';
import { type Act, FleetOperator } from './fleet-operator';
import { type Change, ModelTenant } from './model-tenant';
import { nextTurn, overlapSeconds } from './worlds';

/**
 * What happens to a fleet, besides what happens to its tenant. `leave`: an instance is deployed without a fleet, and polls by itself;
 * `return`: it is deployed with the fleet again. `off`: it is shut down until it is deployed in either way.
 */
export type Mishap =
  | {
      kind: (typeof strokes)[number];
      instance: number;
    }
  | { kind: 'rewind'; writes: number }
  /** The engine's clock is set, for good. */
  | { kind: 'clock'; by: number }
  /** `expire`: what was put aside of pages that others read is gone. `fill`: its memory is full, until it is `drain`ed. */
  | { kind: 'flush' | 'expire' | 'fill' | 'drain' };

const strokes = [
  ...(['stop', 'continue', 'kill', 'wipe', 'close', 'swallow', 'delay', 'partition', 'heal'] as const),
  ...(['leave', 'return', 'off'] as const),
] as const;

/** Where an instance polls. */
type Place = 'fleet' | 'alone' | 'off';

/** What happens between two moments. */
export interface Moment {
  ms: number;
  changes: Change[];
  mishaps: Mishap[];
  /** What somebody does with undeliverable records. Default: nothing. */
  acts?: Act[];
  /** The fleet is given up: all but the leader are shut down, then that polls by itself; or all come back. Default: neither. */
  moves?: 'out' | 'back' | undefined;
}

export interface FleetWorld {
  delivery: 'send' | 'acknowledge';
  pageSize: number;
  moments: Moment[];
  /** Records that the fleet has in hand at most. */
  maxInFlight: number;
  /** Which sendings are never acknowledged, by their number. */
  ignored: number[];
  /** Which sendings are refused. */
  refused: number[];
  /** Sendings of a record, after which it is given up. Default: more than there ever are. */
  maxAttempts?: number;
  /** Which sendings are answered by another instance than the one that has them. */
  elsewhere: number[];
  /** Which sendings the flow keeps for a while before it acknowledges or refuses them. Default: none. */
  slow?: number[];
  /** The leader's own flow takes records, and says what came of them, as those of the others do. Default: it does not. */
  isApart?: boolean;
  /** The other instances are shut down before anything happens, once all know of the fleet. Default: they are not. */
  isLonely?: boolean;
}

/** One record as it left. */
export interface Sent {
  instance: number;
  /** How often the engine had forgotten something when it was taken; `alone`, and which time, where the instance polled by itself. */
  generation: number | string;
  message: RecordMessage;
  /** Whose process sent it into its own flow, past the engine. Absent: it went through that. */
  atOnceBy?: string;
  /** It was to be acknowledged, and the node was stopped before the flow could. */
  isCutShort?: boolean;
}

export const leaseMs = 3000;
const acknowledgeTimeoutMs = 2000;
/** After which the engine gets what was given up by then. */
const delayMs = 2500;
/** For which a slow flow keeps a record: others come, and much may happen. */
const slowMs = 1200;
export const pollName = 'poll';

/** After which a fleet that has still something to do is taken for stuck: longer than the pauses of many attempts. */
const mostSlices = 1500;

/** Milliseconds, less than between two renewals. */
export const longestSlice = 700;

const size = 3;

/** A tenant by whose time everything goes. */
export interface FleetTenant extends Requester {
  /** Milliseconds that have passed, whatever its clock says. */
  passed: number;
  /** Its clock, epoch milliseconds. */
  readonly time: number;
}

/** What is read, and how; beside what the world says. */
export type Looks = Pick<RigOptions, 'config' | 'source' | 'marks'>;

/** Three instances, one engine, one tenant. */
export class FleetOf<Tenant extends FleetTenant> {
  readonly engine = new ModelEngine(() => this.tenant.passed + this.ahead, true);
  /** Milliseconds by which the engine's clock was set. */
  private ahead = 0;
  /** What the engine gets after whoever asked for it has given it up. */
  private delayed: { at: number; carryOut(): Promise<unknown> }[] = [];
  readonly sent: Sent[] = [];
  readonly operator = new FleetOperator();
  readonly instances: Instance[];
  private sendings = 0;
  /** A flow got a record. */
  onRecord: (message: RecordMessage) => void = () => {};
  /** The engine has a document, and has forgotten nothing since that was sent. */
  onSave: (document: object) => void = () => {};

  constructor(
    readonly world: FleetWorld,
    readonly tenant: Tenant,
    readonly looks: Looks = {},
  ) {
    this.instances = Array.from({ length: size }, (_, index) => new Instance(this, index));
  }

  /** Lets time pass, and whatever is ready then happen. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= longestSlice) await this.passSlice(Math.min(left, longestSlice));
  }

  private async passSlice(ms: number): Promise<void> {
    this.tenant.passed += ms;
    this.carryOutDelayed();
    for (let round = 0; round < 2; round += 1) {
      for (const instance of this.instances) instance.wake();
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
    }
  }

  /** The engine gets it later. */
  delay(carryOut: () => Promise<unknown>): void {
    this.delayed.push({ at: this.tenant.passed + delayMs, carryOut });
  }

  private carryOutDelayed(): void {
    const due = this.delayed.filter(({ at }) => at <= this.tenant.passed);
    this.delayed = this.delayed.filter((one) => !due.includes(one));
    for (const { carryOut } of due) void carryOut().catch(() => undefined);
  }

  strike(mishap: Mishap): void {
    if (mishap.kind === 'clock') this.ahead += mishap.by;
    else if (mishap.kind === 'fill' || mishap.kind === 'drain') this.engine.isFull = mishap.kind === 'fill';
    else if (mishap.kind === 'flush') {
      this.engine.flush();
      this.operator.forgets();
    } else if (mishap.kind === 'rewind') {
      this.engine.rewind(mishap.writes);
      this.operator.forgetsLatest();
    } else if (mishap.kind === 'expire') this.engine.expire(pollName);
    else if ('instance' in mishap) this.instances[mishap.instance % size]?.strike(mishap.kind);
  }

  /** Documents that the engine had got: whose process sent it, and how many records had been sent by then. */
  readonly saves: { by: string; sent: number }[] = [];

  /** Pages that were read by instances which do not lead. */
  readElsewhere = 0;

  /** Asks whoever leads to send everything again. @returns whether it has said that it will. */
  async backfill(): Promise<boolean> {
    let isAccepted = false;
    this.leader?.poller.backfill({ from: 'beginning', to: undefined }).then(
      () => {
        isAccepted = true;
      },
      () => undefined,
    );
    for (let slice = 0; slice < 5 && !isAccepted; slice += 1) await this.pass(longestSlice);
    return isAccepted;
  }

  /**
   * As somebody does it who takes care: one after the other.
   *
   * @param rests whether a fleet that is left comes to rest before: what is under way otherwise may come again, from the engine, when the
   * fleet is back. Default: yes.
   */
  async move(way: 'out' | 'back', { rests = true } = {}): Promise<void> {
    while (this.instances.some(({ isDeployed }) => !isDeployed)) await this.pass(longestSlice);
    if (way === 'out') {
      const last = this.instances.find(({ isLeading }) => isLeading);
      if (last === undefined) return;
      if (rests) await this.steer(last, 'pause');
      for (let slice = 0; rests && slice < mostSlices && this.engine.kept(pollName) > 0; slice += 1)
        await this.pass(longestSlice);
      await this.bring(
        this.instances.filter((instance) => instance !== last),
        'off',
      );
      await this.bring([last], 'alone');
      if (rests) await this.steer(last, 'resume');
    } else {
      await this.bring(
        this.instances.filter(({ isAlone }) => isAlone),
        'fleet',
      );
      await this.bring(this.instances, 'fleet');
    }
  }

  private async steer(instance: Instance, kind: 'pause' | 'resume'): Promise<void> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    instance.command({ kind }).then(done, done);
    while (!isDone) await this.pass(longestSlice);
  }

  /** All instances but one are shut down. */
  async thin(): Promise<void> {
    await this.bring(this.instances.slice(1), 'off');
  }

  private async bring(instances: readonly Instance[], place: Place): Promise<void> {
    for (;;) {
      // Each is asked, whatever the one before says.
      const settled = instances.map((instance) => instance.settle(place));
      if (settled.every((is) => is)) return;
      await this.pass(longestSlice);
    }
  }

  /** Who leads, or polls by itself, and can be asked. */
  get leader(): Rig | undefined {
    return this.instances.find(({ isLeading }) => isLeading)?.rig ?? this.lonely;
  }

  private get lonely(): Rig | undefined {
    return this.instances.find(({ isAlone }) => isAlone)?.ownRig;
  }

  /** What somebody wants of undeliverable records; lost where nobody leads. */
  act(one: Act): void {
    const { leader } = this;
    if (leader !== undefined) void this.operator.act(leader, one);
  }

  /** Keys of undeliverable records, once none of them is on its way. */
  async undeliverable(): Promise<Set<string>> {
    for (let slice = 0; slice < mostSlices; slice += 1) {
      const { leader } = this;
      const list = await leader?.poller.undeliverables.list();
      if (list?.redelivering === 0) return new Set(list.records.map(({ key }) => key));
      await this.pass(longestSlice);
    }
    throw new Error('something is sent again for ever, or nobody leads');
  }

  /** Somebody asks an instance, whichever leads. Settles never if that instance, or the one that leads, is killed meanwhile. */
  ask(instance: number, command: Command): Promise<unknown> {
    return this.instances[instance % size]?.ask(command) ?? Promise.reject(unreachable());
  }

  /** Everything works from now on. */
  mend(): void {
    this.engine.isFull = false;
    for (const instance of this.instances) instance.mend();
  }

  /** Everything works again, until nothing is left to be done: in the fleet, whoever left it. */
  async rest(isDone: () => boolean): Promise<void> {
    this.mend();
    await this.move('back');
    await this.pass(overlapSeconds * 1000);
    // What waited for the last one is sent behind it.
    for (let slice = 0, idle = 0; slice < mostSlices && idle < 2; slice += 1) {
      idle = this.isIdle(isDone) ? idle + 1 : 0;
      if (idle < 2) await this.pass(longestSlice);
    }
  }

  private isIdle(isDone: () => boolean): boolean {
    return this.engine.kept(pollName) === 0 && isDone();
  }

  async end(): Promise<void> {
    const closing = this.instances.map((instance) => instance.close());
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    await Promise.all(closing);
    for (const instance of this.instances) instance.bury();
  }

  /** What the flow of an instance does with a record. */
  take(sent: Sent): void {
    this.sent.push(sent);
    this.onRecord(sent.message);
    this.operator.gets(sent.message);
    this.sendings += 1;
    const { delivery, ignored, refused, elsewhere, slow = [] } = this.world;
    if (ignored.includes(this.sendings)) return;
    const isRefused = refused.includes(this.sendings);
    const shift = elsewhere.includes(this.sendings) ? 1 : 0;
    const [holder, other] = [0, shift].map((by) => this.instances[(sent.instance + by) % size]);
    const isSlow = delivery === 'acknowledge' && slow.includes(this.sendings);
    const answer = () => {
      // Node-RED gives a node that it stops nothing more.
      const where = other?.answersFor(sent) === true ? other : holder;
      if (!where?.answersFor(sent)) {
        sent.isCutShort = this.world.delivery === 'acknowledge';
        return;
      }
      if (!isRefused) this.operator.takes(sent.message);
      sent.isCutShort = false;
      where.answer(sent.message.coupa.delivery, isRefused);
    };
    if (!isSlow) setImmediate(answer);
    else {
      sent.isCutShort = true;
      holder?.later(slowMs, answer);
    }
  }
}

/** The same over the tenant of most laws. */
export class Fleet extends FleetOf<ModelTenant> {
  constructor(world: FleetWorld) {
    super(world, new ModelTenant());
  }
}

/** A file that is renamed once the fleet has what is in it. */
class OwnFile extends MemoryStore {
  async handedOver(): Promise<void> {
    this.text = undefined;
  }
}

/** What stands in the way of the engine, or of what the fleet has to do with it. */
interface Member {
  candidate: Candidate;
  receiver: Receiver;
  worker: PageWorker;
}

/** One Node-RED: it may be stopped, killed and started again, or cut off. */
class Instance {
  private clock: FakeClock;
  private member: Member | undefined;
  private alone: Rig | undefined;
  private place: Place = 'fleet';
  /** How often it has begun to poll by itself. */
  private timesAlone = 0;
  private generation = 0;
  /** Which one it was when the engine said last that this instance leads. */
  private confirmed = 0;
  /** Tokens of what it has fetched. */
  private readonly fetched = new Set<string>();
  private isClosing = false;
  private runs = 0;
  private isStopped = false;
  private isCutOff = false;
  private swallows = 0;
  private delays = 0;
  private waiting: (() => void)[] = [];
  private closing = new AbortController();
  private own: FirstHand;
  private readonly witnesses = new MemoryStore();
  private readonly position = new OwnFile();
  private readonly mark = new LeftMark(new MemoryStore());
  private readonly copies = new Map<string, string>();
  private book = new OwnFile();
  private led: { rig: Rig; term: Term; outbox: StreamOutlet; serving: Serving } | undefined;
  /** Pollers of what was killed, which wait for ever. */
  private readonly dead: Rig[] = [];

  constructor(
    private readonly fleet: FleetOf<FleetTenant>,
    private readonly index: number,
  ) {
    this.clock = this.newClock();
    this.own = new FirstHand(this.run);
    this.start();
  }

  /** What tells it from every other, until it is killed. */
  private get run(): string {
    return `${this.index}.${this.runs}`;
  }

  /** Whether the flow can hand this back here. */
  answersFor({ instance, generation }: Sent): boolean {
    if (!this.isAnswering) return false;
    if (typeof generation === 'number') return this.place === 'fleet';
    return instance === this.index && generation === this.inAlone;
  }

  private get isAnswering(): boolean {
    return !this.isStopped && !this.isClosing;
  }

  private get inAlone(): string {
    return `alone ${this.index}.${this.timesAlone}`;
  }

  /** The poller of its last term. */
  get rig(): Rig | undefined {
    return this.led?.rig;
  }

  /** Whether no deploy is under way. */
  get isDeployed(): boolean {
    return !this.isClosing;
  }

  /** Whether it polls by itself, and can be asked. */
  get isAlone(): boolean {
    return this.isAnswering && this.place === 'alone';
  }

  /** Its poller while it polls by itself. */
  private get atHand(): { own?: FirstHand } {
    return this.fleet.world.isApart ? {} : { own: this.own };
  }

  get ownRig(): Rig | undefined {
    return this.alone;
  }

  /** Whether it leads, and can be asked. */
  get isLeading(): boolean {
    return this.isAnswering && this.place === 'fleet' && this.led?.term.isAlive === true;
  }

  /** It is told something at the place where it polls. */
  async command(command: Command): Promise<unknown> {
    const poller = this.isAlone ? this.alone?.poller : this.led?.rig.poller;
    return poller === undefined ? undefined : runCommand(poller, command);
  }

  /** As a node of a fleet does it: it carries the command out, or has it carried out. */
  async ask(command: Command): Promise<unknown> {
    if (!this.isAnswering) throw unreachable();
    const { led, closing, clock } = this;
    if (led?.term.isAlive) {
      await led.serving.behindOthers();
      return runCommand(led.rig.poller, command);
    }
    const engine = this.reach(this.fleet.engine, this.runs);
    return new CommandRelay({ engine, poll: pollName, clock }).ask(command, closing.signal);
  }

  /** The flow hands a record back. */
  answer(token: string, isRefused: boolean): void {
    const flow = this.place === 'alone' ? this.alone?.poller : this.member?.receiver;
    if (isRefused) flow?.refuse(token, 'refused');
    else flow?.acknowledge(token);
  }

  /** Of its flow, unless it is killed before. */
  later(ms: number, then: () => void): void {
    this.clock.setTimeout(then, ms);
  }

  /** Fires what is due. */
  wake(): void {
    if (!this.isStopped) this.clock.advance(0);
  }

  strike(kind: (typeof strokes)[number]): void {
    if (kind === 'stop') this.isStopped = true;
    else if (kind === 'continue') this.continue();
    else if (kind === 'partition') this.isCutOff = true;
    else if (kind === 'heal') this.isCutOff = false;
    else if (kind === 'swallow') this.swallows += 1;
    else if (kind === 'delay') this.delays += 1;
    else if (kind === 'kill') this.kill();
    else if (kind === 'wipe') this.wipe();
    else if (!this.isStopped && !this.isClosing) this.deploy(kind);
  }

  private deploy(kind: 'close' | 'leave' | 'return' | 'off'): void {
    const places = { close: this.place, leave: 'alone', return: 'fleet', off: 'off' } as const;
    this.restart(places[kind]);
  }

  /** Deployed as it is to be in the end, if it is not. @returns whether it is. */
  settle(place: Place): boolean {
    if (this.place === place) return !this.isClosing;
    if (!this.isClosing) this.restart(place);
    return false;
  }

  mend(): void {
    this.isCutOff = false;
    this.swallows = 0;
    this.delays = 0;
    this.continue();
  }

  async close(): Promise<void> {
    const { member, alone } = this;
    await Promise.all([member && this.closeInTurn(member), member?.worker.close(), alone?.poller.close()]);
  }

  /** What waits with a signal that Node.js made of several is kept for as long as that is not aborted, and whole worlds with it. */
  bury(): void {
    for (const { poller } of this.dead.splice(0)) void poller.close();
  }

  private async closeInTurn({ receiver, candidate }: Member): Promise<void> {
    const { led } = this;
    await receiver.close();
    await led?.outbox.leave().catch(() => undefined);
    await candidate.close();
  }

  /** What was killed may never do anything again: it belongs to a run that is over. */
  private kill(): void {
    this.runs += 1;
    this.closing = new AbortController();
    this.own = new FirstHand(this.run);
    for (const rig of [this.led?.rig, this.alone]) if (rig !== undefined) this.dead.push(rig);
    this.led = undefined;
    this.waiting = [];
    this.isStopped = false;
    this.isClosing = false;
    this.clock = this.newClock();
    this.start();
  }

  /** Killed, and its user directory is gone, as far as undeliverable records are concerned. */
  private wipe(): void {
    this.book = new OwnFile();
    this.kill();
  }

  /** Stops as a deploy does, and starts again. */
  private restart(place: Place): void {
    const run = this.runs;
    this.isClosing = true;
    this.closing.abort();
    void this.close().then(() => {
      if (run !== this.runs) return;
      this.place = place;
      this.kill();
    });
  }

  private newClock(): FakeClock {
    return new FakeClock(this.fleet.tenant.time + this.index * 3_600_000, 0, this.fleet.tenant);
  }

  private continue(): void {
    this.isStopped = false;
    for (const go of this.waiting.splice(0)) go();
  }

  private start(): void {
    this.member = this.place === 'fleet' ? this.join() : undefined;
    this.alone = this.place === 'alone' ? this.pollAlone() : undefined;
  }

  /** As a node without a fleet, which may have been in one. */
  private pollAlone(): Rig {
    const { fleet, clock, index, runs: run, witnesses } = this;
    this.timesAlone += 1;
    const generation = this.inAlone;
    const left = {
      witnesses: new WitnessKeeper(witnesses, clock, () => undefined),
      polls: (goesOn: boolean) => this.mark.polls(goesOn),
      forget: async () => {
        witnesses.text = undefined;
      },
    };
    const store = witnesses.text === undefined ? this.position : new AfterFleet(this.position, left);
    const rig = new Rig(
      { request: (request) => this.through(run, () => fleet.tenant.request(request)) },
      {
        ...fleet.looks,
        config: this.config,
        store: this.reachDisk(store, run),
        undeliverableStore: new LeftBook(this.book),
        clock,
        concurrency: 2,
      },
    );
    rig.onRecord = (message) => {
      if (run === this.runs) fleet.take({ instance: index, generation, message });
    };
    rig.onUndeliverable = (message, reason) => {
      if (run === this.runs) fleet.operator.tells(message, reason);
    };
    rig.poller.start();
    return rig;
  }

  /** What is on its way to the disk when the process is killed or stopped does not get there, or later. */
  private reachDisk(store: StateStore, run: number): StateStore {
    return {
      load: () => this.through(run, () => store.load()),
      save: (document) => this.through(run, () => store.save(document)),
      keep: (kind, text) => {
        this.copies.set(kind, text);
        return Promise.resolve(kind);
      },
    };
  }

  private get config(): Record<string, unknown> {
    const { delivery, pageSize, maxInFlight, maxAttempts = 50 } = this.fleet.world;
    return {
      delivery,
      pageSize,
      maxInFlight,
      interval: 0.05,
      overlap: overlapSeconds,
      acknowledgeTimeout: acknowledgeTimeoutMs / 1000,
      maxAttempts,
      ...this.fleet.looks.config,
    };
  }

  private join(): Member {
    const { clock, witnesses } = this;
    const engine = this.reach(this.fleet.engine, this.runs);
    const receiver = this.receive(engine, clock);
    const worker = this.readPages(engine, clock);
    const keeper = new WitnessKeeper(witnesses, clock, () => undefined);
    const candidate = new Candidate({
      engine,
      poll: pollName,
      instance: `instance ${this.index}`,
      run: `${this.index}.${this.runs}`,
      leaseMs,
      mayLead: true,
      clock,
      witnesses: keeper,
      standsBy: () => undefined,
      failed: () => undefined,
      lead: (term) => this.lead(term, engine, clock, keeper),
    });
    candidate.start();
    receiver.start();
    worker.start();
    return { candidate, receiver, worker };
  }

  private readPages(engine: Engine, clock: FakeClock): PageWorker {
    const { fleet, runs: run } = this;
    const settings = readPollSettings(fleet.looks.config ?? {});
    const request = (options: RequestOptions) => this.through(run, () => fleet.tenant.request(options));
    const parts = { requester: { request }, reader: readerOf(settings), settings, clock };
    return new PageWorker({
      engine,
      poll: pollName,
      shape: 'shape',
      clock,
      isLeading: () => this.led?.term.isAlive === true,
      read: async (path, signal) => {
        const page = await readForOthers(parts, path, signal);
        if (page !== undefined) fleet.readElsewhere += 1;
        return page;
      },
      failed: () => undefined,
    });
  }

  private receive(engine: Engine, clock: FakeClock): Receiver {
    const { fleet, index, runs: run } = this;
    const { delivery, maxInFlight } = fleet.world;
    return new Receiver({
      engine,
      poll: pollName,
      run: `${index}.${run}`,
      clock,
      maxInFlight,
      by: delivery === 'send' ? { kind: 'turn' } : { kind: 'flow', acknowledgeTimeoutMs },
      deadMs: leaseMs,
      ...this.atHand,
      deliver: (object, token) => {
        if (run !== this.runs) return;
        const message = object as RecordMessage;
        message.coupa.delivery = token;
        message.coupa.attempt = Number(token.slice(token.lastIndexOf('.') + 1));
        const isFetched = this.fetched.has(token);
        const generation = isFetched ? this.generation : this.confirmed;
        fleet.take({ instance: index, generation, message, ...(!isFetched && { atOnceBy: this.run }) });
      },
    });
  }

  private lead(term: Term, engine: Engine, clock: FakeClock, keeper: WitnessKeeper) {
    const { fleet } = this;
    const run = this.runs;
    const disk = this.reachDisk(this.position, run);
    const local = {
      load: () => disk.load(),
      save: (document: object) => disk.save(document),
      handedOver: () => this.through(run, () => this.position.handedOver()),
      leaves: (write: string) => this.through(run, () => this.mark.leaves(write)),
      leftWith: () => this.mark.leftWith(),
    };
    const fenced = new FencedStore({
      engine,
      poll: pollName,
      term,
      clock,
      memory: {
        get witness() {
          return keeper.witness;
        },
        isLater: (witness) => keeper.isLater(witness),
        remember: async () => this.member?.candidate.remember(),
      },
      local,
      keep: (kind, text) => {
        this.copies.set(kind, text);
        return Promise.resolve(kind);
      },
    });
    const failed = () => undefined;
    const outbox = new StreamOutlet({
      ...this.atHand,
      term,
      store: fenced,
      clock,
      deadMs: leaseMs,
      failed,
    });
    const readers = new PageDesk({
      engine,
      poll: pollName,
      shape: 'shape',
      term,
      clock,
      deadMs: leaseMs,
      worthBytes: 0,
      others: () => size - 1,
      flush: () => fenced.flush(),
    });
    const undeliverableStore = new FleetBook(
      new EngineBook(fenced),
      new LocalBook({ store: this.book, clock, failed }),
    );
    const store = new WritingBack(fenced, local, failed, undeliverableStore, () => keeper.copied());
    const by = this.run;
    const heard: StateStore = {
      load: () => store.load(),
      keep: (kind, text) => store.keep(kind, text),
      save: async (document) => {
        const { generation } = fleet.engine;
        await store.save(document);
        fleet.saves.push({ by, sent: fleet.sent.length });
        if (generation === fleet.engine.generation) fleet.onSave(document);
      },
    };
    const rig = new Rig(
      { request: (request) => this.through(run, () => fleet.tenant.request(request)) },
      {
        ...fleet.looks,
        config: this.config,
        store: heard,
        undeliverableStore,
        outbox,
        readers,
        clock,
        concurrency: 2,
        wrap: (outlet) => whileAlive(outlet, term),
      },
    );
    rig.onUndeliverable = (message, reason) => {
      if (run === this.runs) fleet.operator.tells(message, reason);
    };
    const ending = new AbortController();
    const relay = new CommandRelay({ engine, poll: pollName, clock });
    rig.poller.start();
    const serving = relay.serve((asked) => runCommand(rig.poller, asked as Command), ending.signal);
    this.led = { rig, term, outbox, serving };
    return {
      get cannotBegin() {
        return rig.poller.cannotBegin;
      },
      close: () => {
        ending.abort();
        outbox.close();
        store.writeBack();
        return rig.poller.close();
      },
    };
  }

  /** Everything of a run comes in through here: nothing while it is stopped, and nothing once it was killed. */
  private async through<Result>(run: number, work: () => Promise<Result>): Promise<Result> {
    await (this.isOpen(run) ? undefined : this.open(run));
    const result = await work().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await (this.isOpen(run) ? undefined : this.open(run));
    return result();
  }

  private isOpen(run: number): boolean {
    return run === this.runs && !this.isStopped;
  }

  private async open(run: number): Promise<void> {
    if (run !== this.runs) await new Promise(() => {});
    if (!this.isStopped) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    await this.open(run);
  }

  private fetches({ records }: Exchanged, { generation }: ModelEngine): void {
    this.generation = generation;
    for (const { token } of records) this.fetched.add(token);
  }

  private reach(engine: ModelEngine, run: number): Engine {
    const { fleet } = this;
    const known = new Map<PropertyKey, unknown>();
    return new Proxy(engine, {
      get: (target, verb) => {
        const reaching = known.get(verb);
        if (reaching !== undefined) return reaching;
        const member: unknown = Reflect.get(target, verb);
        if (typeof member !== 'function') return member;
        const reach = (...args: unknown[]) =>
          this.through(run, async () => {
            if (this.isCutOff) throw unreachable();
            if (this.delays > 0) {
              this.delays -= 1;
              fleet.delay(() => Reflect.apply(member, target, args) as Promise<unknown>);
              throw unreachable();
            }
            const answer: unknown = await Reflect.apply(member, target, args);
            if (verb === 'exchange') this.fetches(answer as Exchanged, target);
            if (verb === 'gather') this.confirmed = target.generation;
            if (this.swallows === 0) return answer;
            this.swallows -= 1;
            throw unreachable();
          });
        known.set(verb, reach);
        return reach;
      },
    });
  }
}

function unreachable(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);
}
