/** Id of the first record. Ids of one length keep the records' heads at one length. */
export const firstId = 1_000_001;

/** Records in a page at most, as Coupa has it. */
export const pageCap = 50;

/** Ids in the order of their dates: what a query is answered from. */
export interface Dated {
  /** The last id there is. */
  lastId: number;
  /** The lowest id whose date is not below that one, epoch milliseconds. */
  firstSince(date: number): number;
}

/** The ids that a query asks for; none when the last is below the first. */
export interface Wanted {
  first: number;
  last: number;
}

/**
 * Reads a query as Coupa would.
 *
 * @throws {Error} if it has a parameter that is not understood: an answer that ignores one would be a lie
 */
export function wantedBy(query: URLSearchParams, { lastId, firstSince }: Dated): Wanted {
  const wanted = { first: firstId, last: lastId };
  let [limit, isDescending] = [pageCap, false];
  for (const [name, value] of query) {
    const since = (offset: number) => firstSince(instant(value) + offset);
    if (name === 'limit') limit = Math.min(pageCap, Number(value));
    else if (name === 'dir') isDescending = value === 'desc';
    else if (name === 'id[gt]') wanted.first = Math.max(wanted.first, Number(value) + 1);
    else if (name === 'id[lt_or_eq]') wanted.last = Math.min(wanted.last, Number(value));
    else if (name === 'updated-at[gt_or_eq]') wanted.first = Math.max(wanted.first, since(0));
    else if (name === 'updated-at[gt]') wanted.first = Math.max(wanted.first, since(1));
    else if (name === 'updated-at[lt_or_eq]') wanted.last = Math.min(wanted.last, since(1) - 1);
    else if (name !== 'fields' && `${name}=${value}` !== 'order_by=id')
      throw new Error(`Not understood: ${name}=${value}`);
  }
  if (!isDescending) return { first: wanted.first, last: Math.min(wanted.last, wanted.first + limit - 1) };
  // One record has one order: more would have to be turned around.
  if (limit > 1) throw new Error('Not understood: more than one, descending');
  return { first: Math.max(wanted.first, wanted.last), last: wanted.last };
}

function instant(text: string): number {
  const date = Date.parse(text);
  if (Number.isNaN(date)) throw new Error(`Not a date: ${text}`);
  return date;
}
