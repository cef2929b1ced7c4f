import { randomUUID } from 'node:crypto';
import { isObject } from '../base/form';
import { parsedJson } from '../base/json';
import type { BookInEngine, EngineBook } from '../fleet/book/engine-book';
import type { NotedTexts, RowStore } from '../ports/row-store';
import type { Kept } from '../ports/state-store';
import { type BesideEngine, type BookHead, type LocalBook, withoutAsked } from './local-book';

/** A row, and its place among the others. */
interface Placed {
  place: number;
  row: object;
}

/**
 * The undeliverable records of a fleet's poll, in the engine: each change of a row is written with what is told of unsettled records at
 * the same time, so a record that is given up, or sent again, is never in neither list. What a node has kept by itself is taken over.
 */
export class FleetBook implements RowStore {
  private head: BookHead | undefined;
  private readonly rows = new Map<string, Placed>();
  /** Keys of the rows that the engine has, or will have with the next write. */
  private readonly inEngine = new Set<string>();
  /** Keys of the rows that were loaded otherwise than the engine has them. */
  private readonly altered = new Set<string>();
  private readonly places = new Map<string, number>();
  private nextPlace = 0;

  constructor(
    private readonly engine: EngineBook,
    private readonly local: LocalBook,
  ) {}

  /** See `RowStore`. */
  get notes(): NotedTexts {
    return this.engine.notes;
  }

  /** @throws {DamagedState} @throws {CoupaError} `COUPA_STATE` */
  async load(): Promise<unknown> {
    const kept = await this.engine.read();
    this.head = kept.head === undefined ? undefined : (parsedJson(kept.head) as BookHead);
    const own = placedIn(kept);
    this.inEngine.clear();
    this.altered.clear();
    this.places.clear();
    for (const [key, { place, row }] of own) {
      this.inEngine.add(key);
      // It gets its number here: with those that have one by then, the next leader would give it another.
      if (!('sequence' in row)) this.altered.add(key);
      this.places.set(key, place);
    }
    this.nextPlace = (own.at(-1)?.[1].place ?? -1) + 1;
    if (this.head === undefined) return this.local.document(kept.hasPosition && !kept.goesOnFromOwn);
    const { id: _, ...head } = this.head;
    const beside = await this.local.beside(this.head, kept.goesOnFromOwn);
    const older = this.older(beside, own[0]?.[1].place ?? 0);
    const left = own.filter(([key, { row }]) => !beside.done.has(key) || 'dismissed' in row);
    const rows = left.map(([key, { row }]) => (beside.wentOn ? this.dealtWith(key, row, beside) : row));
    return { ...head, records: [...older, ...rows] };
  }

  taken(head: Omit<BookHead, 'id'>, rows: Iterable<readonly [key: string, row: object]>): boolean {
    this.begin(head);
    const gone = new Set(this.inEngine);
    this.rows.clear();
    for (const [key, row] of rows) {
      if (gone.delete(key) && !this.altered.has(key))
        this.rows.set(key, { place: this.places.get(key) ?? 0, row });
      else this.put(key, row);
    }
    for (const key of gone) this.remove(key);
    if (this.rows.size > 0) this.local.changed();
    return !this.local.isHandedOver;
  }

  put(key: string, row: object): void {
    const place = this.places.get(key) ?? this.nextPlace++;
    this.places.set(key, place);
    this.rows.set(key, { place, row });
    this.inEngine.add(key);
    this.engine.put(key, JSON.stringify({ place, row }));
    this.local.changed();
  }

  remove(key: string): void {
    this.places.delete(key);
    this.rows.delete(key);
    if (this.inEngine.delete(key)) this.engine.drop(key);
    this.local.changed();
  }

  keep(kind: Kept, text: string): Promise<string> {
    return this.local.keep(kind, text);
  }

  /** The engine has all that was told. `isLast`: the node is about to be closed. */
  stored(isLast: boolean): Promise<void> {
    return this.local.stored(isLast, () => this.copy());
  }

  /** The node is about to be closed. */
  closes(): void {
    this.local.closes();
  }

  /** The engine takes nothing from this node any more: it may have lost everything. */
  refused(): Promise<void> {
    return this.local.refused(() => this.copy());
  }

  /** One that is of another list than the one before is another book. */
  private begin(head: Omit<BookHead, 'id'>): void {
    if (this.head?.tenant === head.tenant && this.head.path === head.path) return;
    this.head = { ...head, id: randomUUID() };
    this.engine.putHead(JSON.stringify(this.head));
  }

  /** What this node has kept by itself stands before what the fleet has: nobody knows which came first, and so it is not sent later. One that goes on from its own position knows: its numbers tell. */
  private older({ rows }: BesideEngine, before: number): object[] {
    const found = [...rows].filter(([key]) => !this.inEngine.has(key));
    for (const [at, [key]] of found.entries()) this.places.set(key, before - found.length + at);
    return found.map(([, row]) => row);
  }

  /**
   * A row of the engine at a node that polled by itself: it may have delivered that record, or a newer version of it, so nothing is sent
   * that was asked for before it left. What was superseded here or there stays so; what was dismissed keeps its place only.
   */
  private dealtWith(key: string, row: object, { rows }: BesideEngine): object {
    const own = rows.get(key);
    if (own !== undefined && numberOf(own) > numberOf(row)) {
      // The record has returned to it since, and it was given up once more.
      this.altered.add(key);
      return own;
    }
    if ('dismissed' in row || (own === undefined && !('asked' in row))) return row;
    this.altered.add(key);
    const latest = { ...('sequence' in row && { sequence: row.sequence }), ...(own ?? withoutAsked(row)) };
    return 'superseded' in row ? { ...withoutAsked(latest), superseded: row.superseded } : latest;
  }

  private copy(): object {
    const { id: copyOf, ...head } = this.head ?? { id: '' };
    const placed = [...this.rows.values()].sort((one, other) => one.place - other.place);
    return { ...head, copyOf, records: placed.map(({ row }) => row) };
  }
}

/** The number under which a version was sent; of one that was sent in another order: none. */
function numberOf(row: object): number {
  return 'sequence' in row ? Number(row.sequence) : Number.NEGATIVE_INFINITY;
}

/** The rows in their order. What cannot be read stays as it is, and is found to be damaged. */
function placedIn({ rows }: BookInEngine): (readonly [key: string, placed: Placed])[] {
  return [...rows]
    .map(([key, text]) => [key, placedOf(text)] as const)
    .sort(([, one], [, other]) => one.place - other.place);
}

function placedOf(text: string): Placed {
  const placed = parsedJson(text);
  return isObject(placed) && typeof placed['place'] === 'number' && isObject(placed['row'])
    ? (placed as unknown as Placed)
    : { place: 0, row: { text } };
}
