import { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';

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
  if (query === undefined || query === null || query === '') return { filters: [], offset: 0 };
  if (!isJsonObject(query)) throw refused(phrase`has to be an object such as {"name[contains]":"LTL"}`);
  const { limit, offset, ...conditions } = query;
  const read: ListQuery = { filters: filtersOf(conditions), offset: readCount('offset', offset) ?? 0 };
  const wanted = readCount('limit', limit);
  if (wanted !== undefined) read.limit = wanted;
  return read;
}

/** One condition, percent-encoded. */
export function filter(name: string, value: string): string {
  return `${encode(name)}=${encode(value)}`;
}

function filtersOf(conditions: Record<string, unknown>): string[] {
  return Object.entries(conditions)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => filter(name, valueText(name, value)));
}

function valueText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => valueText(name, item)).join(',');
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw refused(
      phrase`has a number at "${name}" that is too large for JavaScript, its last digits are lost: give a text`,
    );
  }
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value);
  throw refused(
    phrase`has something at "${name}" that is neither a text, a number, true, false nor a list of these`,
  );
}

function readCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const count = typeof value === 'string' ? Number(value) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw refused(phrase`has a "${name}" that is not a whole number from 0`);
}

/** A text that is no Unicode (half of a pair) has no percent-encoding; U+FFFD stands for it, as in a URL. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function refused(fault: Phrase): CoupaError {
  return new CoupaError('COUPA_VALIDATION', phrase`Listing: msg.query ${fault}. Nothing was sent.`);
}
