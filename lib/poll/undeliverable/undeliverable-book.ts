import type { SettledRecord } from '../delivery/delivery';
import type { Ending } from '../model/report';
import type { PendingRow } from '../model/state';
import {
  storedRow,
  type UndeliverableRow,
  type UndeliverableState,
  undeliverableFormat,
} from '../model/undeliverable';
import { Endings } from './endings';

/** Records that are kept at most: the latest. */
export const mostRecords = 1000;

/** MiB of records that are kept at most. The latest one is kept, whatever its size. */
export const mostMebibytes = 16;

/** What a book tells. */
export interface BookEvents {
  /** More were given up than are kept, and this one is forgotten. */
  overflowed(row: UndeliverableRow): void;
  /** A row is there, or has changed. Nobody wants to know it by default. */
  put?(key: string, row: object): void;
  removed?(key: string): void;
  /** One that was sent again is on its way no more; `again`: it was given up once more. */
  ended?(key: string, result: Ending | 'again'): void;
}

/** What came of asking for records that were given up. */
export interface Selection {
  /** What is meant. */
  rows: readonly UndeliverableRow[];
  /** What was dropped, since this version or a newer one was delivered meanwhile. */
  superseded: readonly UndeliverableRow[];
  /** How many keys are of no record that is kept. */
  unknown: number;
}

/**
 * The records that a node has given up, oldest first, so that versions of one record are in their order. In memory: it knows no time and
 * no store, and sends nothing.
 */
export class UndeliverableBook {
  private readonly rows = new Map<string, UndeliverableRow>();
  /** Keys of the versions of each record. */
  private readonly versions = new Map<string, Set<string>>();
  private bytes = 0;
  private asked = 0;
  private dismissed = 0;
  /** What became of those that were sent again, as long as some are and until others are. */
  readonly endings = new Endings(mostRecords);

  constructor(private readonly events: BookEvents) {}

  /** Records that nobody has asked for again. */
  get left(): number {
    return this.rows.size - this.asked;
  }

  /** Records that are to be sent again. */
  get redelivering(): number {
    return this.asked - this.dismissed;
  }

  /** Whether something is to be sent again, or was. */
  get isBusy(): boolean {
    return this.asked > 0;
  }

  /** All, and those that were dismissed while they may have been on their way. */
  all(): Iterable<UndeliverableRow> {
    return this.rows.values();
  }

  /** Those that somebody may ask for. */
  listed(): UndeliverableRow[] {
    return [...this.rows.values()].filter(({ dismissed }) => !dismissed);
  }

  find(key: string): UndeliverableRow | undefined {
    const row = this.rows.get(key);
    return row?.dismissed ? undefined : row;
  }

  /** A record was given up, perhaps again: then it keeps its place. */
  add(row: UndeliverableRow): void {
    const { key } = row.coupa;
    this.endings.forget(key);
    const before = this.rows.get(key);
    if (before?.asked) this.events.ended?.(key, 'again');
    // An earlier sending may be given up behind a later one: the record stands where it returned to this version.
    const isEarlier = (row.sequence ?? 0) < (before?.sequence ?? Number.NEGATIVE_INFINITY);
    this.put(isEarlier ? { ...row, sequence: before?.sequence, superseded: before?.superseded } : row);
    this.trim(key);
  }

  /**
   * A version was delivered. Whatever of that record is not newer is superseded by it: what was to be sent again is, or need not be,
   * and is forgotten; the others stay to be looked at, and are not sent again.
   *
   * @returns whether that changes anything.
   */
  delivered(version: Pick<SettledRecord, 'identity' | 'sequence' | 'coupa'>): boolean {
    // Most records that are settled were never given up.
    if (!this.versions.has(version.identity)) return false;
    const over = this.versionsOf(version.identity).filter(
      (row) => !row.superseded && compareVersions(row, version) <= 0,
    );
    for (const row of over) {
      if (row.asked) this.end(row, row.coupa.key === version.coupa.key ? 'accepted' : 'superseded');
      else this.put({ ...row, superseded: true });
    }
    return over.length > 0;
  }

  /** These are to be sent again; `undefined`: all. What is superseded is dropped instead. */
  ask(keys: readonly string[] | undefined): Selection {
    const { rows: selected, unknown } = this.select(keys);
    const others = selected.filter(({ asked }) => !asked);
    const superseded = others.filter((row) => row.superseded);
    const rows = others.filter((row) => !row.superseded);
    // What was sent again before is over, and was told.
    if (!this.isBusy) this.endings.clear();
    for (const row of superseded) this.remove(row.coupa.key);
    for (const row of rows) {
      this.endings.forget(row.coupa.key);
      this.put({ ...row, asked: true });
    }
    return { rows, superseded, unknown };
  }

  /** Forgets these; `undefined`: all. One that may be on its way again keeps its place until it is not: others are newer. */
  dismiss(keys: readonly string[] | undefined): Selection {
    const { rows, unknown } = this.select(keys);
    for (const row of rows) {
      if (row.asked) {
        this.noteEnd(row.coupa.key, 'dismissed');
        this.put({ ...row, dismissed: true });
      } else this.remove(row.coupa.key);
    }
    return { rows, superseded: [], unknown };
  }

  /** The version of the same record that is to be sent again first. */
  firstAsked(row: UndeliverableRow): UndeliverableRow {
    return this.versionsOf(row.identity)
      .filter(({ asked, dismissed }) => asked && !dismissed)
      .reduce((first, other) => (compareVersions(other, first) < 0 ? other : first), row);
  }

