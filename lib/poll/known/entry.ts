import type { RecordId } from '../../scan/record-id';

/** A record by both of its ids. */
export interface Named {
  /** Its `id`, by which it can be asked for. */
  readonly id: RecordId;
  /** What identifies it to the flow: the node's id field. */
  readonly key: RecordId;
}

/** As it is remembered: the id alone where that is the id field, else both as one text. */
export function entryOf({ id, key }: Named, idField: string): RecordId {
  return idField === 'id' ? id : JSON.stringify([id, key]);
}

/** Tells entries of a key, where another field than `id` is the id field: several records may have it, one after the other. */
export function hasKey(key: RecordId): (entry: RecordId) => boolean {
  const end = `,${JSON.stringify(key)}]`;
  // Reading each would take long: an entry of this key ends so, and few others do.
  return (entry) => String(entry).endsWith(end) && namedBy(entry, '').key === key;
}

/** Reads what `entryOf` gave for the same field. */
export function namedBy(entry: RecordId, idField: string): Named {
  if (idField === 'id') return { id: entry, key: entry };
  const [id, key] = JSON.parse(String(entry)) as [RecordId, RecordId];
  return { id, key };
}

/** The key of an entry of both ids, as JSON: of a million, reading each whole would take a second. */
export function keyTextOf(entry: RecordId): string {
  const text = String(entry);
  // An id that is a text may hold a comma.
  if (text.startsWith('["')) return JSON.stringify(namedBy(entry, '').key);
  return text.slice(text.indexOf(',') + 1, -1);
}
