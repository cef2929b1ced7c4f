import type { Said } from '../../../lib/base/text/said';
import type { Ended, Ending, Undeliverable, UndeliverableList } from '../../../lib/poll/model/report';

/** What became of records that were sent again. Numbers of records. */
export interface Fate extends Record<Ending, number> {
  /** They are in the list again. */
  again: number;
  /** On their way, or waiting for room. */
  underWay: number;
  /** Neither in the list, nor is it known why: Node-RED was restarted, or another instance of a fleet polls now. */
  unknown: number;
}

/** Records that somebody has sent again from a list, and what became of them. */
export class SentAgain {
  private readonly keys = new Set<string>();
  private count = 0;
  private earlier: readonly string[] | undefined;
  private isOver = true;
  /** Once it is over: what is kept no more is forgotten when others are sent again, by somebody else for one. */
  private result: Fate | undefined;

  /**
   * More are sent again, beside those that are still on their way.
   *
   * @param keys which; `undefined`: all that there were
   * @param count how many of them were there
   * @param before the list as it was
   */
  add(keys: readonly string[] | undefined, count: number, before: Said<UndeliverableList>): void {
    if (this.isOver) this.forget();
    this.count += count;
    this.isOver = false;
    const { records, ended = [] } = before;
    const idle = records.filter(({ redelivering, superseded }) => !redelivering && !superseded);
    for (const key of keys ?? idle.map((record) => record.key)) this.keys.add(key);
    // Some may have been given up after that list, and be among them.
    if (keys === undefined) this.earlier ??= ended.map(({ key }) => key);
  }

  /** Nobody wants to know any more. */
  forget(): void {
    this.keys.clear();
    this.count = 0;
    this.earlier = undefined;
    this.isOver = true;
    this.result = undefined;
  }

  /** By a list that was asked for later; `undefined`: nothing was sent again. */
  fate(list: Said<UndeliverableList>): Fate | undefined {
    if (this.count === 0 || this.isOver) return this.result;
    const fate = this.reckon(list);
    this.isOver = fate.underWay === 0;
    if (this.isOver) this.result = fate;
    return fate;
  }

  private reckon({ records, ended = [] }: Said<UndeliverableList>): Fate {
    this.findOthers(records, ended);
    const left = records.filter(({ key }) => this.keys.has(key));
    const underWay = left.filter(({ redelivering }) => redelivering).length;
    const counts = { accepted: 0, superseded: 0, dismissed: 0, forgotten: 0 };
    const listed = new Set(left.map(({ key }) => key));
    for (const { key, result } of ended) if (this.keys.has(key) && !listed.has(key)) counts[result] += 1;
    const known = Object.values(counts).reduce((sum, count) => sum + count, left.length);
    return {
      ...counts,
      again: left.length - underWay,
      underWay,
      unknown: Math.max(0, this.count - known),
    };
  }

  /** All were sent again, also those that came after the list in which that was asked for. */
  private findOthers(records: readonly Said<Undeliverable>[], ended: readonly Ended[]): void {
    if (this.earlier === undefined) return;
    const earlier = new Set(this.earlier);
    for (const { key, redelivering } of records) if (redelivering) this.keys.add(key);
    for (const { key } of ended) if (!earlier.has(key)) this.keys.add(key);
    this.earlier = undefined;
  }
}
