import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { filtersOf, readConditions, readCount } from '../../write/filters';

/** What a list is asked for. */
export interface ListQuery {
  /** Filters, already encoded, in the order given: `name%5Bcontains%5D=LTL`. */
  filters: string[];
  /** Objects wanted; `undefined`: all there are. */
  limit?: number;
  /** Objects to skip. Default 0. */
  offset: number;
}

/**
 * Reads `msg.query`: names with operators to values (`{"name[contains]":"LTL","state[in]":["Setup","Active"]}`), and
 * `limit` and `offset`. A null or missing value is no condition.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` for anything that is not such an object.
 */
export function readQuery(query: unknown): ListQuery {
  const { limit, offset, ...conditions } = readConditions(query, refused);
  const read: ListQuery = {
    filters: filtersOf(conditions, refused),
    offset: readCount('offset', offset, refused) ?? 0,
  };
  const wanted = readCount('limit', limit, refused);
  if (wanted !== undefined) read.limit = wanted;
  return read;
}

function refused(fault: Phrase): CoupaError {
  return new CoupaError('COUPA_VALIDATION', phrase`Listing: msg.query ${fault}. Nothing was sent.`);
}
