import { CoupaError } from '../../base/errors';
import { atStart, type Phrase, phrase, type Text } from '../../base/text/phrase';
import { hubPages } from '../../hub/hub-pages';
import type { Answer, Requester } from '../../ports/requester';
import type { Page } from '../../scan/page';

/** Readings after which a list that keeps getting shorter is given up until the next poll. */
const maxReadings = 5;

/** What a scan by page tokens needs of its surroundings. */
export interface TokenScanOptions {
  requester: Requester;
  /** Rendered path and query, below the hub's base. */
  path: string;
  pageSize: number;
  purpose: Text;
  consume(records: readonly unknown[], page: Page): Promise<void>;
}

/**
 * Reads a list of a hub to its last page; it begins anew if it fails before, since a hub promises no order. Behind a hub's tokens
 * there may be offsets, and a record that leaves the list then hides another one, so a list that got shorter is read again.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` if it never stands still; what the requests throw.
 */
export async function scanByToken(options: TokenScanOptions): Promise<void> {
  let isStill = true;
  let last: Count = { read: 0 };
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const { isWhole, shrunk, ...count } = await readWhole(options);
    if (isWhole) return;
    isStill &&= !shrunk && (reading === 0 || count.total === last.total);
    last = count;
  }
  throw new CoupaError(
    'COUPA_RESPONSE',
    isStill ? missing(options.purpose, last) : restless(options.purpose),
  );
}

/** Records that a reading brought, and that the hub counts. */
interface Count {
  read: number;
  total?: number | undefined;
}

function restless(purpose: Text): Phrase {
  return phrase`${atStart(purpose)}: the hub's list got shorter each time it was read, so records may have been passed over. What was read was sent; the next poll reads it again. Filter on the updated date alone, or poll at a quieter time.`;
}

function missing(purpose: Text, { read, total = 0 }: Count): Phrase {
  return phrase`${atStart(purpose)}: the hub counts ${total} records, and its pages hold ${read}, however often they are read. A proxy or gateway on the way may take the header "Elements-Next-Page-Token" away, or the hub counts wrongly: ask whoever runs them. What was read was sent, and the position stays.`;
}

/** `isWhole`: as far as the hub's own counts tell, nothing was passed over. */
async function readWhole({
  consume,
  ...options
}: TokenScanOptions): Promise<Count & { isWhole: boolean; shrunk: boolean }> {
  let read = 0;
  let total: number | undefined;
  let shrunk = false;
  for await (const page of hubPages(options)) {
    const count = totalCount(page.answer);
    shrunk ||= count !== undefined && total !== undefined && count < total;
    total = count ?? total;
    read += page.records.length;
    await consume(page.records, page);
  }
  return { isWhole: !shrunk && (total === undefined || read >= total), shrunk, read, total };
}

/** `Elements-Total-Count`, which not every hub sends. */
function totalCount({ headers }: Answer): number | undefined {
  const value = headers['elements-total-count'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
