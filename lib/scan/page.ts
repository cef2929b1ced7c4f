import { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';
import { listRefusal } from '../connection/failures/list-refusal';
import { UnreadableRecord } from '../connection/json/unreadable-record';
import type { Answer } from '../ports/requester';
import type { IdRange } from './id-ranges';
import { compareIds, idFault, type RecordId, readId } from './record-id';

/** One page of a list. */
export interface Page {
  records: readonly unknown[];
  answer: Answer;
  /** Nobody needs it any more. May be called more than once. */
  done?(): void;
}

/**
 * Reads an answer as a page: `204` is an empty one.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` if it is no JSON list, or one of errors.
 */
export function readPage(answer: Answer): Page {
  if (answer.statusCode === 204) return { records: [], answer };
  if (answer.body === undefined) throw emptied(answer);
  const refusal = listRefusal(answer);
  if (refusal !== undefined) throw refusal;
  if (Array.isArray(answer.body)) return { records: answer.body, answer };
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant answered with something that is not a list of records. Check that the URL is that of a list, such as /api/invoices.`,
    { statusCode: answer.statusCode },
  );
}

/** What is told of a list that came without a word. */
export function emptied({ statusCode }: Pick<Answer, 'statusCode'>): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant answered HTTP ${statusCode} with nothing where a list should be. Something in between, such as a proxy or a gateway, may have emptied the answer: no record counts as read, and the next attempt asks for the same again.`,
    { statusCode },
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

/** What a page of a range was found to be. */
export interface CheckedPage {
  /** The records within the range. */
  records: readonly unknown[];
  /** The last id. */
  last: RecordId | undefined;
  /** Records behind the last id whose ids cannot be used: the next page has to step over them. Default: none. */
  behind?: number;
  /** The page reached past the range. */
  ended: boolean;
}

/**
 * Checks that a page is what `id[gt]=after&order_by=id&dir=asc` asked for. Records whose ids cannot be used have no place in the
 * order and are passed over; those at its end of which not even the id can be told are left to the next page.
 *
 * @throws {IrregularPage} if a record has no id, the ids do not ascend, or one is not above the bound.
 */
export function checkPage(records: readonly unknown[], { after, upTo }: IdRange): CheckedPage {
  let last = after;
  let highest = after;
  let behind = 0;
  let beyond: number | undefined;
  for (let index = 0; index < records.length; index += 1) {
    const id = idOf(records[index]);
    if (id === undefined) {
      if (beyond !== undefined) continue;
      if (!hasUnusableId(records[index])) throw new IrregularPage('id');
      behind += 1;
      continue;
    }
    if (highest !== undefined && compareIds(id, highest) <= 0)
      throw new IrregularPage(index === 0 || highest === after ? 'bound' : 'order');
    highest = id;
    // Also what is beyond the range has to ascend: else the range may go on behind it.
    if (upTo !== undefined && compareIds(id, upTo) > 0) {
      beyond ??= index;
      continue;
    }
    last = id;
    behind = 0;
  }
  if (beyond !== undefined) return { records: records.slice(0, beyond), last, ended: true };
  const ended = upTo !== undefined && last !== undefined && compareIds(last, upTo) >= 0;
  // Where they stand in the order only the next page tells, which begins with them; there has to be one.
  const untold = last === after || ended ? 0 : brokenAtEnd(records);
  behind = Math.max(0, behind - untold);
  return {
    records: untold === 0 ? records : records.slice(0, -untold),
    last,
    ended,
    ...(behind > 0 && { behind }),
  };
}

/** Records at the end of which not even the ids can be told. */
function brokenAtEnd(records: readonly unknown[]): number {
  const isBroken = (record: unknown) => record instanceof UnreadableRecord && record.id === undefined;
  return records.length - 1 - records.findLastIndex((record) => !isBroken(record));
}

/** The id by which lists are ordered: always the field `id`, whatever identifies the record to the user. */
export function idOf(record: unknown): RecordId | undefined {
  return readId(fieldId(record));
}

/** Whether the id by which lists are ordered is there, but cannot be asked for (see `idFault`), or cannot even be told. */
export function hasUnusableId(record: unknown): boolean {
  if (record instanceof UnreadableRecord) return record.id === undefined;
  return idFault(fieldId(record)) !== undefined;
}

function fieldId(record: unknown): unknown {
  return typeof record === 'object' && record !== null ? (record as { id?: unknown }).id : undefined;
}
