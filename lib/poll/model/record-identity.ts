import { idText } from '../../scan/record-id';
import type { Metadata } from './message';

/** What tells a record of a list from all others. */
interface Identified {
  readonly identity: string;
}

/** What tells a record from others of its list. */
export function nameIn({ identity }: Identified, { id }: Pick<Metadata, 'id'>): string {
  // Without an id it is a digest, in which there is no colon.
  return id === undefined ? identity.slice(identity.lastIndexOf(':') + 1) : idText(id);
}

/**
 * A row that was stored, as it is identified now: of one record all versions wait for each other, also where its resource was given another name
 * in between.
 *
 * @param metadata `msg.coupa` of its message
 */
export function identifiedAs<Row extends Identified>(
  resource: string,
  row: Row,
  metadata: (row: Row) => Pick<Metadata, 'id'>,
): Row {
  const before = `${resource}:`;
  // Where there is one more colon, it may be in the name that the resource had, or in the id.
  const isNamedSo = row.identity.startsWith(before) && !row.identity.includes(':', before.length);
  return isNamedSo ? row : { ...row, identity: before + nameIn(row, metadata(row)) };
}
