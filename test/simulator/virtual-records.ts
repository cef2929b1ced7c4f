import type { Row } from './collection';
import type { Fields, Id } from './json';
import type { Size } from './records';
import { type Instant, toSecond } from './tenant-time';

/** How records that exist only as far as they are read come about. */
export interface VirtualOptions {
  /** The dates of the record with that id. Default: spread evenly over the 365 days before the tenant's now. */
  updatedAt?: (id: number) => Instant;
  /** Default: the tenant's `size`. */
  size?: Size;
}

/** Records 1 to `count`, computed from their ids, so that a million of them take no memory. */
export class VirtualRecords {
  private readonly dates: (id: number) => number;
  private readonly size: Size;
  /** Records that were changed, or (`undefined`) deleted. */
  private readonly overlay = new Map<Id, Row | undefined>();

  constructor(
    readonly count: number,
    now: number,
    { updatedAt, size = 'small' }: VirtualOptions,
    readonly make?: (id: number) => Fields,
  ) {
    this.dates = updatedAt ? (id) => toSecond(updatedAt(id)) : evenly(count, now);
    this.size = size;
  }

  has(id: Id): boolean {
    return id >= 1 && id <= this.count;
  }

  /** @returns `undefined` for a record that was deleted */
  row(id: Id): Row | undefined {
    if (this.overlay.size > 0 && this.overlay.has(id)) return this.overlay.get(id);
    const updatedAt = this.dates(Number(id));
    return { id, size: this.size, createdAt: updatedAt, updatedAt, visibleAt: 0 };
  }

  /** Keeps a row, so that changes to it last. */
  keep(row: Row): void {
    this.overlay.set(row.id, row);
  }

  delete(id: Id): void {
    this.overlay.set(id, undefined);
  }

  get deleted(): number {
    return [...this.overlay.values()].filter((row) => row === undefined).length;
  }
}

function evenly(count: number, now: number): (id: number) => number {
  const year = 365 * 86_400_000;
  return (id) => Math.floor((now - year + (year * id) / (count + 1)) / 1000) * 1000;
}
