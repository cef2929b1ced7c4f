import { type Clock, pause } from '../base/clock';
import { parsedJson } from '../base/json';
import { phrase } from '../base/text/phrase';
import { seal, unseal } from '../local/seal';
import { DamagedState, type Kept as KeptAside, type StateStore } from '../ports/state-store';
import { tokenIn } from './answer';
import type { GatherOrder, Kept } from './engine/documents';
import type { Witness } from './engine/leases';
import { FencedLog, type FencedLogParts } from './fenced-log';
import { KeptRows } from './kept-rows';
import { continues } from './left/continues';
import { headIn, isFurther, latestOf } from './left/head';
import { isElsewhere, withMessage } from './parked/parked-row';
import {
  headOf,
  joinDocument,
  parsedRow,
  partRows,
  type Row,
  type SplitDocument,
  splitDocument,
} from './split-document';
import { type Moment, momentOf } from './term';
import { chunksOf, Unwritten } from './unwritten';
import type { Remembering } from './witness-keeper';

/** What a fenced store is made of. */
export interface FencedStoreParts extends FencedLogParts {
  clock: Clock;
  memory: Remembering;
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
  /** What is kept here from now on is what the engine has as of this write. */
  leaves?(write: string): Promise<void>;
  /** That write, where the node left the fleet then and polled by itself from there. Default: it did not. */
  leftWith?(): Promise<string | undefined>;
}

/**
 * Milliseconds for which an engine that knows nothing is left to others who may: each campaigns at least once a second, also after an
 * outage, and a try that began before the engine was there takes three and a half more.
 */
const othersMs = 5000;

/** What an engine has beside the position. */
export interface BesideDocument {
  rows: Map<string, string>;
  /** Whether the engine has the position. */
  hasDocument: boolean;
  /** Whether that is the one which the node left, polled by itself from, and goes on from by what it has itself. */
  goesOnFromOwn: boolean;
}

/** What an engine has, and what is made of it. */
interface Found {
  kept: Kept;
  beside: Map<string, string>;
  read?: ReturnType<typeof unseal>;
  joined?: ReturnType<typeof joinDocument>;
  /** The node's own position, where that is the later one. */
  own?: object | undefined;
}

/** Rows that are asked for at once. */
const pickedAtMost = 50;

/**
 * The document of a poll in an engine, under the fence of one term: whatever is saved names the term and the head that it follows, and
 * is refused when another term has begun or the engine has forgotten something. Either ends the term.
 */
export class FencedStore implements StateStore {
  /** What was handed over to the instances, and what came of it, and is not written yet. */
  readonly unwritten: Unwritten;
  private readonly log: FencedLog;
  private readonly rows = new KeptRows();
  private sendings: ReadonlySet<string> = new Set();
  /** Whether the document could not be saved, and has not been since. */
  isBehind = false;
  private adopts = false;
  private lastDocument: string | undefined;
  /** What `readBeside` has read already. */
  private found: Found | undefined;

  constructor(private readonly parts: FencedStoreParts) {
    this.log = new FencedLog(parts);
    this.unwritten = new Unwritten(this.log, this.rows);
  }

  /** Tokens of the sendings that were under way when the document was loaded. */
  get underWay(): ReadonlySet<string> {
    return this.sendings;
  }

  /** The write with which the document was saved last; `undefined`: something was handed over that it does not know. */
  get documentedBy(): string | undefined {
    return this.rows.areDocumented ? this.lastDocument : undefined;
  }

  /** The rows that belong to no document. What comes of it is for `load` as well, which follows. */
  async readBeside(): Promise<BesideDocument> {
    this.found = await this.find();
    const { beside, kept, own } = this.found;
    return { rows: beside, hasDocument: kept.document !== undefined, goesOnFromOwn: own !== undefined };
  }

  async load(): Promise<unknown> {
    const { kept, read, joined, own } = this.found ?? (await this.find());
    this.found = undefined;
    this.sendings = new Set([...kept.underWay, ...kept.answers.flatMap(tokenIn)]);
    if (kept.document === undefined || read === undefined) return this.loadElsewhere(kept);
    this.rows.loaded(joined?.known.values() ?? [], kept.rows.keys());
    if (joined !== undefined) return own === undefined ? joined.document : this.goOnFrom(own, kept);
    const why =
      read.kind === 'damaged' ? read.why : phrase`records that were not acknowledged are missing from it`;
    const head = read.kind === 'damaged' ? read.head : headIn(read.document);
    throw new DamagedState(kept.document, await this.keep('damaged', kept.document), why, head);
  }

  async save(document: object): Promise<void> {
    try {
      await this.log.inTurn(() => this.write(document));
      this.isBehind = false;
    } catch (error) {
      this.isBehind = true;
      throw error;
    }
    // Until this instance remembers that the engine has the position, an engine that forgets it would leave nothing of it anywhere.
    if (!this.adopts || (await this.parts.memory.remember()) === undefined) return;
    this.adopts = false;
    await this.parts.local.handedOver();
  }

  /** Writes what is not written yet. @throws {CoupaError} `COUPA_STATE` */
  flush(): Promise<void> {
    return this.log.inTurn(() => this.unwritten.flush());
  }

  /**
   * Writes what is not written yet, and asks the engine whether this term is the one of now, and the head the one that is known here; else
   * the term ends.
   *
   * @param deadMs milliseconds after which an instance that gives no sign of life is no more.
   * @returns when that was asked.
   * @throws {CoupaError} `COUPA_STATE`
   */
  confirm(deadMs: number): Promise<Moment> {
    return this.log.inTurn(async () => {
      await this.unwritten.flush();
      const askedAt = momentOf(this.parts.clock);
      await this.log.gather({ deadMs, count: 1 });
      return askedAt;
    });
  }

