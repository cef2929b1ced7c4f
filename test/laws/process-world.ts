import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { BoundedPageRoom } from '../../lib/local/bounded-page-room';
import { RateLimit } from '../../lib/local/rate-limit';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Answer, Requester, RequestOptions } from '../../lib/ports/requester';
import { FakeClock, MemoryStore, Rig } from '../unit/poll/rig';
import { type Change, ModelTenant } from './model-tenant';
import { change, contentOf, nextTurn, overlapSeconds } from './worlds';

/**
 * What ends a round: all nodes are stopped and made anew, those that receive records too; or only the polls are; or the process is
 * killed; or nothing happens.
 */
export type End = 'deploy' | 'deploy-polls' | 'kill' | 'none';

/** Everything that happens to one tenant and the polls of one process that read it through one connection. */
export interface ProcessWorld {
  polls: number;
  /** Records there are before. */
  records: number;
  /** Taken one by one while requests are answered. */
  during: Change[];
  /** After so many turns of the event loop a round ends, whatever is under way. */
  rounds: { turns: number; changes: Change[]; end: End }[];
  /** Milliseconds that pass with each look at the clock: what is done between two rests. */
  stepMs: number;
  delivery: 'send' | 'acknowledge';
  pageSize: number;
  /** Bytes of pages under way at once. */
  room: number;
  maxConcurrency: number;
}

/** @param ends what may end a round. */
export function processWorld(...ends: End[]): fc.Arbitrary<ProcessWorld> {
  return fc.record({
    polls: fc.integer({ min: 2, max: 4 }),
    records: fc.nat(30),
    during: fc.array(change, { maxLength: 20 }),
    rounds: fc.array(
      fc.record({
        turns: fc.nat(60),
        changes: fc.array(change, { maxLength: 10 }),
        end: fc.constantFrom(...ends),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    stepMs: fc.constantFrom(0, 1, 2, 400),
    delivery: fc.constantFrom('send' as const, 'acknowledge' as const),
    pageSize: fc.integer({ min: 1, max: 7 }),
    room: fc.constantFrom(200, 2000, 1_000_000),
    maxConcurrency: fc.integer({ min: 1, max: 4 }),
  });
}

/** One process: a connection, its polls, and the nodes behind each of them. */
export class Process {
  readonly tenant = new ModelTenant();
  readonly polls: PollAndFlow[];
  readonly world: ProcessWorld;

  constructor(world: ProcessWorld) {
    this.world = world;
    for (let made = 0; made < world.records; made += 1) this.tenant.apply({ kind: 'create' });
    // What is late beyond the overlap is not promised.
    this.tenant.time += overlapSeconds * 1000;
    const connection = new Connection(this.tenant, world);
    this.polls = Array.from({ length: world.polls }, () => new PollAndFlow(this, connection));
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    this.tenant.script = [...this.world.during];
    for (const { turns, changes, end } of this.world.rounds) {
      for (const one of changes) this.tenant.apply(one);
      this.tenant.time += 5000;
      const polling = this.poll();
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      await this.end(end);
      await (end === 'kill' ? undefined : polling);
    }
    for (const one of this.tenant.script.splice(0)) this.tenant.apply(one);
    for (let round = 0; round < 4; round += 1) {
      this.tenant.time += (overlapSeconds / 2) * 1000;
      await this.poll();
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
    }
  }

  /** All of them poll at once; a poll that is stopped fails. */
  private async poll(): Promise<void> {
    await Promise.all(this.polls.map(({ rig }) => rig.poller.poll().catch(() => undefined)));
  }

  private async end(end: End): Promise<void> {
    if (end === 'none') return;
    await betweenTurns();
    if (end === 'kill') for (const poll of this.polls) poll.kill();
    else await this.deploy(end === 'deploy');
  }

  /** As Node-RED does it: all that is stopped stops at once, and when it has ended, all begins anew. */
  private async deploy(isForAll: boolean): Promise<void> {
    if (isForAll) for (const poll of this.polls) poll.stopReceivers();
    await Promise.all(this.polls.map(({ rig }) => rig.poller.close()));
    for (const poll of this.polls) poll.succeed();
  }
}

/** A poll, and the nodes that receive its records. */
export class PollAndFlow {
  rig: Rig;
  /** What has reached the flow, in order. */
  readonly received: RecordMessage[] = [];
  /** Contents that reached it though it had them: under `acknowledge`, though it had handed them back, and that counted. */
  readonly repeats: number[] = [];
  private readonly had = new Set<number>();
  private readonly stores = { store: new MemoryStore(), undeliverableStore: new MemoryStore() };
  /** The nodes behind it, as they are between two deploys. */
  private receivers = { live: true };

  constructor(
    private readonly process: Process,
    private readonly connection: Requester,
  ) {
    this.rig = this.start();
  }

  stopReceivers(): void {
    this.receivers.live = false;
  }

  /** After a deploy. */
  succeed(): void {
    this.receivers = this.receivers.live ? this.receivers : { live: true };
    this.rig = this.start();
  }

  kill(): void {
    this.receivers.live = false;
    this.receivers = { live: true };
    this.rig.crash();
    this.attach(this.rig);
  }

  private start(): Rig {
    const { delivery, pageSize, stepMs } = this.process.world;
    const { tenant } = this.process;
    const rig: Rig = new Rig(this.connection, {
      ...this.stores,
      config: { delivery, pageSize, start: 'beginning', overlap: overlapSeconds, maxInFlight: 3 },
      clock: new FakeClock(tenant.time, stepMs, tenant),
      landed: () => this.receivers.live,
    });
    this.attach(rig);
    return rig;
  }

  /** A message is with the next node one turn later, unless that was stopped. */
  private attach(rig: Rig): void {
    const { poller } = rig;
    const { receivers } = this;
    rig.onRecord = (message) =>
      void setImmediate(() => {
        if (!receivers.live) return;
        const content = contentOf(message.payload);
        this.received.push(message);
        if (this.had.has(content)) this.repeats.push(content);
        const counts = poller.acknowledge(message.coupa.delivery);
        if (counts || this.process.world.delivery === 'send') this.had.add(content);
      });
  }
}

/** What the polls share: one gate, and room for so many bytes of pages. */
class Connection implements Requester {
  readonly pageRoom: BoundedPageRoom;
  private readonly gate: RateLimit;

  constructor(
    private readonly tenant: ModelTenant,
    { room, maxConcurrency }: ProcessWorld,
  ) {
    this.pageRoom = new BoundedPageRoom(room);
    this.gate = new RateLimit({ requestsPerSecond: 0, maxConcurrency, clock: new FakeClock() });
  }

  async request(options: RequestOptions): Promise<Answer> {
    const signal = options.signal ?? new AbortController().signal;
    const leave = await this.gate.enter(signal, options.priority);
    try {
      await nextTurn();
      signal.throwIfAborted();
      return await this.tenant.request(options);
    } finally {
      leave();
    }
  }
}

/** A moment between two turns of the event loop: what was sent in the last one is still on its way, all that was sent before has landed. */
function betweenTurns(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.once('message', () => {
      port1.close();
      resolve();
    });
    port2.postMessage(0);
  });
}
