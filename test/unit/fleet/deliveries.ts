import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { FirstHand } from '../../../lib/fleet/delivery/first-hand';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import type { ReceiverParts } from '../../../lib/fleet/delivery/receiver-parts';
import { StreamOutlet } from '../../../lib/fleet/delivery/stream-outlet';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { FencedStore } from '../../../lib/fleet/fenced-store';
import { type EndOfTerm, Term } from '../../../lib/fleet/term';
import type { Delivery, DeliveryOutlet } from '../../../lib/poll/delivery/delivery';
import { deliveryFor } from '../../../lib/poll/delivery/delivery-for';
import type { Patience } from '../../../lib/poll/delivery/patience';
import { SendingOrder } from '../../../lib/poll/delivery/sending-order';
import type { Settlement } from '../../../lib/poll/delivery/settlement';
import { givingUp, toOutbox } from '../../../lib/poll/delivery/to-outbox';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { PendingRow } from '../../../lib/poll/model/state';
import { invoiceMessage } from '../poll/invoice-message';
import { FakeClock, turns } from '../poll/rig';
import { ModelEngine, noMemory } from './model-engine';

export const deadMs = 10_000;
const poll = 'poll';

/** Between an instance and the engine. */
export interface Line {
  engine: Engine;
  /** What happens to the calls of a verb: they do not arrive, or their replies do not. */
  broken: Map<keyof Engine, 'cut' | 'deaf'>;
}

/** What a fleet's deliveries are made of, over the model of an engine. */
export class Fleet {
  readonly clock = new FakeClock();
  readonly engine = new ModelEngine(() => this.clock.monotonic(), true);
  private terms = 0;

  constructor(
    readonly patience: Patience = { maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 5 },
  ) {}

  /** Lets time pass in steps, and what is ready happen. */
  async pass(ms = 1500): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      this.clock.advance(Math.min(left, 250));
      await turns(6);
    }
  }

  line(): Line {
    const broken: Line['broken'] = new Map();
    const engine = new Proxy<Engine>(this.engine, {
      get: (target, verb) => {
        const member: unknown = Reflect.get(target, verb);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const how = broken.get(verb as keyof Engine);
          if (how === 'cut') throw unreachable();
          const answer: unknown = await Reflect.apply(member, target, structuredClone(args));
          if (how === 'deaf') throw unreachable();
          return answer;
        };
      },
    });
    return { engine, broken };
  }

  /** The next term, whoever led before. */
  async lead(more: LeaderOptions = {}): Promise<Leader> {
    this.terms += 1;
    const run = `leader ${this.terms}`;
    const line = this.line();
    const bid = { instance: run, run, leaseMs: 1_000_000, random: run };
    let campaign = await this.engine.campaign(poll, bid);
    if (campaign.kind === 'waits') {
      this.clock.advance(1_000_001);
      campaign = await this.engine.campaign(poll, bid);
    }
    assert.equal(campaign.kind, 'won');
    const leader = new Leader(this, line, (campaign as { term: string }).term, more);
    await leader.start();
    return leader;
  }

  /** Gives the lease back, as whoever leads would. */
  async resign(leader: Leader): Promise<void> {
    await this.engine.resign(poll, leader.term.id);
  }

  join(run: string, more: Partial<ReceiverParts> = {}): Instance {
    return new Instance(this, run, more);
  }
}

/** How records are delivered by whoever leads. */
interface LeaderOptions {
  settlement?: Settlement;
  own?: FirstHand;
  /** `send`: they count as delivered once they were sent. Default: once they were handed back, or had their turn where they were taken. */
  delivery?: 'send' | 'acknowledge';
}

/** Who leads: a delivery, and a position that goes with it. */
export class Leader {
  readonly term: Term;
  readonly ends: EndOfTerm[] = [];
  readonly undeliverable: string[] = [];
  readonly givenUp: RecordMessage[] = [];
  readonly failures: unknown[] = [];
  readonly store: FencedStore;
  readonly delivery: Delivery;
  /** Records that were settled, by their keys. */
  readonly settled: string[] = [];
  /** The number of the last one, see `SendingOrder`. */
  sequence: number | undefined;
  readonly outlet: StreamOutlet;
  position = 0;

  constructor(
    fleet: Fleet,
    readonly line: Line,
    term: string,
    { settlement, own, delivery = 'acknowledge' }: LeaderOptions,
  ) {
    const { clock, patience } = fleet;
    const { engine } = line;
    this.term = new Term(term, 1_000_000_000, clock, (why) => this.ends.push(why));
    const local = {
      load: () => Promise.resolve({ position: 0, pending: [] }),
      handedOver: async () => {},
    };
    this.store = new FencedStore({ engine, poll, term: this.term, clock, memory: noMemory, local });
    const failed = (error: unknown) => this.failures.push(error);
    this.outlet = new StreamOutlet({
      term: this.term,
      store: this.store,
      clock,
      deadMs,
      failed,
      ...(own !== undefined && { own }),
    });
    const outlet: DeliveryOutlet = {
      ...toOutbox(this.outlet),
      giveUp: (message, reason) => {
        this.undeliverable.push(`${message.coupa.key}: ${reason}`);
        this.givenUp.push(message);
      },
      settled: ({ coupa, sequence }) => {
        this.settled.push(coupa.key);
        this.sequence = sequence;
      },
      changed: () => undefined,
    };
    const settings = { ...patience, delivery, integration: '' };
    const kept = givingUp(outlet, this.outlet);
    this.delivery = deliveryFor(settings, kept, clock, settlement, new SendingOrder(), true);
  }

  async start(): Promise<void> {
    const { position, pending } = (await this.store.load()) as { position: number; pending: PendingRow[] };
    this.position = position;
    this.delivery.restore(pending);
    this.outlet.open(this.delivery);
  }

  deliver(id: number, version = 1): void {
    this.delivery.deliver({ identity: `invoices:${id}`, message: invoiceMessage(id, version) });
  }

  /** What the poller stores. */
  save(): Promise<void> {
    return this.store.save({ position: this.position, pending: this.delivery.toRows() });
  }
}

/** One instance's flow. */
export class Instance {
  readonly line: Line;
  readonly got: RecordMessage[] = [];
  readonly receiver: Receiver;
  /** What the flow does with each. */
  onRecord: (token: string) => void = () => {};

  constructor(fleet: Fleet, run: string, more: Partial<ReceiverParts>) {
    const { clock, patience } = fleet;
    const { maxInFlight, acknowledgeTimeout: acknowledgeTimeoutMs } = patience;
    this.line = fleet.line();
    this.receiver = new Receiver({
      engine: this.line.engine,
      poll,
      run,
      clock,
      maxInFlight,
      by: { kind: 'flow', acknowledgeTimeoutMs },
      deadMs,
      deliver: (object, token) => {
        const message = object as RecordMessage;
        this.got.push({ ...message, coupa: { ...message.coupa, delivery: token } });
        this.onRecord(token);
      },
      ...more,
    });
    this.receiver.start();
  }

  get keys(): string[] {
    return this.got.map(
      ({ coupa }) => `${coupa.key}#${coupa.delivery.slice(coupa.delivery.lastIndexOf('.') + 1)}`,
    );
  }

  token(index: number): string {
    return this.got.at(index)?.coupa.delivery ?? 'nothing came';
  }

  /** The flow hands everything back at once. */
  acknowledgeAll(): void {
    this.onRecord = (token) => this.receiver.acknowledge(token);
    for (const { coupa } of this.got) this.receiver.acknowledge(coupa.delivery);
  }
}

function unreachable(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);
}