  /** What came of records. @throws {CoupaError} `COUPA_STATE` */
  gather(order: Pick<GatherOrder, 'deadMs' | 'count'>): Promise<string[]> {
    return this.log.inTurn(() => this.log.gather(order));
  }

  /** Messages by the ids of their rows, as JSON texts, as far as they are there. @throws {CoupaError} `COUPA_STATE` */
  async messages(ids: readonly string[]): Promise<Map<string, string>> {
    const messages = new Map<string, string>();
    for (let at = 0; at < ids.length; at += pickedAtMost)
      for (const text of await this.log.pick(ids.slice(at, at + pickedAtMost))) {
        const row = parsedRow(text);
        if (row !== undefined) messages.set(row.id, String(row['message']));
      }
    return messages;
  }

  /** A document with the messages in it that only the engine has. @throws {CoupaError} `COUPA_STATE` */
  async whole(document: object): Promise<object> {
    const rows = [...splitDocument(document).rows.values()];
    return rows.some(isElsewhere) ? { ...document, pending: await this.filled(rows) } : document;
  }

  /** Rows with the messages that only the engine has. What is there no more has been settled since. */
  private async filled(rows: readonly Row[]): Promise<Row[]> {
    const messages = await this.messages(rows.filter(isElsewhere).map(({ id }) => id));
    return rows.flatMap((row) => {
      if (!isElsewhere(row)) return [row];
      const message = messages.get(row.id);
      return message === undefined ? [] : [withMessage(row, message)];
    });
  }

  async keep(kind: KeptAside, text: string): Promise<string> {
    return (await this.parts.keep?.(kind, text)) ?? '';
  }

  /** What the document counts as handed over stands before it. */
  private async write(document: object): Promise<void> {
    await this.unwritten.flush();
    const split = splitDocument(document);
    const changed = await this.filled(this.rows.changed(split.rows));
    for (const part of chunksOf(changed.slice(0, -1)))
      await this.log.write({ put: textsOf(part), drop: [] }, () => this.stored(part));
    await this.writeWith(changed.slice(-1), split, headOf(document));
  }

  /** A document, these of its rows with it; what it does not name goes. */
  private async writeWith(
    changed: readonly Row[],
    { rest, rows }: SplitDocument,
    witness: string,
    write: FencedLog['write'] = (...entry) => this.log.write(...entry),
  ): Promise<void> {
    const drop = this.rows.needless(rows);
    await write({ put: textsOf(changed), drop, document: seal(rest), witness }, () => {
      this.stored(changed);
      this.rows.documented(rows);
      for (const id of drop) this.rows.dropped(id);
      this.lastDocument = this.log.latest;
    });
  }

  private async find(): Promise<Found> {
    const all = await this.log.inTurn(() => this.log.read());
    const { rows, beside } = partRows(all.rows);
    const kept = { ...all, rows };
    if (kept.document === undefined) return { kept, beside };
    const read = unseal(Buffer.from(kept.document));
    const joined = read.kind === 'whole' ? joinDocument(read.document, rows) : undefined;
    const own = joined && (await this.laterOwn(joined.document, kept));
    return { kept, beside, read, joined, own };
  }

  private stored(rows: readonly Row[]): void {
    for (const row of rows) this.rows.stored(row);
  }

  /** The position that the node went on to by itself from this one, if it did. */
  private async laterOwn(document: unknown, { head }: Kept): Promise<object | undefined> {
    const { local } = this.parts;
    // Whatever the node did not leave there itself may know of more than the node does.
    if ((await local.leftWith?.()) !== head) return undefined;
    // One that cannot be read says nothing; the engine's is there.
    const own = await local.load().catch(() => undefined);
    return continues(own, document) ? own : undefined;
  }

  /** What the engine kept of before would bring old versions behind newer ones. */
  private async goOnFrom(own: object, { rows }: Kept): Promise<object> {
    this.rows.loaded([], rows.keys());
    this.adopts = true;
    // In one write with what changes beside it, however large: whatever ends it, the engine has the one or the other whole.
    const split = splitDocument(own);
    await this.log.inTurn(() =>
      this.writeWith([...split.rows.values()], split, headOf(own), (...entry) =>
        this.unwritten.flushWith(...entry),
      ),
    );
    // What was handed over of before is of rows that are gone.
    this.sendings = new Set();
    return own;
  }

  /** The engine holds nothing: it is new, or it has lost everything. */
  private async loadElsewhere(kept: Kept): Promise<unknown> {
    await this.dropAll(kept.rows);
    const local = await this.parts.local.load();
    this.adopts = local !== undefined;
    const own = this.parts.memory.witness;
    const known = own === undefined && local === undefined ? await this.askOthers() : kept.witnesses;
    const witness = latestOf(own === undefined ? known : [...known, own]);
    if (witness === undefined || isFurther(local, witness, this.parts.memory)) return local;
    throw new DamagedState(
      witness.head,
      '',
      phrase`the fleet's engine came back without it`,
      headIn(parsedJson(witness.head)),
    );
  }

  /** Records that no document counts are read again; until then nobody may take them. */
  private async dropAll(rows: ReadonlyMap<string, string>): Promise<void> {
    if (rows.size === 0) return;
    const drop = [...rows.keys()];
    await this.log.inTurn(() => this.log.write({ put: new Map(), drop }, () => undefined));
  }

  private async askOthers(): Promise<Witness[]> {
    await pause(this.parts.clock, othersMs, new AbortController().signal);
    return (await this.log.inTurn(() => this.log.read())).witnesses;
  }
}

function textsOf(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
}
