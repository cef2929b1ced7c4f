import { hash } from 'node:crypto';
import { CoupaError } from '../base/errors';
import { atStart, phrase, type Text } from '../base/text/phrase';

/** Pages in a row that bring nothing but what was read before. */
const mostRepeats = 100;

/** Pages in a row without a record: a hub that filters what it has read gives many of them. */
const mostEmpty = 1000;

/** Records of one reading: more cannot be remembered, as a list without order has to be. */
const mostRecords = 2_000_000;

/** Notices that a hub goes on giving pages for ever, each with a new token. */
export class EndlessList {
  private readonly known = new Set<number>();
  private repeats = 0;
  private empty = 0;
  private records = 0;

  constructor(private readonly purpose: Text) {}

  /**
   * A page was read, and another is to follow.
   *
   * @throws {CoupaError} `COUPA_RESPONSE` if nothing new is to be expected any more
   */
  see(records: readonly unknown[]): void {
    const before = this.known.size;
    for (const record of records) this.known.add(markOf(record));
    const isNew = this.known.size > before;
    this.empty = records.length > 0 ? 0 : this.empty + 1;
    if (records.length > 0) this.repeats = isNew ? 0 : this.repeats + 1;
    this.records += records.length;
    if (this.repeats >= mostRepeats || this.empty >= mostEmpty) {
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`${atStart(this.purpose)}: the hub's list has no end. Its last ${Math.max(this.repeats, this.empty)} pages brought nothing new, and each names another one. The position stays; ask the hub's support if the next poll fails too.`,
      );
    }
    if (this.records >= mostRecords) {
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`${atStart(this.purpose)}: the hub's list was not at its end after ${this.records} records, more than can be remembered. Narrow the filter in the URL, or start from a later date.`,
      );
    }
  }
}

/** Tells records apart well enough, whichever version of them it is: that a hundred pages of others were all taken for known ones does not happen. */
export function markOf(record: unknown): number {
  const id: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, 'id') : undefined;
  if (typeof id === 'number') return id;
  const text = typeof id === 'string' && id !== '' ? id : JSON.stringify(record);
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, 13), 16);
}
