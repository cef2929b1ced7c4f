/** One end of the way through an engine, as a process of its own: the leader, who hands records over, or one who takes them. */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../lib/base/clock';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import { StreamOutlet } from '../../../lib/fleet/delivery/stream-outlet';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { FencedStore } from '../../../lib/fleet/fenced-store';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import { Term } from '../../../lib/fleet/term';
import type { OutboxRow } from '../../../lib/ports/outbox';
import { makeBodies } from '../server/shapes';

/** What such a process is told. */
export interface PathOrder {
  name: string;
  isLeader: boolean;
  engine: string;
  /** Bytes of a record, about. */
  size: number;
  maxInFlight: number;
}

/** What the leader answers. */
export interface Passed {
  /** Records that were settled. */
  perSecond: number;
}

const poll = 'path';
const deadMs = 10_000;
const saveEveryMs = 1000;
const clock = systemClock;
const { name, isLeader, engine: url, size, maxInFlight } = JSON.parse(process.argv[2] ?? '') as PathOrder;
const engine = new RedisEngine({ addresses: readEngineAddresses(url, false), clock }, 'bench');

/** Keeps as many records under way as there may be. */
class Leader {
  settled = 0;
  private sent = 0;
  private readonly rows = new Map<string, OutboxRow>();
  private readonly messages = makeBodies({ shape: 'lines', size }).map((body) => {
    const payload: unknown = JSON.parse(`{${body.toString()}`);
    return JSON.stringify({ payload, coupa: { key: 'key' } });
  });

  constructor(
    private readonly store: FencedStore,
    private readonly outlet: StreamOutlet,
  ) {}

  start(): void {
    this.outlet.open({
      acknowledge: (token) => this.settle(token),
      refuse: () => fail('a record was refused'),
      sendAgain: () => fail('a record was given back'),
    });
    while (this.rows.size < maxInFlight) this.send();
    void this.save();
  }

  private settle(token: string): boolean {
    const id = token.slice(0, token.lastIndexOf('.'));
    if (!this.rows.delete(id)) return false;
    this.settled += 1;
    this.outlet.forget(id);
    this.send();
    return true;
  }

  private send(): void {
    this.sent += 1;
    const id = `record${this.sent}`;
    const row = { id, attempt: 1, message: this.messages[this.sent % this.messages.length] ?? '' };
    this.rows.set(id, row);
    this.outlet.send(`${id}.1`, row);
  }

  private async save(): Promise<void> {
    for (;;) {
      await pause(saveEveryMs);
      await this.store.save({ position: this.settled, pending: [...this.rows.values()] });
    }
  }
}

async function lead(): Promise<void> {
  const bid = { instance: name, run: name, leaseMs: 600_000, random: name };
  const campaign = await engine.campaign(poll, bid);
  if (campaign.kind !== 'won') fail('another leads');
  const term = new Term(campaign.term, 600_000, clock, fail);
  const local = { load: async () => ({ position: 0, pending: [] }), handedOver: async () => undefined };
  const store = new FencedStore({
    engine,
    poll,
    term,
    clock,
    memory: { witness: undefined, isLater: () => false, remember: async () => undefined },
    local,
  });
  await store.load();
  const leader = new Leader(store, new StreamOutlet({ term, store, clock, deadMs, failed: fail }));
  leader.start();
  process.on('message', ({ ms }: { ms: number }) => {
    void measure(leader, ms).then((passed) => process.send?.(passed));
  });
}

async function measure(leader: Leader, ms: number): Promise<Passed> {
  // The first ones warm it up.
  await pause(ms / 4);
  const [before, begun] = [leader.settled, performance.now()];
  await pause(ms);
  return { perSecond: ((leader.settled - before) / (performance.now() - begun)) * 1000 };
}

function receive(): void {
  const receiver: Receiver = new Receiver({
    engine,
    poll,
    run: name,
    clock,
    maxInFlight,
    by: { kind: 'turn' },
    deadMs,
    deliver: () => undefined,
  });
  receiver.start();
}

function fail(why: unknown): never {
  process.stderr.write(`${name}: ${String(why)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  if (isLeader) await lead();
  else receive();
  process.stdout.write('ready\n');
}

main().catch(fail);
