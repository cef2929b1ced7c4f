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

/** Reads what `entryOf` gave for the same field. */
export function namedBy(entry: RecordId, idField: string): Named {
  if (idField === 'id') return { id: entry, key: entry };
  const [id, key] = JSON.parse(String(entry)) as [RecordId, RecordId];
  return { id, key };
}
