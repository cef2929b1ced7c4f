import type { Clock } from '../base/clock';
import { isObject, Malformed } from '../base/form';
import { storedRow, type UndeliverableState, undeliverableForm } from '../poll/model/undeliverable';
import type { Kept, StateStore } from '../ports/state-store';

/** What the engine keeps beside the rows of a book. */
export interface BookHead {
  /** Names it: where an engine has lost it, the next one has another name. */
  id: string;
  tenant: string;
  path: string;
}

/** What a node has beside what the engine has. */
export interface BesideEngine {
  /** By their keys. What is to be sent again is so only where nobody else may have done that. */
  rows: ReadonlyMap<string, object>;
  /** Whether it polled by itself: then it may have dealt with what the engine has. */
  wentOn: boolean;
  /** Keys of what it certainly has: it had a copy of them then, and has them no more. */
  done: ReadonlySet<string>;
}

/** Where a node keeps its undeliverable records without a fleet. */
export interface OwnBook extends StateStore {
  /** The fleet keeps them from now on. */
  handedOver(): Promise<void>;
}

/** What a local book is made of. */
export interface LocalBookParts {
  store: OwnBook;
  clock: Clock;
  /** Told when what is here cannot be read or written; nothing else depends on it. */
  failed(error: unknown): void;
}

const nothing: BesideEngine = { rows: new Map(), wentOn: false, done: new Set() };

/** Milliseconds between two copies while the node leads. */
const copiedEveryMs = 60_000;

/**
 * What a node of a fleet has of undeliverable records in its own store. What it gave up by itself is handed over. From then on it keeps a
 * copy, for when it leaves the fleet, and for when the engine loses everything: as long as the engine has what that is a copy of, nobody
 * looks at it. Nothing in a copy is to be sent again: whether that was done in the meantime cannot be known.
 */
export class LocalBook {
  private handedOver = true;
  private isCopied = true;
  private copiedAt: number;
  private copying: Promise<void> | undefined;
  /** Set while a copy is to be written later. */
  private later: unknown;

  constructor(private readonly parts: LocalBookParts) {
    this.copiedAt = parts.clock.monotonic();
  }

  /** Whether the fleet has what is here; else it is handed over with the next save. */
  get isHandedOver(): boolean {
    return this.handedOver;
  }

  /**
   * What is here, where the engine has none.
   *
   * @param hasOthers whether others have led meanwhile.
   * @throws {DamagedState} @throws {CoupaError} `COUPA_STATE`
   */
  async document(hasOthers: boolean): Promise<unknown> {
    const document = await this.parts.store.load();
    this.handedOver = document === undefined;
    return hasOthers ? asOfOthers(document) : document;
  }

  /**
   * What is here beside what the engine has.
   *
   * @param goesOn whether the node goes on from its own position: then nobody else has dealt with what it has here.
   */
  async beside(head: BookHead, goesOn: boolean): Promise<BesideEngine> {
    try {
      const document = await this.parts.store.load();
      if (document === undefined) return nothing;
      return await this.taken(document, head, goesOn);
    } catch (error) {
      this.parts.failed(error);
      return nothing;
    }
  }

  /** A copy is not what it was. */
  changed(): void {
    this.isCopied = false;
  }

  /** The engine has everything. */
  async stored(isLast: boolean, copy: () => object): Promise<void> {
    const { clock, store, failed } = this.parts;
    if (!this.handedOver) {
      this.handedOver = true;
      await store.handedOver().catch(failed);
      this.copiedAt = Number.NEGATIVE_INFINITY;
      this.isCopied = false;
    }
    clock.clearTimeout(this.later);
    // What comes next may be saved much later, or never.
    const leftMs = isLast ? 0 : this.copiedAt + copiedEveryMs - clock.monotonic();
    if (leftMs <= 0) void this.write(copy);
    else if (!this.isCopied) this.later = clock.setTimeout(() => void this.write(copy), leftMs);
    if (isLast) await this.copying;
  }

  /** Writes nothing more by itself: from now on another may, such as the same node without a fleet. */
  closes(): void {
    this.parts.clock.clearTimeout(this.later);
  }

  /** The engine may have lost everything. What was not handed over is here still. */
  async refused(copy: () => object): Promise<void> {
    if (this.handedOver) await this.write(copy);
  }

  async keep(kind: Kept, text: string): Promise<string> {
    return (await this.parts.store.keep?.(kind, text)) ?? '';
  }

  private async taken(
    document: unknown,
    { id, tenant, path }: BookHead,
    goesOn: boolean,
  ): Promise<BesideEngine> {
    this.isCopied = false;
    const state = readBook(goesOn ? document : asOfOthers(document));
    if (state?.copyOf === id) return nothing;
    const isOfList = state !== undefined && state.tenant === tenant && state.path === path;
    if (!isOfList) await this.keep(state === undefined ? 'damaged' : 'unsent', JSON.stringify(document));
    if (!isOfList) return nothing;
    this.handedOver = false;
    const rows = new Map(state.records.map((row) => [row.coupa.key, storedRow(row)]));
    const done = new Set((state.left ?? []).filter((key) => !rows.has(key)));
    return { rows, wentOn: state.copyOf === undefined, done };
  }

  /** One at a time: a slow disk does not hold the position up. */
  private write(copy: () => object): Promise<void> {
    this.copying ??= this.writeAll(copy).finally(() => {
      this.copying = undefined;
    });
    return this.copying;
  }

  private async writeAll(copy: () => object): Promise<void> {
    const { clock, store, failed } = this.parts;
    while (!this.isCopied) {
      this.isCopied = true;
      this.copiedAt = clock.monotonic();
      await store.save(asListed(copy()) as object).catch(failed);
    }
  }
}

function readBook(document: unknown): UndeliverableState | undefined {
  try {
    return undeliverableForm(document, '');
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The same document with nothing in it that is to be sent again: it is listed, for somebody to ask for it. */
function asListed(document: unknown): unknown {
  if (!isObject(document) || !Array.isArray(document['records'])) return document;
  const records = document['records'].filter((row: unknown) => !isObject(row) || row['dismissed'] !== true);
  return { ...document, records: records.map(withoutAsked) };
}

/** The same document beside what others have done: their order is another one, in which it comes first. */
function asOfOthers(document: unknown): unknown {
  const listed = asListed(document);
  if (!isObject(listed) || !Array.isArray(listed['records'])) return listed;
  return { ...listed, records: listed['records'].map(withoutSequence) };
}

function withoutSequence<Row>(row: Row): Row {
  if (!isObject(row)) return row;
  const { sequence: _, ...others } = row;
  return others as Row;
}

/** The same row, not to be sent again. */
export function withoutAsked<Row>(row: Row): Row {
  if (!isObject(row)) return row;
  const { asked: _, ...others } = row;
  return others as Row;
}
