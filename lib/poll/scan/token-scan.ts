import { CoupaError } from '../../base/errors';
import { atStart, type Phrase, phrase, type Text } from '../../base/text/phrase';
import { markOf } from '../../hub/endless-list';
import { hubPages } from '../../hub/hub-pages';
import type { Answer, Requester } from '../../ports/requester';
import type { Page } from '../../scan/page';

/** Readings after which a list that never stands still is given up until the next poll. */
const maxReadings = 5;

/** What a scan by page tokens needs of its surroundings. */
export interface TokenScanOptions {
  requester: Requester;
  /** Rendered path and query, below the hub's base. */
  path: string;
  pageSize: number;
  purpose: Text;
  consume(records: readonly unknown[], page: Page): Promise<void>;
  /** Whether the list should hold something, for all that is known; asked where it is empty. Default: nobody knows. */
  isExpected?(): boolean;
  /** Whether the scan after this one finds a record by itself, since it has changed after this one began. Nothing is lost where it is hidden. */
  comesAgain(record: unknown): boolean;
}

/**
 * Reads a list of a hub to its last page; it begins anew if it fails before, since a hub promises no order. Behind a hub's tokens
 * there may be offsets, and a record that leaves its place then hides another one. So a list is read again that got shorter, or that
 * shows a record once more behind others: it may be sorted by what has changed of that one.
 *
 * @returns whether a list was read. An answer without a body may be a hub's way to say that there is nothing; or it was emptied on its way.
 * @throws {CoupaError} `COUPA_RESPONSE` if it never stands still; what the requests throw.
 */
export async function scanByToken(options: TokenScanOptions): Promise<boolean> {
  let seen: Set<number> = new Set();
  let isStill = true;
  let hasMoved = false;
  let last: Count = { read: 0 };
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const { isWhole, isList, shrunk, moved, fresh, own, ...count } = await readWhole(options, seen);
    if (seen.size === 0) seen = own;
    else for (const mark of own) seen.add(mark);
    const { total = Number.POSITIVE_INFINITY } = count;
    // All that the hub counts was seen by now, or nothing that an earlier reading had not, but for what has changed meanwhile.
    const isComplete = !moved || seen.size >= total || (reading > 0 && fresh === 0);
    // That a list is empty which was not is said once more.
    const isBelieved = count.read > 0 || last.read === 0;
    if (isWhole && isComplete && isBelieved) return isList;
    hasMoved = moved;
    isStill &&= isBelieved && !shrunk && (reading === 0 || count.total === last.total);
    last = count;
  }
  throw new CoupaError('COUPA_RESPONSE', whyNot(options.purpose, last, isStill, hasMoved));
}

/** Records that a reading brought, and that the hub counts. */
interface Count {
  read: number;
  total?: number | undefined;
}

interface WholeReading extends Count {
  isWhole: boolean;
  isList: boolean;
  shrunk: boolean;
  moved: boolean;
  fresh: number;
  own: Set<number>;
}

function whyNot(purpose: Text, last: Count, isStill: boolean, hasMoved: boolean): Phrase {
  if (hasMoved) return moving(purpose);
  return isStill ? missing(purpose, last) : restless(purpose);
}

function restless(purpose: Text): Phrase {
  return phrase`${atStart(purpose)}: the hub's list got shorter each time it was read, so records may have been passed over. What was read was sent; the next poll reads it again. Filter on the updated date alone, or poll at a quieter time.`;
}

function moving(purpose: Text): Phrase {
  return phrase`${atStart(purpose)}: records changed their places in the hub's list each time it was read, as in a list that is sorted by the updated date, so others may have been passed over. What was read was sent; the next poll reads it again. Sort by what does not change (the id), or poll at a quieter time.`;
}

function missing(purpose: Text, { read, total = 0 }: Count): Phrase {
  return phrase`${atStart(purpose)}: the hub counts ${total} records, and its pages hold ${read}, however often they are read. A proxy or gateway on the way may take the header "Elements-Next-Page-Token" away, or the hub counts wrongly: ask whoever runs them. What was read was sent, and the position stays.`;
}

/**
 * `isWhole`: as far as the hub's own counts tell, nothing was passed over. `isList`: one of its answers was one. `moved`: a record came once
 * more, behind others. `fresh`: records that no earlier reading had, and that do not come again by themselves. `own`: marks of what it read.
 *
 * @param seen marks of what earlier ones have read
 */
async function readWhole(
  { consume, comesAgain, ...options }: TokenScanOptions,
  seen: ReadonlySet<number>,
): Promise<WholeReading> {
  const own = new Set<number>();
  let isList = false;
  let before: readonly unknown[] = [];
  let read = 0;
  let total: number | undefined;
  let shrunk = false;
  let moved = false;
  let fresh = 0;
  for await (const page of hubPages(options)) {
    const { records, answer } = page;
    isList ||= !page.isWordless;
    const count = totalCount(answer);
    shrunk ||= count !== undefined && total !== undefined && count < total;
    total = count ?? total;
    read += records.length;
    const known = own.size;
    for (const record of records) {
      const mark = markOf(record);
      const isUnseen = seen.size > 0 && !seen.has(mark) && !own.has(mark);
      if (isUnseen && !comesAgain(record)) fresh += 1;
      own.add(mark);
    }
    const again = records.length - (own.size - known);
    moved ||= again > 0 && again !== pushedDown(before, records, again);
    before = records;
    await consume(records, page);
  }
  const isWhole = !shrunk && (total === undefined || read >= total);
  return { isWhole, isList, shrunk, moved, fresh, own, read, total };
}

/**
 * Records with which a page begins since others came before them in the list: those with which the last page ended, unchanged. They hide
 * none.
 *
 * @param most how many that can be
 */
function pushedDown(before: readonly unknown[], records: readonly unknown[], most: number): number {
  const length = Math.min(most, before.length);
  const end = JSON.stringify(before.slice(before.length - length));
  return JSON.stringify(records.slice(0, length)) === end ? length : 0;
}

/** `Elements-Total-Count`, which not every hub sends. */
function totalCount({ headers }: Answer): number | undefined {
  const value = headers['elements-total-count'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
