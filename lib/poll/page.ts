import { CoupaError } from '../connection/errors';
import type { Answer } from '../connection/requester';
import { phrase } from '../text/phrase';
import { compareIds, type RecordId, readId } from './record-id';
import type { IdRange } from './state';

/** One page of a list. */
export interface Page {
  records: readonly unknown[];
  answer: Answer;
}

/**
 * Reads an answer as a page: `204` is an empty one.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` if it is no JSON list.
 */
export function readPage(answer: Answer): Page {
  if (Array.isArray(answer.body)) return { records: answer.body, answer };
  if (answer.statusCode === 204) return { records: [], answer };
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant answered with something that is not a list of records. Check that the URL is that of a list, such as /api/invoices.`,
    { statusCode: answer.statusCode },
  );
}

/** Why pages cannot be read by `id[gt]`. */
export type Irregularity = 'order' | 'bound' | 'id';

/** An answer shows that the tenant does not page by id as asked. */
export class IrregularPage extends Error {
  override readonly name = 'IrregularPage';

  constructor(readonly irregularity: Irregularity) {
    super(`A page is irregular: ${irregularity}.`);
  }
}

/**
 * Checks that a page is what `id[gt]=after&order_by=id&dir=asc` asked for.
 *
 * @returns the records within the range, and the last id; `ended` when the page reached past the range.
 * @throws {IrregularPage} if a record has no id, the ids do not ascend, or one is not above the bound.
 */
export function checkPage(
  records: readonly unknown[],
  { after, upTo }: IdRange,
): { records: readonly unknown[]; last: RecordId | undefined; ended: boolean } {
  let last = after;
  for (let index = 0; index < records.length; index += 1) {
    const id = idOf(records[index]);
    if (id === undefined) throw new IrregularPage('id');
    if (last !== undefined && compareIds(id, last) <= 0)
      throw new IrregularPage(index === 0 || last === after ? 'bound' : 'order');
    if (upTo !== undefined && compareIds(id, upTo) > 0) {
      return { records: records.slice(0, index), last, ended: true };
    }
    last = id;
  }
  return { records, last, ended: upTo !== undefined && last !== undefined && compareIds(last, upTo) >= 0 };
}

/** The id by which lists are ordered: always the field `id`, whatever identifies the record to the user. */
export function idOf(record: unknown): RecordId | undefined {
  return typeof record === 'object' && record !== null ? readId((record as { id?: unknown }).id) : undefined;
}
