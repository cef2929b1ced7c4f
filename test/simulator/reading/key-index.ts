import type { Fields, Id } from '../json';
import { valuesAt } from './filters';

/** Where records with a certain value are, so that ten thousand upserts by number need no ten thousand scans. */
export class KeyIndex {
  private readonly ids = new Map<string, Set<Id>>();

  /** @param path attribute names from the record inwards */
  constructor(readonly path: readonly string[]) {}

  /** Notes a record's values. What it held before stays noted: who asks looks at the record as well. */
  note(id: Id, record: Fields): void {
    for (const value of valuesAt(record, this.path)) {
      if (value === null || value === undefined || typeof value === 'object') continue;
      const key = keyOf(String(value));
      const ids = this.ids.get(key);
      if (ids) ids.add(id);
      else this.ids.set(key, new Set([id]));
    }
  }

  /** Ids of records that have, or once had, that value in whatever case. */
  find(value: string): ReadonlySet<Id> {
    return this.ids.get(keyOf(value)) ?? none;
  }
}

const none: ReadonlySet<Id> = new Set();

/** `1.0` and `1.00` are one number. */
function keyOf(text: string): string {
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text) ? String(Number(text)) : text.toLowerCase();
}
