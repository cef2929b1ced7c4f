import { unchanging } from '../../base/unchanging';
import type { ListedRecord } from '../../connection/json/listed-record';
import { idText } from '../../scan/record-id';
import { Version } from '../model/record';
import { isSaid } from '../model/said';
import type { MemoryRow, SentVersion } from '../model/state';
import { digestsOf, hasBytes, hasContent } from './digests';

/** What is remembered of the latest version of one record. */
interface Remembered {
  updatedAt: number | undefined;
  /** Of its bytes and its content, or of what it says where a mark has left it like that: see `digestsOf`. */
  digest: string;
  /** False for versions that were there before the first poll and are known without having been sent. */
  sent: boolean;
  /** Whether the scan under way returned it. */
  seen: boolean;
  /** Which scan was the last to have begun when it was remembered. See `Memory.scans`. */
  in: number;
  /** It is kept for what a page may hold that a back-fill waits for, and no scan is expected to return it. Default: no. */
  isPast?: boolean;
  /** A back-fill sent it: which scan was the last to have begun when its page was asked for. See `Memory.scans`. */
  beside?: number | undefined;
}

/** A page that a back-fill has asked for. */
export interface ExpectedPage {
  /** Which scan was the last to have begun then. See `Memory.scans`. */
  readonly in: number;
  /** A moment before that, by the tenant's clock; epoch milliseconds. `undefined`: none is known. */
  readonly since: number | undefined;
}

/** Takes something back. */
export type Undo = () => void;

/**
 * What was sent within the overlap: the latest version of each record that a coming poll may return again.
 *
 * A record is new when its date or its content differs from what is remembered. Only the latest version is kept, so a
 * record that returns to an earlier content within one second is new again, as it should be.
 */
export class Memory {
  private readonly rows: Map<string, Remembered>;
  /** How marks have left records, until the next scan begins: pages of the one under way may have been read before. */
  private readonly expected = new Map<string, Remembered>();
  /** As it was stored last; `undefined`: something has changed since. */
  private stored: readonly MemoryRow[] | undefined;
  private begun = 0;
  /** Pages that are not taken in yet: they may be older than what was sent since. */
  private readonly pages = new Set<ExpectedPage>();

  constructor(rows: readonly MemoryRow[] = []) {
    this.rows = new Map(
      rows.map(([identity, updatedAt, digest, sent]) => [
        identity,
        { updatedAt: updatedAt ?? undefined, digest, sent: sent === 1, seen: true, in: 0 },
      ]),
    );
  }

  get size(): number {
    return this.rows.size;
  }

  /** Scans that have begun. */
  get scans(): number {
    return this.begun;
  }

  /** Whether this very version was sent, or was there before the first poll. */
  knows(version: Version): boolean {
    if (this.rows.size === 0) return false;
    const known = this.rows.get(version.identity);
    if (known === undefined) return false;
    known.seen = true;
    const same = [known, this.expected.get(version.identity)].find((one) => isVersion(version, one));
    if (same === undefined) return false;
    const { fingerprint } = version;
    // The next one in these bytes need not be parsed.
    if (fingerprint !== undefined && !hasBytes(same.digest, fingerprint)) {
      same.digest = digestsOf(version);
      this.stored = undefined;
    }
    return true;
  }

  /**
   * The version that is remembered of these very bytes, which need not be parsed; `undefined`: none is. Only where `id` identifies
   * records: then the bytes prove that the id in them is the one they were remembered by.
   */
  recall(record: ListedRecord): Version | undefined {
    const known = this.rows.get(idText(record.id));
    if (known === undefined || !hasBytes(known.digest, record.fingerprint)) return undefined;
    return new Version(record, record.id, known.updatedAt, undefined, record);
  }

  /** Whether another content with the same updated date was remembered: two changes within one second. */
  hasTwin(version: Version): boolean {
    const known = this.rows.get(version.identity);
    return known !== undefined && known.updatedAt === version.updatedAt && !hasContent(known.digest, version);
  }

  /** A back-fill has asked for a page: what is sent until it is taken in is not forgotten before. */
  expectPage(page: ExpectedPage): void {
    this.pages.add(page);
  }

  /** It was taken in, or never will be. */
  pageTaken(page: ExpectedPage): void {
    this.pages.delete(page);
  }

  /**
   * Whether a page that is not taken in yet may hold a record as it was before.
   *
   * @param visibleAt until when the record may have been shown as it was before, by the tenant's clock; epoch milliseconds
   */
  expectsEarlier(visibleAt: number | undefined): boolean {
    for (const { since } of this.pages)
      if (since === undefined || visibleAt === undefined || visibleAt >= since) return true;
    return false;
  }

  /** Whether what is remembered was sent since a page was asked for that is not taken in: that may hold an earlier version. */
  private mayBeOnPage({ in: scan }: Pick<Remembered, 'in'>): boolean {
    for (const page of this.pages) if (page.in <= scan) return true;
    return false;
  }

  /** Whether a later version of the record was remembered. */
  hasLater(version: Version): boolean {
    const known = this.rows.get(version.identity)?.updatedAt;
    return known !== undefined && version.updatedAt !== undefined && known > version.updatedAt;
  }

  /**
   * Whether a back-fill sent a later version that it has read since the scan under way began: a page of that may be older. Should this
   * version be the newer one all the same, since the tenant's clock was set back, then it is newer than the scan, and the next one returns it. A
   * page that the back-fill had read before proves nothing: it may have waited longer than scans reach back.
   */
  isOvertaken(version: Version): boolean {
    return this.rows.get(version.identity)?.beside === this.begun && this.hasLater(version);
  }

