import { phrase } from '../../../lib/base/text/phrase';
import {
  type Change,
  EngineFull,
  type GatherOrder,
  type Kept,
  type Refusal,
  type Verdict,
} from '../../../lib/fleet/engine/documents';
import type { Engine, EngineFacts } from '../../../lib/fleet/engine/engine';
import {
  avoidedForMs,
  type Exchanged,
  type ExchangeOrder,
  exchangedAtMost,
  type Taken,
} from '../../../lib/fleet/engine/exchanges';
import type { Bid, Campaign, Holder, Renewal, Witness } from '../../../lib/fleet/engine/leases';
import type { Recalled, Replacement } from '../../../lib/fleet/engine/notes';
import type { ParkOrder, PickOrder } from '../../../lib/fleet/engine/page-store';
import { countedForMs, type Permit, type PermitOrder } from '../../../lib/fleet/engine/permits';
import type { ParkedRow } from '../../../lib/fleet/parked/parked-row';
import { partRows } from '../../../lib/fleet/split-document';
import type { Remembering } from '../../../lib/fleet/witness-keeper';

interface Poll {
  epoch: number;
  term: string;
  head: string;
  document?: string;
  witness?: Witness;
  rows: Map<string, string>;
  witnesses: Map<string, Witness>;
  /** Sendings that are under way, in the order of the stream; `run`: who has it. */
  sendings: Map<string, { avoid: string; own: string; till: number; run?: string }>;
  answers: string[];
  /** What was put aside, by page and number. */
  pages: Map<string, { texts: Map<string, string>; until: number }>;
  /** Signs of life, and for how long each holds. */
  beats: Map<string, { at: number; leaseMs: number }>;
  watch?: { since: number; last: number };
  lease?: { run: string; term: string; instance: string; until: number; lentMs: number };
}

interface Limit {
  full: number;
  paused: number;
  /** When it was looked at last. */
  at: number;
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
  /** Its memory is full. */
  isFull = false;
  /** How often it has forgotten something. */
  generation = 0;
  /** The most records of one poll of which anything was left at once. */
  mostKept = 0;

  constructor(
    /** Milliseconds, the engine's clock. */
    private readonly now: () => number,
    /** Whether it keeps what it was, to be rewound. */
    private readonly remembers = false,
  ) {}

  /** Records of a poll of which anything is left. */
  kept(name: string): number {
    return this.unsettled(name).length;
  }

  /** Their rows. */
  unsettled(name: string): string[] {
    const { rows } = this.poll(name);
    return [...partRows(rows).rows.values()].filter((row) => row !== '');
  }

  /** Forgets the last writes, and all that came with and after them. */
  rewind(writes: number): void {
    if (this.history.length === 0 || writes === 0) return;
    const at = Math.max(0, this.history.length - writes);
    this.data = copyOf(this.history[at]!);
    this.generation += 1;
    this.history = this.history.slice(0, at);
  }

  /** Forgets everything. */
  flush(): void {
    this.data = empty();
    this.history = [];
    this.generation += 1;
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
    const { term: known, head, document, rows, witnesses, sendings, answers } = this.poll(name);
    if (known !== term) return 'FENCED';
    return {
      head,
      document,
      rows: new Map(rows),
      witnesses: [...witnesses.values()],
      underWay: [...sendings.keys()],
      answers: [...answers],
    };
  }

  async write(name: string, change: Change): Promise<Verdict> {
    const { term, head } = this.poll(name);
    if (term !== change.term) return 'FENCED';
    if (head === change.to) return 'DONE';
    if (head !== change.from || change.parked?.some((row) => this.parkedText(name, row) === undefined))
      return 'REWOUND';
    if (this.isFull && !change.frees) throw new EngineFull('COUPA_STATE', phrase`The engine is full.`);
    this.keepCopy();
    this.writes += 1;
    for (const row of change.parked ?? []) {
      const text = `${row.before}${this.parkedText(name, row)}${row.after}`;
      this.poll(name).rows.set(row.id, text);
      this.pageOf(name, row.page)?.texts.delete(String(row.field));
    }
    this.apply(this.poll(name), change);
    this.mostKept = Math.max(this.mostKept, this.kept(name));
    return 'WRITTEN';
  }

