import type { Said } from '../../../../lib/base/text/said';
import type { Ended, Ending, Undeliverable, UndeliverableList } from '../../../../lib/poll/model/report';
import type { Say } from '../../page/say';
import { numberOf } from '../parts/amounts';

type GivenUp = Said<Undeliverable>;

/** What became of records that were sent again. Numbers of records. */
export interface Fate extends Record<Ending, number> {
  /** They are in the list again. */
  again: number;
  /** On their way, or waiting for room. */
  underWay: number;
  /** Neither in the list, nor is it known why: Node-RED was restarted, or another instance of a fleet polls now. */
  unknown: number;
}

/** How it may end for a record that is sent again, beside that the flow accepts it or it is given up again. */
const otherEndings = ['superseded', 'dismissed', 'forgotten', 'unknown'] as const;

/** Records that somebody has sent again from a list, and what became of them. */
export class SentAgain {
  /** By key, as the list had them; `undefined`: they came after it. */
  private readonly asked = new Map<string, GivenUp | undefined>();
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
    this.isOver = false;
    const { records, ended = [] } = before;
    const idle = records.filter(({ redelivering, superseded }) => !redelivering && !superseded);
    const wanted = keys ?? idle.map(({ key }) => key);
    // One that was given up again while others are on their way is one record, however often it is sent.
    this.count += Math.max(0, count - wanted.filter((key) => this.asked.has(key)).length);
    for (const key of wanted)
      this.asked.set(
        key,
        records.find((record) => record.key === key),
      );
    // Some may have been given up after that list, and be among them.
    if (keys === undefined) this.earlier ??= ended.map(({ key }) => key);
  }

  /** Nobody wants to know any more. */
  forget(): void {
    this.asked.clear();
    this.count = 0;
    this.earlier = undefined;
    this.isOver = true;
    this.result = undefined;
  }

  /** How many were sent again; 0: nobody wants to know of any. */
  get size(): number {
    return this.count;
  }

  /** Those that were sent again, in the order of the list; some may be missing that came after it. */
  get records(): GivenUp[] {
    return [...this.asked.values()].filter((record) => record !== undefined);
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
    this.dropOthers(records, ended);
    const left = records.filter(({ key }) => this.asked.has(key));
    const underWay = left.filter(({ redelivering }) => redelivering).length;
    const counts = { accepted: 0, superseded: 0, dismissed: 0, forgotten: 0 };
    const listed = new Set(left.map(({ key }) => key));
    for (const { key, result } of ended) if (this.asked.has(key) && !listed.has(key)) counts[result] += 1;
    const known = Object.values(counts).reduce((sum, count) => sum + count, left.length);
    return {
      ...counts,
      again: left.length - underWay,
      underWay,
      unknown: Math.max(0, this.count - known),
    };
  }

  /** All were sent again, also those that came after the list in which that was asked for. */
  private findOthers(records: readonly GivenUp[], ended: readonly Ended[]): void {
    if (this.earlier === undefined) return;
    const earlier = new Set(this.earlier);
    for (const record of records) if (record.redelivering) this.asked.set(record.key, record);
    for (const { key } of ended) if (!earlier.has(key)) this.asked.set(key, this.asked.get(key));
    this.earlier = undefined;
  }

  /** Some that were asked for were not sent, since they were gone or delivered already: nothing is known of these any more. */
  private dropOthers(records: readonly GivenUp[], ended: readonly Ended[]): void {
    if (this.asked.size <= this.count) return;
    const known = new Set([...records, ...ended].map(({ key }) => key));
    for (const key of this.asked.keys()) if (!known.has(key)) this.asked.delete(key);
  }
}

/** Of what else became of records that were sent again, what there was: a sentence each. */
export function othersOf(fate: Fate, say: Say): string {
  return otherEndings
    .filter((ending) => fate[ending] > 0)
    .map((ending) => say(`sidebar.undelivered.ended.${ending}`, { count: numberOf(fate[ending]) }))
    .join(' ');
}
