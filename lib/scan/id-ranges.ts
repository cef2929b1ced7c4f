import type { Mutable } from '../base/mutable';
import { compareIds, type RecordId, toBigInt } from './record-id';

/** What a scan still has to read: ids above `after`, up to and including `upTo`; absent: no bound on that side. */
export interface IdRange {
  readonly after?: RecordId;
  readonly upTo?: RecordId;
}

/** Whether an id is one that ranges ask for. */
export function isWithin(id: RecordId | undefined, ranges: readonly IdRange[]): boolean {
  if (id === undefined) return false;
  return ranges.some(
    ({ after, upTo }) =>
      (after === undefined || compareIds(id, after) > 0) && (upTo === undefined || compareIds(id, upTo) <= 0),
  );
}

/** The same without those that ask for nothing but what one before them asks for. */
export function distinct(ranges: readonly IdRange[]): IdRange[] {
  const kept: IdRange[] = [];
  for (const range of ranges) if (!kept.some((one) => covers(one, range))) kept.push(range);
  return kept;
}

function covers(one: IdRange, { after, upTo }: IdRange): boolean {
  return (
    (one.after === undefined || (after !== undefined && compareIds(after, one.after) >= 0)) &&
    (one.upTo === undefined || (upTo !== undefined && compareIds(upTo, one.upTo) <= 0))
  );
}

/** First and last id of a list: what the share of a long scan that is done is reckoned from. */
export interface IdSpan {
  readonly first: RecordId;
  readonly last: RecordId;
}

/** How far a list has been read by ids: what is left of it. */
export class IdRanges {
  /** First and last id, once they were asked for. */
  span: IdSpan | undefined;
  private left: Mutable<IdRange>[];

  /** @param ranges what is to be read. Default: everything. */
  constructor(ranges: readonly IdRange[] = [{}], span?: IdSpan) {
    this.left = ranges.map((range) => ({ ...range }));
    this.span = span;
  }

  /** What is left to read. */
  get ranges(): readonly IdRange[] {
    return this.left;
  }

  /** One of the ranges was read up to an id. */
  readTo(range: IdRange, after: RecordId): void {
    const own: Mutable<IdRange> = range;
    own.after = after;
  }

  /** Parts one of the ranges in two. @returns the upper one. */
  split(range: IdRange, middle: RecordId): IdRange {
    const lower: Mutable<IdRange> = range;
    const upper: Mutable<IdRange> = { after: middle, upTo: lower.upTo };
    lower.upTo = middle;
    this.left.push(upper);
    return upper;
  }

  /** One of the ranges was read to its end. */
  finish(range: IdRange): void {
    this.left = this.left.filter((one) => one !== range);
  }

  /** One id was read, in another way than by ranges. Of ids that are no whole numbers it leaves everything. */
  readAlone(id: RecordId): void {
    this.left = this.left.flatMap((range) => (isWithin(id, [range]) ? without(range, id) : [range]));
  }

  /** Everything was read, in another way than by ranges. */
  finishAll(): void {
    this.left = [];
  }
}

function without(range: IdRange, id: RecordId): IdRange[] {
  const number = toBigInt(id);
  if (number === undefined) return [range];
  const parts: IdRange[] = [
    { ...range, upTo: String(number - 1n) },
    { ...range, after: id },
  ];
  return parts.filter(
    ({ after, upTo }) => after === undefined || upTo === undefined || compareIds(after, upTo) < 0,
  );
}
