import assert from 'node:assert/strict';
import { EngineBook } from '../../../lib/fleet/book/engine-book';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import { StreamOutlet } from '../../../lib/fleet/delivery/stream-outlet';
import type { Change, Verdict } from '../../../lib/fleet/engine/documents';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { FencedStore } from '../../../lib/fleet/fenced-store';
import { Term } from '../../../lib/fleet/term';
import { whileAlive } from '../../../lib/fleet/while-alive';
import { unseal } from '../../../lib/local/seal';
import { FleetBook } from '../../../lib/member/fleet-book';
import { LocalBook, type OwnBook } from '../../../lib/member/local-book';
import { WritingBack } from '../../../lib/member/writing-back';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { Kept } from '../../../lib/ports/state-store';
import { ModelTenant } from '../../laws/model-tenant';
import { ModelEngine, noMemory } from '../fleet/model-engine';
import { FakeClock, MemoryStore, Rig, turns } from '../poll/rig';

const poll = 'poll';
const deadMs = 10_000;

/** An engine that remembers what was written. */
class Written extends ModelEngine {
  changes: Change[] = [];

  override write(name: string, change: Change): Promise<Verdict> {
    this.changes.push(change);
    return super.write(name, change);
  }

  /** Bytes that were written of undeliverable records. */
  bytesOfBook(): number {
    const texts = this.changes.flatMap(({ put }) =>
      [...put].filter(([id]) => id.startsWith('undeliverable')).map(([, text]) => text.length),
    );
    return texts.reduce((sum, length) => sum + length, 0);
  }
}

/** The user directory of one instance, as far as undeliverable records are concerned. */
export class Directory extends MemoryStore implements OwnBook {
  setAside: string[] = [];
  readonly copies: [Kept, string][] = [];
  /** What a leader that closes leaves of the position. */
  readonly position = new MemoryStore();
  /** The write that this is of. */
  left: string | undefined;
  /** Whether the node has polled by itself from there. */
  isAlone = false;

  keep(kind: Kept, text: string): Promise<string> {
    this.copies.push([kind, text]);
    return Promise.resolve('a copy');
  }

  handedOver(): Promise<void> {
    if (this.text !== undefined) this.setAside.push(this.text);
    this.text = undefined;
    return Promise.resolve();
  }

  /** What a node without a fleet would find. */
  get keys(): string[] {
    return this.records.map(({ coupa }) => coupa.key);
  }

  get document(): object {
    const read = unseal(Buffer.from(this.text ?? '{}'));
    assert.ok(read.kind === 'whole');
    return read.document as object;
  }

  get records(): { coupa: { key: string }; asked?: boolean }[] {
    return (this.document as { records?: [] }).records ?? [];
  }
}

/** What is special about a leader. */
interface Fate {
  /** It is of a version that keeps undeliverable records by itself. */
  isOlder?: boolean;
  /** Writes that are applied yet before it is killed. */
  killedAfter?: number;
}

/** A poll of a fleet whose leaders come and go, over the model of an engine. */
export class BookFleet {
  readonly clock = new FakeClock();
  readonly engine = new Written(() => this.clock.monotonic(), true);
  readonly tenant = new ModelTenant();
  /** Whether the flow refuses what it gets. */
  refuses = true;
  /** Whether it answers at all. */
  answers = true;
  private readonly unanswered: string[] = [];
  /** What came out, of whichever leader. */
  readonly sent: RecordMessage[] = [];
  private terms = 0;
  private readonly receiver: Receiver;

  constructor(records = 3) {
    for (let made = 0; made < records; made += 1) this.tenant.apply({ kind: 'create' });
    this.receiver = new Receiver({
      engine: this.engine,
      poll,
      run: 'flow',
      clock: this.clock,
      maxInFlight: 500,
      by: { kind: 'flow', acknowledgeTimeoutMs: 300_000 },
      deadMs,
      deliver: (message, token) => {
        this.sent.push(message as RecordMessage);
        if (!this.answers) this.unanswered.push(token);
        else if (this.refuses) this.receiver.refuse(token, 'no');
        else this.receiver.acknowledge(token);
      },
    });
    this.receiver.start();
  }

  /** Which version of its record each message was that came out: its content in the model tenant. */
  get contents(): number[] {
    return this.sent.map(({ payload }) => (payload as { content: number }).content);
  }

  /** What a node without a fleet has that has given up all that there is. */
  async givenUpAlone(): Promise<Directory> {
    const directory = new Directory();
    const config = { delivery: 'acknowledge', start: 'beginning', maxAttempts: 1 };
    const rig = new Rig(this.tenant, { config, undeliverableStore: directory, clock: this.clock });
    rig.onRecord = ({ coupa }) => void rig.poller.refuse(coupa.delivery, 'no');
    await rig.poller.poll();
    await this.pass();
    await rig.poller.close();
    return directory;
  }

