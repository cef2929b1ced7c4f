import { count, listOf, moment, objectOf, optional, passing, text } from '../../base/form';
import type { IdRange, IdSpan } from '../../scan/id-ranges';
import { isRecordId } from '../../scan/record-id';
import type { StoredLook, StoredRemovals } from '../model/removals-state';
import { decodeIds } from './id-block';

const id = passing(isRecordId);

const blocks = listOf(passing(isBlock));

const look = objectOf<StoredLook>({
  poll: text,
  now: moment,
  ranges: listOf(objectOf<IdRange>({ after: optional(id), upTo: optional(id) })),
  span: optional(objectOf<IdSpan>({ first: id, last: id })),
  seen: blocks,
  deleted: count,
  left: count,
  requests: count,
});

/** Reads what is stored of known ids. */
export const removalsForm = objectOf<StoredRemovals>({
  of: text,
  looks: count,
  begunAt: optional(moment),
  known: blocks,
  fresh: blocks,
  unseen: blocks,
  look: optional(look),
});

function isBlock(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return decodeIds(value).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
