import {
  type Bid,
  type Campaign,
  type Change,
  countedForMs,
  type Engine,
  type EngineFacts,
  type Holder,
  type Kept,
  type Permit,
  type PermitOrder,
  type Recalled,
  type Renewal,
  type Replacement,
  type Verdict,
  type Witness,
} from '../../../lib/fleet/engine';

interface Poll {
  epoch: number;
  term: string;
  head: string;
  document?: string;
  witness?: Witness;
  rows: Map<string, string>;
  witnesses: Map<string, Witness>;
  lease?: { run: string; term: string; instance: string; until: number };
}

interface Limit {
  full: number;
  paused: number;
  runs: Map<string, number>;
}

interface Data {
  polls: Map<string, Poll>;
  limits: Map<string, Limit>;
  texts: Map<string, { text: string; until: number }>;
  boxes: Map<string, { letters: string[]; until: number }>;
}

const empty = (): Data => ({ polls: new Map(), limits: new Map(), texts: new Map(), boxes: new Map() });

/** The engine as a model in memory: the same answers as the real one gives, and it can be made to forget. */
export class ModelEngine implements Engine {
  /** As it was before each write that it confirmed. */
  private history: Data[] = [];
  private data = empty();
  writes = 0;

  constructor(
    /** Milliseconds, the engine's clock. */
    private readonly now: () => number,
    /** Whether it keeps what it was, to be rewound. */
    private readonly remembers = false,
  ) {}

  /** Forgets the last writes, and all that came with and after them. */
  rewind(writes: number): void {
    if (this.history.length === 0 || writes === 0) return;
    const at = Math.max(0, this.history.length - writes);
    this.data = structuredClone(this.history[at]!);
    this.history = this.history.slice(0, at);
  }

  /** Forgets everything. */
  flush(): void {
    this.data = empty();
    this.history = [];
  }

  async campaign(name: string, bid: Bid): Promise<Campaign> {
    const poll = this.poll(name);
    const { witness } = poll;
    if (bid.witness !== undefined && witness === undefined) poll.witnesses.set(bid.run, bid.witness);
    const lease = this.leaseOf(poll);
    if (bid.leaseMs === undefined || (lease !== undefined && lease.run !== bid.run))
      return { kind: 'waits', leader: lease?.instance, witness };
    poll.epoch += 1;
    poll.term = `${poll.epoch}-${bid.random}`;
    this.lend(poll, { ...bid, term: poll.term, leaseMs: bid.leaseMs });
    return { kind: 'won', term: poll.term, witness };
  }

  async renew(name: string, holder: Holder): Promise<Renewal> {
    const poll = this.poll(name);
    const lease = this.leaseOf(poll);
    const isMine = lease === undefined || (lease.run === holder.run && lease.term === holder.term);
    if (poll.term !== holder.term || !isMine) return { kind: 'lost' };
    this.lend(poll, holder);
    return { kind: 'renewed', witness: poll.witness };
  }

  async resign(name: string, term: string): Promise<void> {
    const poll = this.poll(name);
    if (poll.lease?.term === term) delete poll.lease;
  }

  async read(name: string, term: string): Promise<Kept | 'FENCED'> {
    const { term: known, head, document, rows, witnesses } = this.poll(name);
    if (known !== term) return 'FENCED';
    return { head, document, rows: new Map(rows), witnesses: [...witnesses.values()] };
  }

  async write(name: string, change: Change): Promise<Verdict> {
    const { term, head } = this.poll(name);
    if (term !== change.term) return 'FENCED';
    if (head === change.to) return 'DONE';
    if (head !== change.from) return 'REWOUND';
    if (this.remembers) this.history = [...this.history, structuredClone(this.data)].slice(-30);
    this.writes += 1;
    this.apply(this.poll(name), change);
    return 'WRITTEN';
  }

  async permit(name: string, { perSecond, burst, run }: PermitOrder): Promise<Permit> {
    const now = this.now();
    const limit = this.limit(name);
    limit.runs.set(run, now);
    const instances = [...limit.runs.values()].filter((at) => at > now - countedForMs).length;
    let leave = Math.max(now, limit.paused);
    if (perSecond > 0) {
      const full = Math.max(limit.full, leave);
      leave = Math.max(leave, full - ((burst - 1) * 1000) / perSecond);
      limit.full = full + 1000 / perSecond;
    }
    return { waitMs: leave - now, pausedMs: Math.max(0, limit.paused - now), instances };
  }

  async pause(name: string, milliseconds: number): Promise<void> {
    const limit = this.limit(name);
    limit.paused = Math.max(limit.paused, this.now() + milliseconds);
  }

  async recall(name: string): Promise<Recalled | undefined> {
    return this.textOf(name);
  }

  private textOf(name: string): Recalled | undefined {
    const found = this.data.texts.get(name);
    const leftMs = (found?.until ?? 0) - this.now();
    return found === undefined || leftMs <= 0 ? undefined : { text: found.text, leftMs };
  }

  async replace(name: string, { before, text, keptMs }: Replacement): Promise<boolean> {
    const found = this.textOf(name);
    if (found?.text !== before) return false;
    if (text === undefined) this.data.texts.delete(name);
    else this.data.texts.set(name, { text, until: this.now() + keptMs });
    return true;
  }

  async post(box: string, letter: string, keptMs: number): Promise<void> {
    const letters = [...this.lettersIn(box), letter];
    this.data.boxes.set(box, { letters, until: this.now() + keptMs });
  }

  async collect(box: string): Promise<string[]> {
    return this.lettersIn(box);
  }

  private lettersIn(box: string): string[] {
    const found = this.data.boxes.get(box);
    this.data.boxes.delete(box);
    return found === undefined || found.until <= this.now() ? [] : found.letters;
  }

  async examine(): Promise<EngineFacts> {
    return { version: 'Model 1', isLogged: true, evictionPolicy: 'noeviction' };
  }

  async close(): Promise<void> {}

  private apply(poll: Poll, { to, document, witness = '', put, drop }: Change): void {
    poll.head = to;
    if (document !== undefined) {
      poll.document = document;
      poll.witness = { at: Math.floor(this.now()), head: witness };
      poll.witnesses.clear();
    }
    for (const id of drop) poll.rows.delete(id);
    for (const [id, text] of put) poll.rows.set(id, text);
  }

  private lend(poll: Poll, { run, term, instance, leaseMs }: Holder): void {
    poll.lease = { run, term, instance, until: this.now() + leaseMs };
  }

  private leaseOf({ lease }: Poll): Poll['lease'] {
    return lease !== undefined && lease.until > this.now() ? lease : undefined;
  }

  private poll(name: string): Poll {
    const known = this.data.polls.get(name);
    if (known !== undefined) return known;
    const poll: Poll = { epoch: 0, term: '', head: '', rows: new Map(), witnesses: new Map() };
    this.data.polls.set(name, poll);
    return poll;
  }

  private limit(name: string): Limit {
    const known = this.data.limits.get(name);
    if (known !== undefined) return known;
    const limit: Limit = { full: 0, paused: 0, runs: new Map() };
    this.data.limits.set(name, limit);
    return limit;
  }
}