  /** The record with this place changes within the same second, and the leader polls. */
  async changeAndPoll(leader: Leader, pick: number): Promise<void> {
    this.tenant.apply({ kind: 'update', pick });
    void leader.poll();
    await this.pass();
  }

  async pass(ms = 2500): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      this.clock.advance(Math.min(left, 250));
      await turns(6);
    }
  }

  /** The next term, at the instance with this directory. */
  async lead(directory = new Directory(), { isOlder = false, killedAfter }: Fate = {}): Promise<Leader> {
    this.terms += 1;
    const run = `leader ${this.terms}`;
    this.clock.advance(deadMs + 1);
    const campaign = await this.engine.campaign(poll, { instance: run, run, leaseMs: deadMs, random: run });
    assert.equal(campaign.kind, 'won');
    const leader = new Leader(this, directory, (campaign as { term: string }).term, isOlder);
    if (killedAfter !== undefined) leader.killAfter(killedAfter);
    leader.rig.poller.start();
    await this.pass(6000);
    return leader;
  }

  /** What was not answered. */
  acknowledgeAll(): void {
    for (const token of this.unanswered.splice(0)) this.receiver.acknowledge(token);
  }

  end(): Promise<void> {
    return this.receiver.close();
  }

  /** Rows of undeliverable records in the engine. */
  async rows(term: string): Promise<number> {
    const kept = await this.engine.read(poll, term);
    assert.ok(kept !== 'FENCED');
    return [...kept.rows.keys()].filter((id) => id.startsWith('undeliverable:')).length;
  }
}

/** One term. */
export class Leader {
  readonly rig: Rig;
  readonly term: Term;
  readonly errors: unknown[] = [];
  private readonly outbox: StreamOutlet;
  private readonly store: WritingBack;
  private isKilled = false;
  /** Writes that are applied yet before it is killed. */
  private writesLeft = Number.POSITIVE_INFINITY;

  constructor(
    fleet: BookFleet,
    readonly directory: Directory,
    term: string,
    /** It is of a version that keeps undeliverable records by itself. */
    isOlder: boolean,
  ) {
    const { clock } = fleet;
    this.term = new Term(term, 1_000_000_000, clock, () => undefined);
    const engine = this.reach(fleet.engine);
    const local = {
      load: async () => (directory.isAlone ? directory.position.load() : undefined),
      handedOver: () => Promise.resolve(),
      leftWith: async () => (directory.isAlone ? directory.left : undefined),
      save: (document: object) => directory.position.save(document),
      leaves: async (write: string) => {
        directory.left = write;
      },
    };
    const parts = { engine, poll, term: this.term, clock, memory: noMemory, local };
    const fenced = new FencedStore({ ...parts, keep: (kind, text) => directory.keep(kind, text) });
    const failed = (error: unknown) => void this.errors.push(error);
    const book = new FleetBook(new EngineBook(fenced), new LocalBook({ store: directory, clock, failed }));
    this.store = new WritingBack(fenced, local, failed, book);
    this.outbox = new StreamOutlet({ term: this.term, store: fenced, clock, deadMs, failed });
    this.rig = new Rig(fleet.tenant, {
      config: { delivery: 'acknowledge', start: 'beginning', maxAttempts: 1 },
      store: this.store,
      undeliverableStore: isOlder ? directory : book,
      outbox: this.outbox,
      clock,
      wrap: (outlet) => whileAlive(outlet, this.term),
    });
  }

  poll(): Promise<unknown> {
    return this.rig.poller.poll().catch(() => undefined);
  }

  /** Nothing of it happens any more. */
  kill(): void {
    this.isKilled = true;
    this.store.writeBack();
    this.term.end('closed');
  }

  /** It is killed between two writes. */
  killAfter(writes: number): void {
    this.writesLeft = writes;
  }

  async close(): Promise<void> {
    this.outbox.close();
    this.store.writeBack();
    await this.rig.poller.close();
    this.term.end('closed');
  }

  async listed(): Promise<string[]> {
    return (await this.rig.poller.undeliverables.list()).records.map(({ key }) => key);
  }

  private reach(engine: Engine): Engine {
    return new Proxy(engine, {
      get: (target, verb) => {
        const member: unknown = Reflect.get(target, verb);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (verb === 'write' && this.writesLeft-- <= 0) this.kill();
          return this.isKilled ? new Promise(() => {}) : Reflect.apply(member, target, structuredClone(args));
        };
      },
    });
  }
}
