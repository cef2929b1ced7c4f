import type { Item } from '../model/item';
import { type Identity, identityOf, spelling } from '../model/key';
import type { Work } from './work';

/** The keys under which one write is under way at a time: the id of a record, and each of its natural keys. */
export function turnsOf(work: Work, item: Item): string[] {
  const named = work.keys.flatMap((key) => {
    const reading = identityOf([key], item.object);
    return 'identity' in reading ? [keyTurn(work, reading.identity)] : [];
  });
  return item.id === undefined ? named : [idTurn(work, item.id), ...named];
}

/** A record's own turn. */
export function idTurn({ target }: Pick<Work, 'target'>, id: string): string {
  return `${target.path} ${id}`;
}

/** The turn of whatever has a key. */
export function keyTurn({ target }: Pick<Work, 'target'>, { key, values }: Identity): string {
  // Coupa may find what differs in case or in blanks only.
  return `${target.path} ${key.members.join()} ${JSON.stringify(values.map(spelling))}`;
}
