import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { Parameter } from '../../scan/id-scan';
import type { Page } from '../../scan/page';

/** Passes after which a list that never stands still is given up until the next poll. */
const maxPasses = 20;

/** Agreeing passes after which rows that cannot be told apart are taken for what they seem. */
const alikeAgreements = 4;

/** What a scan by offset needs of its surroundings. */
export interface OffsetScanOptions {
  pageSize: number;
  fetch(parameters: readonly Parameter[], signal: AbortSignal): Promise<Page>;
  consume(records: readonly unknown[], page: Page): Promise<void>;
  /** Tells one version of one record from any other. */
  fingerprint(record: unknown): string;
  signal: AbortSignal;
}

/**
 * Reads a list whose tenant ignores `id[gt]` or the order, or whose records show no id, by offsets.
 *
 * A record that leaves the list while it is read moves everything behind it up by one, so that one is skipped. Therefore
 * pages overlap, and passes are repeated until two in a row have seen the same versions, and as many as there are rows. That there is nothing
 * has to be said twice as well: whoever reads like this has seen a record.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` if the offset is ignored too, or the list changes faster than it can be read.
 */
export async function scanByOffset(options: OffsetScanOptions): Promise<void> {
  let before: Pass | undefined;
  let agreements = 0;
  for (let count = 0; count < maxPasses; count += 1) {
    const pass = await readPass(options);
    agreements = before !== undefined && agree(before, pass) ? agreements + 1 : 0;
    // Fewer versions than rows: some were skipped, or rows without ids are alike to the letter; those stay so however often.
    const complete = pass.versions.size >= pass.rows || agreements >= alikeAgreements;
    if (agreements > 0 && complete) return;
    before = pass;
  }
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant does not page by id, and the list changes faster than it can be read twice with the same result. What was read was sent; the next poll reads on. Ask for a smaller list, or poll at a quieter time.`,
  );
}

interface Pass {
  rows: number;
  versions: Set<string>;
}

async function readPass({ pageSize, fetch, consume, fingerprint, signal }: OffsetScanOptions): Promise<Pass> {
  const versions = new Set<string>();
  let offset = 0;
  for (;;) {
    const page = await fetch(
      [
        ['offset', offset],
        ['limit', pageSize],
      ],
      signal,
    );
    if (page.records.length === 0) return { rows: offset, versions };
    const before = versions.size;
    for (const record of page.records) versions.add(fingerprint(record));
    await consume(page.records, page);
    // Nothing new: either the end, seen from within the overlap, or the offset is ignored.
    const beyond = offset + page.records.length;
    if (offset > 0 && versions.size === before && (await isEnd(beyond))) return { rows: beyond, versions };
    offset += Math.max(1, page.records.length - overlapOf(page.records.length));
  }

  async function isEnd(beyond: number): Promise<boolean> {
    const page = await fetch(
      [
        ['offset', beyond],
        ['limit', pageSize],
      ],
      signal,
    );
    if (page.records.length === 0) return true;
    if (!page.records.every((record) => versions.has(fingerprint(record)))) return false;
    if (page.records.length < pageSize) return true;
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`The tenant ignores "id[gt]" and "offset" both: every page holds the same records. Such a list cannot be read beyond its first page. Check that the URL is that of a Coupa list, and that no proxy answers from a cache.`,
    );
  }
}

/** Rows read again by the next page. */
function overlapOf(length: number): number {
  return Math.min(5, Math.floor(length / 5));
}

function agree(a: Pass, b: Pass): boolean {
  return (
    a.rows === b.rows &&
    a.versions.size === b.versions.size &&
    [...a.versions].every((one) => b.versions.has(one))
  );
}