  /** The number of a version; `undefined`: it is not here, so it came after all that an earlier version of the package gave up. */
  sequenceOf({ identity, key }: Pick<PendingRow, 'identity' | 'key'>): number | undefined {
    const row = this.rows.get(key);
    return row?.identity === identity && row.asked ? row.sequence : undefined;
  }

  /** One that was dismissed is not on its way. */
  forget(key: string): void {
    this.remove(key);
  }

  /** Takes what was stored, as much of it as is kept. */
  restore(rows: readonly UndeliverableRow[]): void {
    this.rows.clear();
    this.versions.clear();
    this.bytes = 0;
    this.asked = 0;
    this.dismissed = 0;
    this.endings.clear();
    for (const row of numbered(rows)) this.take(row);
    const latest = rows.at(-1);
    if (latest !== undefined) this.trim(latest.coupa.key);
  }

  /** What is stored: a copy. */
  toDocument(identity: Pick<UndeliverableState, 'tenant' | 'path'>): object {
    return { ...headOf(identity), records: Array.from(this.rows.values(), storedRow) };
  }

  private select(keys: readonly string[] | undefined): { rows: UndeliverableRow[]; unknown: number } {
    if (keys === undefined) return { rows: this.listed(), unknown: 0 };
    const wanted = [...new Set(keys)];
    const rows = wanted.map((key) => this.find(key)).filter((row) => row !== undefined);
    return { rows, unknown: wanted.length - rows.length };
  }

  private versionsOf(identity: string): UndeliverableRow[] {
    const keys = this.versions.get(identity) ?? [];
    return Array.from(keys, (key) => this.rows.get(key)).filter((row) => row !== undefined);
  }

  private put(row: UndeliverableRow): void {
    this.take(row);
    this.events.put?.(row.coupa.key, storedRow(row));
  }

  private take(row: UndeliverableRow): void {
    const { key } = row.coupa;
    const before = this.rows.get(key);
    if (before !== undefined) this.count(before, -1);
    this.rows.set(key, row);
    this.count(row, 1);
    const versions = this.versions.get(row.identity);
    if (versions === undefined) this.versions.set(row.identity, new Set([key]));
    else versions.add(key);
  }

  private remove(key: string): void {
    const row = this.rows.get(key);
    if (row === undefined) return;
    this.rows.delete(key);
    this.count(row, -1);
    const versions = this.versions.get(row.identity);
    versions?.delete(key);
    if (versions?.size === 0) this.versions.delete(row.identity);
    this.events.removed?.(key);
  }

  /** One that was to be sent again is kept no more. */
  private end({ coupa }: UndeliverableRow, result: Ending): void {
    this.remove(coupa.key);
    this.noteEnd(coupa.key, result);
  }

  private noteEnd(key: string, result: Ending): void {
    this.endings.note(key, result);
    this.events.ended?.(key, result);
  }

  private count({ payload, asked, dismissed }: UndeliverableRow, sign: 1 | -1): void {
    this.bytes += sign * Buffer.byteLength(payload);
    if (asked) this.asked += sign;
    if (dismissed) this.dismissed += sign;
  }

  /** What nobody asked to be sent again goes first, the oldest of it; the one that came last stays. */
  private trim(latest: string): void {
    for (const mayGo of [isUnasked, () => true])
      for (const [key, row] of this.rows) {
        if (this.fits()) return;
        if (key === latest || !mayGo(row)) continue;
        if (row.asked && !row.dismissed) this.end(row, 'forgotten');
        else this.remove(key);
        if (!row.dismissed) this.events.overflowed(row);
      }
  }

  private fits(): boolean {
    return this.rows.size <= mostRecords && this.bytes <= mostMebibytes * 1024 * 1024;
  }
}

/** Members of the document beside its records. */
export function headOf({ tenant, path }: Pick<UndeliverableState, 'tenant' | 'path'>): object {
  return { format: undeliverableFormat, tenant, path };
}

function isUnasked({ asked, dismissed }: UndeliverableRow): boolean {
  return !asked || dismissed === true;
}

/** Below it are the numbers of what was stored without one; between it and 0 there is room for unsettled records that were. */
const behindNumberless = -(2 ** 40);

/** Those without a number were sent before all others, in their order. */
function numbered(rows: readonly UndeliverableRow[]): UndeliverableRow[] {
  const least = rows.reduce((one, { sequence = 0 }) => Math.min(one, sequence), behindNumberless);
  let next = least - rows.length;
  return rows.map((row) => (row.sequence === undefined ? { ...row, sequence: next++ } : row));
}

/** What tells which of two versions of a record is newer. */
interface VersionOrder {
  sequence?: number | undefined;
  coupa: { updatedAt?: string };
}

/** Less than 0: the first one is earlier. 0: they are the same. */
function compareVersions(one: VersionOrder, other: VersionOrder): number {
  const byDates = compareDates(one.coupa.updatedAt, other.coupa.updatedAt);
  return byDates || (one.sequence ?? 0) - (other.sequence ?? 0);
}

/** Less than 0: the first one is earlier. 0: they do not tell. */
function compareDates(one: string | undefined, other: string | undefined): number {
  return one === undefined || other === undefined ? 0 : Date.parse(one) - Date.parse(other);
}
