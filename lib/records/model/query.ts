import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { pageLimit } from '../../scan/paging-parameters';
import { filtersOf, parametersOf, readConditions, readCount } from '../../write/filters';

/** What a list is asked for. */
export interface ListQuery {
  /** Conditions, percent-encoded, in the order given. */
  filters: string[];
  /** Records wanted; absent: all there are. */
  limit?: number;
  /** An order or an offset of the user's own, percent-encoded: then one page is read, as it is. */
  page?: string[];
}

/**
 * Reads `msg.query`: names with operators to values (`{"status[in]":["draft","new"]}`), and `limit`. A null or missing value is no condition.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` for anything that is not such an object, and for an order or an offset of more than one page:
 *   a list that changes while it is read by offsets loses records.
 */
export function readListQuery(query: unknown): ListQuery {
  const { limit, offset, order_by, dir, fields, ...conditions } = readConditions(query, refused);
  if (fields !== undefined) throw refused(phrase`has "fields", which is a property of the node`);
  const filters = filtersOf(conditions, refused);
  const wanted = readCount('limit', limit, refused);
  const page = parametersOf({ order_by, dir, offset: readCount('offset', offset, refused) }, refused);
  if (page.length > 0 && (wanted === undefined || wanted > pageLimit)) {
    throw refused(
      phrase`has an order or an offset without a "limit" of ${pageLimit} or less: a longer list is always read by its ids, since one that changes meanwhile would lose records`,
    );
  }
  return {
    filters,
    ...(wanted === undefined ? {} : { limit: wanted }),
    ...(page.length === 0 ? {} : { page }),
  };
}

function refused(fault: Phrase): CoupaError {
  return new CoupaError('COUPA_VALIDATION', phrase`Listing: msg.query ${fault}. Nothing was sent.`);
}