  async exchange(name: string, order: ExchangeOrder): Promise<Exchanged> {
    const now = this.now();
    const poll = this.poll(name);
    if (order.answers.length > 0 || poll.sendings.size > 0) this.keepCopy();
    const { run, answers, maxInFlight, room, has, deadMs, leaves = false } = order;
    this.hear(poll, deadMs, now);
    for (const { token, answer } of answers) {
      poll.sendings.delete(token);
      if (rowOf(poll, token)) poll.answers.push(answer);
    }
    const mine = () => [...poll.sendings].filter(([, sending]) => sending.run === run);
    if (leaves) {
      poll.beats.delete(run);
      return { records: [], gone: [], inHand: mine().length, instances: 0 };
    }
    const { at, leaseMs } = poll.beats.get(run) ?? { at: Number.NEGATIVE_INFINITY };
    if (now - at > deadMs / 4 || at > now || leaseMs !== deadMs)
      poll.beats.set(run, { at: now, leaseMs: deadMs });
    const instances = [...poll.beats.keys()].filter((its) => this.isAlive(poll, its, deadMs)).length;
    const records: Taken[] = [];
    for (const [token] of has === undefined ? [] : mine()) {
      const row = rowOf(poll, token);
      if (!row) poll.sendings.delete(token);
      else if (!has?.includes(token) && sizeOf(records) < exchangedAtMost) records.push({ token, row });
    }
    const gone = (has ?? []).filter((token) => poll.sendings.get(token)?.run !== run);
    const share = Math.ceil(maxInFlight / instances);
    for (const [token, sending] of [...poll.sendings]) {
      const row = rowOf(poll, token);
      if (sending.run !== undefined || mine().length >= share) continue;
      if (records.length >= room || sizeOf(records) >= exchangedAtMost) continue;
      if (!row) poll.sendings.delete(token);
      else if (sending.avoid === run && instances > 1 && isAhead(sending.till - now)) continue;
      else {
        sending.run = run;
        records.push({ token, row: sending.own === run ? '' : row });
      }
    }
    return { records, gone, inHand: mine().length, instances };
  }

  async beat(name: string, run: string): Promise<void> {
    const beat = this.poll(name).beats.get(run);
    if (beat !== undefined) this.poll(name).beats.set(run, { ...beat, at: this.now() });
  }

  async gather(name: string, { term, head, deadMs, count }: GatherOrder): Promise<string[] | Refusal> {
    const poll = this.poll(name);
    if (poll.term !== term) return 'FENCED';
    if (poll.head !== head) return 'REWOUND';
    const now = this.now();
    const heardForMs = this.hear(poll, deadMs, now);
    for (const [token, { run }] of [...poll.sendings]) {
      if (run === undefined || heardForMs < leaseOf(poll, run, deadMs) || this.isAlive(poll, run, deadMs))
        continue;
      poll.sendings.delete(token);
      if (rowOf(poll, token)) poll.answers.push(JSON.stringify({ token, kind: 'lost', run }));
    }
    return poll.answers.slice(0, count);
  }

  private isAlive(poll: Poll, run: string, deadMs: number): boolean {
    const beat = poll.beats.get(run);
    return beat !== undefined && Math.abs(this.now() - beat.at) <= leaseOf(poll, run, deadMs);
  }

  /** For how long the engine has been asked again and again. */
  private hear(poll: Poll, deadMs: number, now: number): number {
    const { since, last } = poll.watch ?? { since: now, last: Number.NEGATIVE_INFINITY };
    const silentMs = now - last;
    const begun = silentMs > deadMs / 2 || silentMs < 0 ? now : since;
    if (silentMs > deadMs / 4 || silentMs < 0) poll.watch = { since: begun, last: now };
    return now - begun;
  }

