import type { Mutable } from '../../base/mutable';
import { IdRanges } from '../../scan/id-ranges';
import type { RecordId } from '../../scan/record-id';
import type { StoredLook } from '../model/removals-state';
import { IdSet } from './id-set';

/** What a look has counted so far. */
export type LookCounts = Pick<StoredLook, 'deleted' | 'left' | 'requests'>;

/** A look for removals: how far it has got. */
export class LookUnderWay {
  readonly poll: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How far the list was read by ids. */
  readonly reading: IdRanges;
  /** Ids that the list has. */
  readonly seen: IdSet;
  readonly counts: Mutable<LookCounts>;

  /** @throws {RangeError} if what was stored has no ids where they should be. */
  constructor({ poll, now, ranges, span, seen, deleted, left, requests }: StoredLook) {
    this.poll = poll;
    this.now = now;
    this.reading = new IdRanges(ranges, span);
    this.seen = IdSet.from(seen);
    this.counts = { deleted, left, requests };
  }

  static begin(poll: string, now: number): LookUnderWay {
    return new LookUnderWay({ poll, now, ranges: [{}], seen: [], deleted: 0, left: 0, requests: 0 });
  }

  /** Some ids that the list has, from all over it. */
  examples(): RecordId[] {
    const ids = [1, 0.5, 0].map((share) => this.seen.at(share)).filter((id) => id !== undefined);
    return [...new Set(ids)];
  }

  /** A copy, as it is stored. */
  toRow(): StoredLook {
    const { poll, now, reading, seen, counts } = this;
    return {
      poll,
      now,
      ranges: reading.ranges.map((range) => ({ ...range })),
      ...(reading.span !== undefined && { span: reading.span }),
      seen: seen.toRows(),
      ...counts,
    };
  }
}
