import type { Said } from '../../../lib/base/text/said';
import type { Undeliverable } from '../../../lib/poll/model/report';

/** What became of records that were sent again. Numbers of records. */
export interface Fate {
  /** The flow has them. */
  accepted: number;
  /** They are in the list again. */
  again: number;
  /** On their way, or waiting for room. */
  underWay: number;
}

/** Records that somebody has sent again from a list, and what became of them: whatever is in the list no more was accepted. */
export class SentAgain {
  private readonly keys = new Set<string>();
  private count = 0;
  private isAll = false;
  private isOver = true;

  /**
   * More are sent again, beside those that are still on their way.
   *
   * @param keys which; `undefined`: all that the next list says are on their way
   * @param count how many of them were there
   */
  add(keys: readonly string[] | undefined, count: number): void {
    if (this.isOver) this.forget();
    this.count += count;
    this.isOver = false;
    this.isAll ||= keys === undefined;
    for (const key of keys ?? []) this.keys.add(key);
  }

  /** Nobody wants to know any more. */
  forget(): void {
    this.keys.clear();
    this.count = 0;
    this.isAll = false;
    this.isOver = true;
  }

  /** By a list that was asked for later; `undefined`: nothing was sent again. */
  fate(records: readonly Said<Undeliverable>[]): Fate | undefined {
    if (this.count === 0) return undefined;
    if (this.isAll) for (const { key, redelivering } of records) if (redelivering) this.keys.add(key);
    this.isAll = false;
    const left = records.filter(({ key }) => this.keys.has(key));
    const underWay = left.filter(({ redelivering }) => redelivering).length;
    const again = left.length - underWay;
    this.isOver = underWay === 0;
    return { accepted: Math.max(0, this.count - left.length), again, underWay };
  }
}
