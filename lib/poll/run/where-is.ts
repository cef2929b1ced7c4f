import type { Mutable } from '../../base/mutable';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { IdRange } from '../../scan/id-ranges';
import { hasUnusableId, idOf } from '../../scan/page';
import { type RecordId, toBigInt } from '../../scan/record-id';

/** Where the reading of a page is: behind which id, and where that page ends, as far as that is known. */
export type Place = Mutable<IdRange>;

/** An empty range: no request can ask for such a record, now or later, and a long scan goes on. */
const nowhere: IdRange = { after: 0, upTo: 0 };

/**
 * Where a record that cannot be read can be asked for alone; `undefined`: nowhere. It may hide others: what is left behind reaches
 * to the next one that can be read.
 *
 * @param place where it stands, in a page that was asked for by ids; `undefined`: those come in no order
 * @param next what stands behind it on its page
 */
export function whereIs(record: unknown, place: Place | undefined, next: unknown): IdRange | undefined {
  const isBroken = record instanceof UnreadableRecord;
  // What it hides may have any id in a list that has no order.
  if (isBroken && place === undefined) return undefined;
  if (hasUnusableId(record)) return (isBroken ? between(place, next) : undefined) ?? nowhere;
  const id = idOf(record);
  const number = id === undefined ? undefined : toBigInt(id);
  if (number === undefined) return undefined;
  const following = isBroken ? idOf(next) : undefined;
  const beyond = following === undefined ? undefined : toBigInt(following);
  const upTo = beyond === undefined || beyond <= number ? id : String(beyond - 1n);
  return { ...(isBroken ? behind(place?.after, number) : { after: String(number - 1n) }), upTo };
}

/** What is broken may begin with others, and the id that is found in it be that of the last one. */
function behind(after: RecordId | undefined, number: bigint): IdRange {
  if (after === undefined) return {};
  const low = toBigInt(after);
  return { after: low !== undefined && low < number ? after : String(number - 1n) };
}

/** The ids that the records beside one leave to it of which not even the id can be told. */
function between(place: Place | undefined, next: unknown): IdRange | undefined {
  if (place === undefined) return undefined;
  const { after, upTo } = place;
  const low = after === undefined ? undefined : toBigInt(after);
  const following = idOf(next);
  const beyond = following === undefined ? undefined : toBigInt(following);
  const high = beyond === undefined ? upTo && toBigInt(upTo) : beyond - 1n;
  if (high === undefined || typeof high !== 'bigint' || (after !== undefined && low === undefined))
    return undefined;
  if (low !== undefined && high <= low) return undefined;
  return { ...(low !== undefined && { after: String(low) }), upTo: String(high) };
}