  async permit(name: string, { perSecond, burst, run }: PermitOrder): Promise<Permit> {
    const now = this.now();
    const limit = this.limit(name);
    limit.runs.set(run, now);
    const isCounted = (at: number) => at > now - countedForMs && at <= now + 1;
    const instances = [...limit.runs.values()].filter(isCounted).length;
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

  async collect(box: string, count?: number): Promise<string[]> {
    const until = this.data.boxes.get(box)?.until ?? 0;
    const letters = this.lettersIn(box);
    const rest = count === undefined ? [] : letters.slice(count);
    if (rest.length > 0) this.data.boxes.set(box, { letters: rest, until });
    return letters.slice(0, count);
  }

  async park(name: string, { page, first, texts, keptMs }: ParkOrder): Promise<void> {
    if (this.isFull) throw new EngineFull('COUPA_STATE', phrase`The engine is full.`);
    const parked = this.pageOf(name, page)?.texts ?? new Map<string, string>();
    for (const [at, text] of texts.entries()) parked.set(String(first + at), text);
    this.poll(name).pages.set(page, { texts: parked, until: this.now() + keptMs });
  }

  async prolong(name: string, pages: readonly string[], keptMs: number): Promise<void> {
    for (const page of pages) {
      const parked = this.pageOf(name, page);
      if (parked !== undefined) parked.until = this.now() + keptMs;
    }
  }

  async pick(name: string, { page, names }: PickOrder): Promise<(string | undefined)[]> {
    const texts = page === undefined ? this.poll(name).rows : this.pageOf(name, page)?.texts;
    return names.map((one) => texts?.get(one));
  }

  /** How many texts are put aside. */
  parked(name: string): number {
    const { pages } = this.poll(name);
    return [...pages.keys()].reduce((sum, page) => sum + (this.pageOf(name, page)?.texts.size ?? 0), 0);
  }

  /** What was put aside is over. */
  expire(name: string): void {
    this.poll(name).pages.clear();
  }

  private pageOf(name: string, page: string) {
    const found = this.poll(name).pages.get(page);
    return found !== undefined && found.until > this.now() ? found : undefined;
  }

  private parkedText(name: string, { page, field }: ParkedRow): string | undefined {
    return this.pageOf(name, page)?.texts.get(String(field));
  }

  private lettersIn(box: string): string[] {
    const found = this.data.boxes.get(box);
    this.data.boxes.delete(box);
    return found === undefined || found.until <= this.now() ? [] : found.letters;
  }

  async examine(): Promise<EngineFacts> {
    return { version: 'Model 1', server: 'model', isLogged: true, evictionPolicy: 'noeviction' };
  }

  async close(): Promise<void> {}

  private keepCopy(): void {
    if (!this.remembers) return;
    this.history.push(copyOf(this.data));
    if (this.history.length > 30) this.history.shift();
  }

  private apply(poll: Poll, change: Change): void {
    const { to, document, witness = '', put, drop, send = [], dealtWith = [], heard = [] } = change;
    poll.head = to;
    if (document !== undefined) {
      poll.document = document;
      poll.witness = { at: laterThanAll(poll, this.now()), head: witness };
      poll.witnesses.clear();
    }
    for (const id of drop) poll.rows.delete(id);
    for (const [id, text] of put) poll.rows.set(id, text);
    for (const { token, avoid = '', own = '' } of send)
      poll.sendings.set(token, { avoid, own, till: this.now() + avoidedForMs });
    for (const token of heard) poll.sendings.delete(token);
    for (const text of dealtWith) {
      const at = poll.answers.indexOf(text);
      if (at >= 0) poll.answers.splice(at, 1);
    }
  }

  private lend(poll: Poll, { run, term, instance, leaseMs }: Holder): void {
    poll.lease = { run, term, instance, until: this.now() + leaseMs, lentMs: leaseMs };
  }

  /** Where the clock has gone back, no more is left of it than it was lent for. */
  private leaseOf(poll: Poll): Poll['lease'] {
    const { lease } = poll;
    if (lease === undefined || lease.until <= this.now()) return undefined;
    poll.lease = { ...lease, until: Math.min(lease.until, this.now() + lease.lentMs) };
    return poll.lease;
  }

  private poll(name: string): Poll {
    const known = this.data.polls.get(name);
    if (known !== undefined) return known;
    const poll: Poll = {
      epoch: 0,
      term: '',
      head: '',
      rows: new Map(),
      witnesses: new Map(),
      sendings: new Map(),
      answers: [],
      pages: new Map(),
      beats: new Map(),
    };
    this.data.polls.set(name, poll);
    return poll;
  }

  /** Where the clock has gone back, what was put off stays as far ahead as it was. */
  private limit(name: string): Limit {
    const now = this.now();
    const limit = this.data.limits.get(name) ?? { full: 0, paused: 0, at: now, runs: new Map() };
    this.data.limits.set(name, limit);
    const backMs = Math.max(0, limit.at - now);
    limit.full -= backMs;
    limit.paused -= backMs;
    limit.at = now;
    return limit;
  }
}

/** Where the clock has gone back, it is later all the same. */
function laterThanAll({ witness, witnesses }: Poll, now: number): number {
  const before = [...witnesses.values(), ...(witness === undefined ? [] : [witness])];
  return Math.max(Math.floor(now), ...before.map(({ at }) => at + 1));
}

/** Where the clock has gone back, it may be further ahead than anything is avoided for. */
function isAhead(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds <= avoidedForMs;
}

/** Whose lease is longer than that of whoever asks is judged by its own. */
function leaseOf(poll: Poll, run: string, deadMs: number): number {
  return Math.max(deadMs, poll.beats.get(run)?.leaseMs ?? 0);
}

/** Only what is changed in place has to be another. */
function copyOf({ polls, limits, texts, boxes }: Data): Data {
  const copy = (poll: Poll): Poll => ({
    ...poll,
    rows: new Map(poll.rows),
    witnesses: new Map(poll.witnesses),
    sendings: new Map([...poll.sendings].map(([token, sending]) => [token, { ...sending }])),
    answers: [...poll.answers],
    pages: new Map(
      [...poll.pages].map(([page, { texts, until }]) => [page, { texts: new Map(texts), until }]),
    ),
    beats: new Map(poll.beats),
  });
  return {
    polls: new Map([...polls].map(([name, poll]) => [name, copy(poll)])),
    limits: new Map([...limits].map(([name, limit]) => [name, { ...limit, runs: new Map(limit.runs) }])),
    texts: new Map(texts),
    boxes: new Map(boxes),
  };
}

/** The row of a sending's record, if anything is left of it. */
function rowOf({ rows }: Poll, token: string): string | undefined {
  return rows.get(token.slice(0, token.lastIndexOf('.')));
}

function sizeOf(records: readonly Taken[]): number {
  return records.reduce((size, { token, row }) => size + token.length + row.length, 0);
}

/** What an instance remembers that knows nothing. */
export const noMemory: Remembering = {
  witness: undefined,
  isLater: () => false,
  remember: () => Promise.resolve(undefined),
};
