import { CoupaError } from '../../base/errors';
import { isObject, Malformed } from '../../base/form';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { RowStore } from '../../ports/row-store';
import { DamagedState } from '../../ports/state-store';
import { identifiedAs } from '../model/record-identity';
import type { StateIdentity } from '../model/state';
import { type UndeliverableRow, undeliverableForm, undeliverableFormat } from '../model/undeliverable';

/** What came of loading the records that were given up. */
export interface LoadedBook {
  rows: readonly UndeliverableRow[];
  /** What the user has to know: they could not be taken as they were. */
  problem?: CoupaError;
  /** What the user should know of what was left behind. */
  remark?: Phrase;
}

/**
 * Loads the records that were given up for this identity. Like a position that is damaged, what is not as it was written stays in the
 * store until it is written anew, and a copy of it longer.
 *
 * @throws {CoupaError} `COUPA_STATE` if the store cannot be reached, or cannot keep the copy.
 */
export async function loadBook(
  store: Pick<RowStore, 'load' | 'keep'>,
  { tenant, path, resource }: Pick<StateIdentity, 'tenant' | 'path'> & { readonly resource: string },
): Promise<LoadedBook> {
  let document: unknown;
  try {
    document = await store.load();
  } catch (error) {
    if (!(error instanceof DamagedState)) throw error;
    return { rows: [], problem: damaged(error.why, error.keptAs || undefined) };
  }
  if (document === undefined) return { rows: [] };
  const read = readBook(document);
  if ('records' in read && read.tenant === tenant && read.path === path)
    return { rows: read.records.map((row) => identifiedAs(resource, row, ({ coupa }) => coupa)) };
  const copy = await store.keep?.('records' in read ? 'unsent' : 'damaged', JSON.stringify(document));
  if (!('records' in read)) return { rows: [], problem: damaged(read.why, copy) };
  if (read.records.length === 0) return { rows: [] };
  const remark = phrase`The node reads ${tenant + path} now, no longer ${read.tenant + read.path}. Undeliverable records of that list: ${read.records.length}. They are no longer kept.`;
  return { rows: [], remark: withCopy(remark, copy) };
}

function readBook(document: unknown): ReturnType<typeof undeliverableForm> | { why: Phrase } {
  const version = isObject(document) ? document['format'] : undefined;
  if (typeof version === 'number' && version > undeliverableFormat)
    return { why: phrase`a later version of this package wrote it (its format is ${version})` };
  try {
    return undeliverableForm(document, '');
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { why: phrase`its member "${error.place}" is not of the form in which it was written` };
  }
}

function damaged(why: Phrase, copy: string | undefined): CoupaError {
  const what = phrase`What was stored of this node's undeliverable records is damaged: ${why}. They cannot be redelivered; ask for their time with the command "backfill" where they are still wanted. The position is not concerned.`;
  return new CoupaError('COUPA_STATE', withCopy(what, copy));
}

function withCopy(what: Phrase, copy: string | undefined): Phrase {
  return copy === undefined ? what : phrase`${what} A copy of what was stored was kept as ${copy}.`;
}
