import type { RecordId } from '../../scan/record-id';
import { areAlike, decodeIds, encodeIds, orderIds } from './id-block';

/** Ids in one block at most. A smaller block is changed faster, a larger one takes less room. */
const largestBlock = 1024;

/** Ids that are added one by one and are sorted in together. */
const sortedInAt = 512;

/** Ids that stand beside each other, as `encodeIds` writes them. */
interface Block {
  readonly text: string;
  readonly last: RecordId;
  readonly count: number;
}

/**
 * A set of ids, of which a million takes one to four megabytes, in memory and stored: blocks of ids that are written short, in
 * `orderIds`' order. To change it costs the blocks that are concerned.
 */
export class IdSet {
  private blocks: readonly Block[];
  private late: RecordId[] = [];

  private constructor(blocks: readonly Block[]) {
    this.blocks = blocks;
  }

  static empty(): IdSet {
    return new IdSet([]);
  }

  /** Takes what `toRows` gave. @throws {RangeError} if a row is none. */
  static from(rows: readonly string[]): IdSet {
    return new IdSet(rows.map(blockOf));
  }

  get size(): number {
    this.sortIn();
    return this.blocks.reduce((sum, { count }) => sum + count, 0);
  }

  /** One by one, in their order. */
  *[Symbol.iterator](): Generator<RecordId> {
    this.sortIn();
    for (const { text } of this.blocks) yield* decodeIds(text);
  }

  add(id: RecordId): void {
    this.late.push(id);
    if (this.late.length >= sortedInAt) this.sortIn();
  }

  addAll(ids: Iterable<RecordId>): void {
    for (const id of ids) this.add(id);
  }

  /** Takes ids out; those that are not in it do no harm. */
  removeAll(ids: readonly RecordId[]): void {
    this.sortIn();
    if (ids.length === 0 || this.blocks.length === 0) return;
    this.blocks = change(this.blocks, sorted(ids), without);
  }

  has(id: RecordId): boolean {
    this.sortIn();
    const block = this.blocks.find(({ last }) => orderIds(last, id) >= 0);
    return block !== undefined && decodeIds(block.text).includes(id);
  }

  /** Some of its ids, the first ones. */
  first(count: number): RecordId[] {
    const ids: RecordId[] = [];
    for (const id of this) {
      if (ids.length >= count) break;
      ids.push(id);
    }
    return ids;
  }

  /** One of its ids from about that place, 0 to 1; `undefined`: it is empty. */
  at(share: number): RecordId | undefined {
    this.sortIn();
    const block = this.blocks[Math.min(this.blocks.length - 1, Math.floor(this.blocks.length * share))];
    if (block === undefined) return undefined;
    const ids = decodeIds(block.text);
    return ids[Math.min(ids.length - 1, Math.floor(ids.length * share))];
  }

  /** As it is stored. */
  toRows(): string[] {
    this.sortIn();
    return this.blocks.map(({ text }) => text);
  }

  private sortIn(): void {
    if (this.late.length === 0) return;
    const ids = sorted(this.late);
    this.late = [];
    this.blocks = change(this.blocks, ids, union);
  }
}

type Merge = (ids: readonly RecordId[], others: readonly RecordId[]) => RecordId[];

/** Changes the blocks in whose reach the given ids are; behind the last one there is the last one's. */
function change(blocks: readonly Block[], ids: readonly RecordId[], merge: Merge): Block[] {
  const changed: Block[] = [];
  let next = 0;
  blocks.forEach((block, index) => {
    const isLast = index === blocks.length - 1;
    const begin = next;
    next = isLast ? ids.length : firstAbove(ids, block.last, next);
    if (begin === next) changed.push(block);
    else changed.push(...cut(merge(decodeIds(block.text), ids.slice(begin, next)), isLast));
  });
  return blocks.length === 0 ? cut(merge([], ids), true) : changed;
}

/** Where the ids above one begin, looked for from a place on. */
function firstAbove(ids: readonly RecordId[], last: RecordId, from: number): number {
  let at = from;
  for (let id = ids[at]; id !== undefined && orderIds(id, last) <= 0; id = ids[at]) at += 1;
  return at;
}

/** Makes blocks of ids. At the end of a set that grows at its end, they are filled; elsewhere ids may come between. */
function cut(ids: readonly RecordId[], isAtEnd: boolean): Block[] {
  const blocks: Block[] = [];
  let begin = 0;
  while (begin < ids.length) {
    const end = endOfKind(ids, begin);
    const parts = Math.ceil((end - begin) / largestBlock);
    const size = isAtEnd ? largestBlock : Math.ceil((end - begin) / parts);
    for (; begin < end; begin += size) blocks.push(encoded(ids.slice(begin, Math.min(end, begin + size))));
    begin = end;
  }
  return blocks;
}

function endOfKind(ids: readonly RecordId[], begin: number): number {
  const [first, last] = [ids[begin], ids[ids.length - 1]];
  if (first === undefined || last === undefined || areAlike(first, last)) return ids.length;
  let end = begin;
  for (let id = ids[end]; id !== undefined && areAlike(first, id); id = ids[end]) end += 1;
  return end;
}

function encoded(ids: readonly RecordId[]): Block {
  return { text: encodeIds(ids), last: ids[ids.length - 1] ?? 0, count: ids.length };
}

function blockOf(text: string): Block {
  const ids = decodeIds(text);
  const last = ids[ids.length - 1];
  if (last === undefined) throw new RangeError('empty');
  return { text, last, count: ids.length };
}

function sorted(ids: readonly RecordId[]): RecordId[] {
  const ordered = [...ids].sort(orderIds);
  return ordered.filter((id, index) => index === 0 || orderIds(id, ordered[index - 1] ?? id) !== 0);
}

function union(ids: readonly RecordId[], others: readonly RecordId[]): RecordId[] {
  const all: RecordId[] = [];
  let at = 0;
  for (const other of others) {
    for (let id = ids[at]; id !== undefined && orderIds(id, other) < 0; id = ids[at]) {
      all.push(id);
      at += 1;
    }
    const same = ids[at];
    if (same !== undefined && orderIds(same, other) === 0) at += 1;
    all.push(other);
  }
  return all.concat(ids.slice(at));
}

function without(ids: readonly RecordId[], others: readonly RecordId[]): RecordId[] {
  const left: RecordId[] = [];
  let at = 0;
  for (const id of ids) {
    for (let other = others[at]; other !== undefined && orderIds(other, id) < 0; other = others[at]) at += 1;
    const other = others[at];
    if (other === undefined || orderIds(other, id) !== 0) left.push(id);
  }
  return left;
}