  /** Whether any version of the record was seen, sent or not. */
  has(version: Version): boolean {
    return this.rows.has(version.identity);
  }

  /** Whether any version of the record was sent. */
  sentBefore(version: Version): boolean {
    return this.rows.get(version.identity)?.sent ?? false;
  }

  /**
   * Remembers a version. What is returned takes that back, unless something else was remembered of the record since.
   *
   * @param beside a back-fill sent it: which scan was the last to have begun when its page was asked for
   */
  remember(version: Version, sent: boolean, beside?: number): Undo {
    const { identity } = version;
    this.stored = undefined;
    this.expected.delete(identity);
    const before = this.rows.get(identity);
    const row: Remembered = {
      updatedAt: version.updatedAt,
      digest: digestsOf(version),
      sent: sent || this.sentBefore(version),
      seen: true,
      in: this.begun,
      beside,
    };
    this.rows.set(identity, row);
    return () => {
      if (this.rows.get(identity) !== row) return;
      this.stored = undefined;
      if (before === undefined) this.rows.delete(identity);
      else this.rows.set(identity, before);
    };
  }

  /**
   * Versions that were sent, in their order, though what is remembered may be older. Of two of one second the one that is given is later:
   * whatever was sent behind it would be given as well.
   */
  rememberSent(versions: Iterable<SentVersion>): void {
    const latest = new Map<string, SentVersion>();
    for (const version of versions) latest.set(version.identity, version);
    for (const { identity, updatedAt, digest } of latest.values()) {
      const known = this.rows.get(identity);
      if (known !== undefined && isCovered({ updatedAt, digest }, known)) continue;
      this.stored = undefined;
      this.rows.set(identity, { updatedAt, digest, sent: true, seen: true, in: this.begun });
    }
  }

  /**
   * A mark has left a record that was sent like this: whatever scans return of it from the next one on is new where it differs.
   *
   * @param left its `digest` is that of what was delivered, with the mark: what a mark is answered with may be in another form than lists
   * @param always whether a scan may return it though it is not remembered. Else only what is remembered is replaced.
   */
  expect(left: Pick<Remembered, 'updatedAt' | 'digest'> & { identity: string }, always: boolean): void {
    const { identity, updatedAt, digest } = left;
    if (!always && !this.rows.has(identity)) return;
    this.stored = undefined;
    this.expected.set(identity, { updatedAt, digest, sent: true, seen: false, in: this.begun });
  }

  /** A record was told to be gone: should it come back, then it is to be sent, even as it was. */
  outdate(identity: string): void {
    this.expected.delete(identity);
    const known = this.rows.get(identity);
    if (known !== undefined) known.digest = noDigest;
    this.stored = undefined;
  }

  /** Forgets what `keep` does not want: when a scan has ended, what the next one cannot return again. */
  forget(keep: (row: { updatedAt: number | undefined; seen: boolean }) => boolean): void {
    for (const [identity, row] of this.rows) {
      const isKept = keep(row);
      row.isPast = !isKept && this.mayBeOnPage(row);
      if (isKept || row.isPast) continue;
      this.rows.delete(identity);
      this.stored = undefined;
    }
  }

  /** Forgets what was there before the first poll and is known without having been sent. */
  forgetUnsent(): void {
    for (const [identity, row] of this.rows) {
      if (row.sent) continue;
      this.rows.delete(identity);
      this.stored = undefined;
    }
  }

  /** How many versions are like that. */
  count(isCounted: (row: { updatedAt: number | undefined; seen: boolean }) => boolean): number {
    let count = 0;
    for (const row of this.rows.values()) if (row.isPast !== true && isCounted(row)) count += 1;
    return count;
  }

  /** A new scan begins: it has returned nothing yet. */
  beginScan(): void {
    this.begun += 1;
    for (const row of this.rows.values()) row.seen = false;
    for (const [identity, row] of this.expected) this.rows.set(identity, row);
    this.expected.clear();
  }

  clear(): void {
    this.stored = undefined;
    this.rows.clear();
    this.expected.clear();
  }

  /** As it is stored: the same list until something has changed, since most polls find nothing and there may be a hundred thousand rows. */
  toRows(): readonly MemoryRow[] {
    this.stored ??= unchanging(this.copy());
    return this.stored;
  }

  private copy(): MemoryRow[] {
    const rows: MemoryRow[] = [];
    for (const [identity, row] of this.rows) {
      if (!this.expected.has(identity)) rows.push(rowOf(identity, row));
    }
    for (const [identity, row] of this.expected) rows.push(rowOf(identity, row));
    return rows;
  }
}

/** No version has it. */
const noDigest = '-';

function rowOf(identity: string, { updatedAt, digest, sent }: Remembered): MemoryRow {
  return [identity, updatedAt ?? null, digest, sent ? 1 : 0];
}

function isVersion(version: Version, known: Remembered | undefined): boolean {
  return known !== undefined && known.updatedAt === version.updatedAt && hasContent(known.digest, version);
}

/** Whether what is remembered is this version, or a later one. */
function isCovered({ updatedAt, digest }: Omit<SentVersion, 'identity'>, known: Remembered): boolean {
  const isLater = known.updatedAt !== undefined && updatedAt !== undefined && known.updatedAt > updatedAt;
  return isLater || known.digest.endsWith(digest) || isSaid(known.digest);
}
