import { type Phrase, phrase } from '../../base/text/phrase';

/** What is told of one object beside its result. */
export interface Remark {
  /** Place of the object in the message, from 0. */
  index: number;
  /** Member that it is about; empty: the object as a whole. */
  path: string;
  message: Phrase;
}

/** What Coupa took without doing it. */
export interface Ignored {
  id: string;
  /** Paths as they were sent. */
  members: string[];
}

/** Remarks of one message at most: nobody reads more, and a hundred thousand objects may have the same mistake. */
const mostRemarks = 1000;

/** Collects what `msg.coupa.record` tells beside the result. */
export class Remarks {
  private readonly remarks: Remark[] = [];
  readonly ignored: Ignored[] = [];
  private left = 0;

  add(...remarks: readonly Remark[]): void {
    for (const remark of remarks) {
      if (this.remarks.length < mostRemarks) this.remarks.push(remark);
      else this.left += 1;
    }
  }

  /** In the order of the objects; the last one counts those that are not told. */
  get warnings(): Remark[] {
    const sorted = [...this.remarks].sort((one, other) => one.index - other.index);
    if (this.left === 0) return sorted;
    return [
      ...sorted,
      { index: sorted.at(-1)?.index ?? 0, path: '', message: phrase`… and ${this.left} more` },
    ];
  }
}
