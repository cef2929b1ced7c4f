import { type Clock, pause } from '../base/clock';
import { CoupaError } from '../base/errors';
import { isObject } from '../base/form';
import { phrase } from '../base/text/phrase';
import { seal, unseal } from '../local/seal';
import { DamagedState, type Kept as KeptAside, type StateStore } from '../ports/state-store';
import type { Change, Engine, Kept, Witness } from './engine';
import { headOf, joinDocument, markOf, type Row, splitDocument } from './split-document';
import type { Term } from './term';

/** What a fenced store is made of. */
export interface FencedStoreParts {
  engine: Engine;
  /** The poll's name in the engine. */
  poll: string;
  term: Term;
  clock: Clock;
  /** What this instance knows of the poll. */
  witness(): Witness | undefined;
  /** Where a node that had no fleet kept its position; it is taken over once. */
  local: LocalPosition;
  /** Keeps a copy of what is damaged. */
  keep?: StateStore['keep'];
}

/** The position of a node that had no fleet. */
export interface LocalPosition {
  /** @throws {DamagedState} */
  load(): Promise<unknown>;
  /** The fleet keeps it from now on. */
  handedOver(): Promise<void>;
}

/** Bytes of rows in one write, about: a larger one would hold the engine up. */
const chunk = 1_000_000;

/** Milliseconds for which an engine that knows nothing is left to others who may: each campaigns once a second. */
const othersMs = 1500;

/**
 * The document of a poll in an engine, under the fence of one term: whatever is saved names the term and the head that it follows, and
 * is refused when another term has begun or the engine has forgotten something. Either ends the term.
 */
export class FencedStore implements StateStore {
  private head = '';
  private changes = 0;
  /** Marks of the rows that the engine holds, by their ids. */
  private marks = new Map<string, string>();
  /** Sent, and not answered: it may have been applied, so it is sent again before anything else. */
  private unanswered: Change | undefined;
  private adopts = false;

  constructor(private readonly parts: FencedStoreParts) {}

  async load(): Promise<unknown> {
    const kept = await this.read();
    if (kept.document === undefined) return this.loadElsewhere(kept);
    const read = unseal(Buffer.from(kept.document));
    const joined = read.kind === 'whole' ? joinDocument(read.document, kept.rows) : undefined;
    this.marks = new Map([...kept.rows.keys()].map((id) => [id, '']));
    if (joined === undefined) {
      const why =
        read.kind === 'damaged' ? read.why : phrase`records that were not acknowledged are missing from it`;
      const head = read.kind === 'damaged' ? read.head : headIn(read.document);
      throw new DamagedState(kept.document, await this.keep('damaged', kept.document), why, head);
    }
    for (const [id, row] of joined.known) this.marks.set(id, markOf(row));
    return joined.document;
  }

  async save(document: object): Promise<void> {
    await this.finishUnanswered();
    const { rest, rows } = splitDocument(document);
    const changed = [...rows].filter(([id, row]) => this.marks.get(id) !== markOf(row));
    for (const part of chunksOf(changed.slice(0, -1))) await this.write({ put: part, drop: [] });
    const last = changed.at(-1);
    const put = last === undefined ? new Map<string, Row>() : new Map([last]);
    const drop = [...this.marks.keys()].filter((id) => !rows.has(id));
    await this.write({ put, drop, document: seal(rest), witness: headOf(document) });
    if (!this.adopts) return;
    this.adopts = false;
    await this.parts.local.handedOver();
  }

  async keep(kind: KeptAside, text: string): Promise<string> {
    return (await this.parts.keep?.(kind, text)) ?? '';
  }

  private async read(): Promise<Kept> {
    const { engine, poll, term } = this.parts;
    const kept = await engine.read(poll, term.id);
    if (kept === 'FENCED') throw this.end('FENCED');
    this.head = kept.head;
    return kept;
  }

  /** The engine holds nothing: it is new, or it has lost everything. */
  private async loadElsewhere(kept: Kept): Promise<unknown> {
    const local = await this.parts.local.load();
    this.adopts = local !== undefined;
    const own = this.parts.witness();
    const known = own === undefined && local === undefined ? await this.askOthers() : kept.witnesses;
    const witness = latestOf(own === undefined ? known : [...known, own]);
    if (witness === undefined || provenIn(local) > provenIn(parsed(witness.head))) return local;
    throw new DamagedState(
      witness.head,
      '',
      phrase`the fleet's engine came back without it`,
      headIn(parsed(witness.head)),
    );
  }

  private async askOthers(): Promise<Witness[]> {
    await pause(this.parts.clock, othersMs, new AbortController().signal);
    return (await this.read()).witnesses;
  }

  private async finishUnanswered(): Promise<void> {
    if (this.unanswered !== undefined) await this.send(this.unanswered);
  }

  private write(what: {
    put: ReadonlyMap<string, Row>;
    drop: readonly string[];
    document?: string;
    witness?: string;
  }): Promise<void> {
    this.changes += 1;
    const { id } = this.parts.term;
    return this.send(
      {
        ...what,
        term: id,
        from: this.head,
        to: `${id}.${this.changes}`,
        put: new Map([...what.put].map(([row, value]) => [row, JSON.stringify(value)])),
      },
      what.put,
    );
  }

  private async send(change: Change, rows?: ReadonlyMap<string, Row>): Promise<void> {
    const { engine, poll, term } = this.parts;
    if (!term.isAlive) throw superseded();
    this.unanswered = change;
    const verdict = await engine.write(poll, change);
    if (verdict === 'FENCED' || verdict === 'REWOUND') throw this.end(verdict);
    this.unanswered = undefined;
    this.head = change.to;
    for (const id of change.drop) this.marks.delete(id);
    // What was sent again is compared anew with the next save.
    for (const id of change.put.keys()) this.marks.set(id, '');
    for (const [id, row] of rows ?? []) this.marks.set(id, markOf(row));
  }

  private end(why: 'FENCED' | 'REWOUND'): CoupaError {
    this.parts.term.end(why);
    return superseded();
  }
}

function superseded(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`Another instance of the fleet polls now.`);
}

function chunksOf(rows: readonly [string, Row][]): Map<string, Row>[] {
  const chunks: Map<string, Row>[] = [];
  let size = chunk;
  for (const [id, row] of rows) {
    if (size >= chunk) {
      chunks.push(new Map());
      size = 0;
    }
    chunks.at(-1)?.set(id, row);
    size += String(row['message'] ?? '').length + 200;
  }
  return chunks;
}

function latestOf(witnesses: readonly Witness[]): Witness | undefined {
  let latest: Witness | undefined;
  for (const witness of witnesses) if (latest === undefined || witness.at > latest.at) latest = witness;
  return latest;
}

/** Up to when a document or its head says that everything was delivered. */
export function provenIn(document: unknown): number {
  const proven = isObject(document) ? document['proven'] : undefined;
  return typeof proven === 'number' ? proven : Number.NEGATIVE_INFINITY;
}

/** The members at a document's head, if it is one. */
export function headIn(document: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(document) ? document : undefined;
}

/** What JSON says; `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
