import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { parseList, parseRecords } from '../../lib/connection/json/parse-list';
import type { PageBytes } from '../../lib/ports/page-bytes';
import type { Answer, Requester, RequestOptions } from '../../lib/ports/requester';
import { compareIds, type RecordId } from '../../lib/scan/record-id';

/** One thing that happens to the tenant between two requests, or inside one. */
export type Change =
  | { kind: 'create'; late?: number }
  | { kind: 'update'; pick: number; late?: number; times?: number }
  /** Its content is again what it was before, or another for the first time, and its updated date stays. */
  | { kind: 'return'; pick: number }
  | { kind: 'export'; pick: number }
  | { kind: 'wait'; ms: number }
  /** Its clock is set, ahead or back, for good. */
  | { kind: 'set'; by: number };

/** What goes wrong with a request. */
export type Fault = 'fails' | 'order' | 'bound' | 'no-date';

interface Row {
  id: RecordId;
  createdAt: number;
  versions: Version[];
}

interface Version {
  updatedAt: number;
  content: number;
  /** The moment from which it is shown, by a clock that nobody sets. */
  visibleAt: number;
  exported: boolean;
  /** Its JSON, once it was asked for: most are asked for again and again. */
  json?: string;
}

/** One version of a record as the tenant has it now. */
interface Shown {
  id: RecordId;
  createdAt: number;
  updatedAt: number;
  content: number;
  exported: boolean;
  version: Version;
}

/** How the tenant behaves, always. */
export interface ModelOptions {
  /** Ids ascend in steps; `text` writes them as digits in strings, beyond 2^53. */
  ids?: 'number' | 'text' | 'sparse';
  ignores?: { order?: boolean; bound?: boolean };
  /** Fields that no answer shows. */
  hides?: readonly ('id' | 'updated-at')[];
  /** Records in a page at most. Default 50. */
  pageCap?: number;
  /** For how many milliseconds behind its updated date a record may change without it. Default 0: within the same second. */
  keepsDate?: number;
  /** How dates are written in records. Default: as Coupa does, with an offset. */
  writeDate?: (epochMs: number) => string;
}

/**
 * A tenant in memory, driven step by step: requests are answered from what is visible at that very moment, changes happen
 * between requests and while an answer is on its way. It keeps every version there ever was, for a test to compare with.
 */
export class ModelTenant implements Requester {
  /** Milliseconds that have passed, whatever its clock says. */
  passed = 0;
  /** What its clock says less what has passed. */
  private zero = Date.UTC(2026, 10, 22, 8, 0, 0, 137);
  requests = 0;
  /** Changes still to come; some are taken before each answer and some while it travels. */
  script: Change[] = [];
  faults: (Fault | undefined)[] = [];
  /** Milliseconds by which the `Date` of an answer is ahead; less than 0: behind. */
  skew: () => number = () => 0;
  /** Answers that were given with such a `Date`. */
  wrongDates = 0;
  /**
   * Which pages are empty by mistake when they are asked for first: counted from 0 through those that hold something and are behind a full
   * one, the first of a range, or read by offset. What else is empty may be all there is, so nobody can tell.
   */
  lies: readonly number[] = [];
  /** Whether the first page of a whole list counts as well, where it holds something that was shown before. */
  liesAtFirst = false;
  /** What pages have shown. */
  private readonly shown = new Set<number>();
  private expected = 0;
  /** What was answered so: it is not when it is asked for again. */
  private readonly lied = new Set<string>();
  /** Ids with which pages ended that were not full. */
  private readonly ends = new Set<string>();
  private readonly rows: Row[] = [];
  private content = 0;

  constructor(private readonly options: ModelOptions = {}) {}

  /** The tenant's clock, epoch milliseconds. Setting it lets time pass. */
  get time(): number {
    return this.zero + this.passed;
  }

  set time(epochMs: number) {
    this.passed = epochMs - this.zero;
  }

  apply(change: Change): void {
    if (change.kind === 'create') this.create(change.late ?? 0);
    else if (change.kind === 'update') this.update(change.pick, change.late ?? 0, change.times ?? 1);
    else if (change.kind === 'return') this.return(change.pick);
    else if (change.kind === 'export') this.export(change.pick);
    else if (change.kind === 'set') this.zero += change.by;
    else this.time += change.ms;
  }

  /** The last version of every record, whether a filter hides it or not. */
  lastVersions(): { id: RecordId; updatedAt: number; content: number; exported: boolean }[] {
    return this.rows.map((row) => {
      const { updatedAt, content, exported } = row.versions.at(-1)!;
      return { id: row.id, updatedAt, content, exported };
    });
  }

  request({ path, list, into }: RequestOptions): Promise<Answer> {
    this.requests += 1;
    this.play(2);
    const fault = this.faults.shift();
    const query = new Map(
      path
        .slice(path.indexOf('?') + 1)
        .split('&')
        .map((part) => part.split('=') as [string, string]),
    );
    const selected = this.select(query, fault);
    const rows = fault !== 'fails' && this.isLie(query, selected) ? [] : selected;
    const before = this.passed;
    this.play(2);
    this.time += 40;
    const elapsed = this.passed - before + 3;
    const skew = this.skew();
    const date = fault === 'no-date' ? undefined : Math.floor((this.time + skew) / 1000) * 1000;
    if (skew !== 0 && fault !== 'fails' && date !== undefined) this.wrongDates += 1;
    this.time += 3;
    if (fault === 'fails')
      return Promise.reject(new CoupaError('COUPA_SERVER', phrase`The tenant failed.`, { statusCode: 500 }));
    const json = placed(Buffer.from(`[${rows.map((row) => this.jsonOf(row)).join(',')}]`), into);
    const body = list === 'unparsed' ? parseRecords(json) : parseList(json);
    return Promise.resolve({
      statusCode: 200,
      headers: {},
      body,
      elapsed,
      requests: 1,
      ...(date !== undefined && { date }),
    });
  }

  private play(most: number): void {
    for (let count = 0; count < most; count += 1) {
      const change = this.script.shift();
      if (change === undefined) return;
      this.apply(change);
    }
  }

  /** Whether a page is to be empty that is not, and is known not to be. */
  private isLie(query: ReadonlyMap<string, string>, page: readonly Shown[]): boolean {
    const after = query.get('id[gt]');
    const last = page.at(-1);
    // Who reads by offset alone has seen a record.
    const isByOffset = query.has('offset') && !query.has('order_by');
    const isEnd = after === undefined || query.has('offset') || this.ends.has(after);
    const isWhole = after === undefined && query.has('order_by') && !query.has('offset');
    const isKnown = this.liesAtFirst && isWhole && page.some(({ content }) => this.shown.has(content));
    if ((isByOffset || !isEnd || isKnown) && last !== undefined) {
      this.expected += 1;
      const asked = `${after ?? query.get('offset')} since ${query.get('updated-at[gt_or_eq]')}`;
      if (this.lies.includes(this.expected - 1) && !this.lied.has(asked)) {
        this.lied.add(asked);
        return true;
      }
    }
    if (query.get('dir') === 'asc' && !query.has('offset'))
      for (const { content } of page) this.shown.add(content);
    if (last !== undefined && page.length < Number(query.get('limit') ?? 50)) this.ends.add(String(last.id));
    return false;
  }

  private select(query: ReadonlyMap<string, string>, fault: Fault | undefined): Shown[] {
    const value = (name: string) => {
      const text = query.get(name);
      return text === undefined ? undefined : decodeURIComponent(text);
    };
    const since = value('updated-at[gt_or_eq]');
    const until = value('updated-at[lt_or_eq]');
    const ignoresBound = this.options.ignores?.bound || fault === 'bound';
    const ignoresOrder = this.options.ignores?.order || fault === 'order';
    let rows = this.visible();
    if (since !== undefined) {
      const earliest = Date.parse(since);
      rows = rows.filter((row) => row.updatedAt >= earliest);
    }
    if (until !== undefined) {
      const latest = Date.parse(until);
      rows = rows.filter((row) => row.updatedAt <= latest);
    }
    if (query.get('exported') === 'false') rows = rows.filter((row) => !row.exported);
    const after = idIn(value('id[gt]'));
    if (after !== undefined && !ignoresBound) rows = rows.filter((row) => compareIds(row.id, after) > 0);
    const upTo = idIn(value('id[lt_or_eq]'));
    if (upTo !== undefined && !ignoresBound) rows = rows.filter((row) => compareIds(row.id, upTo) <= 0);
    if (value('dir') === 'desc') rows.reverse();
    if (ignoresOrder)
      rows.sort((a, b) => ((a.content * 7919) % 101) - ((b.content * 7919) % 101) || a.content - b.content);
    const offset = Number(value('offset') ?? 0);
    const limit = Math.min(Number(value('limit') ?? 50), this.options.pageCap ?? 50);
    return rows.slice(offset, offset + limit);
  }

  /** Every version there ever was. */
  everyVersion(): { id: RecordId; content: number }[] {
    return this.rows.flatMap(({ id, versions }) => versions.map(({ content }) => ({ id, content })));
  }

  /** The version of each record that was shown at a moment. */
  shownAt(time: number): { id: RecordId; content: number }[] {
    return this.visible(time - this.zero).map(({ id, content }) => ({ id, content }));
  }

  /** What is shown of each record at this moment; a loop, since pages of thousands of records ask for it hundreds of times. */
  private visible(passed = this.passed): Shown[] {
    const shown: Shown[] = [];
    for (const { id, createdAt, versions } of this.rows) {
      const version = versions.findLast((one) => one.visibleAt <= passed);
      if (version === undefined) continue;
      const { updatedAt, content, exported } = version;
      shown.push({ id, createdAt, updatedAt, content, exported, version });
    }
    return shown;
  }

  private jsonOf(row: Shown): string {
    row.version.json ??= JSON.stringify(this.show(row));
    return row.version.json;
  }

  private show(row: Shown): object {
    const write = this.options.writeDate ?? iso;
    const record: Record<string, unknown> = {
      id: row.id,
      'created-at': write(row.createdAt),
      'updated-at': write(row.updatedAt),
      content: row.content,
    };
    for (const field of this.options.hides ?? []) delete record[field];
    return record;
  }

  private create(late: number): void {
    const at = Math.floor(this.time / 1000) * 1000;
    this.content += 1;
    const version = { updatedAt: at, content: this.content, visibleAt: this.passed + late, exported: false };
    this.rows.push({ id: this.nextId(), createdAt: at, versions: [version] });
  }

  private update(pick: number, late: number, times: number): void {
    const row = this.rows[pick % Math.max(1, this.rows.length)];
    if (row === undefined) return;
    for (let count = 0; count < times; count += 1) {
      this.content += 1;
      const last = row.versions.at(-1)!;
      // Later versions are never shown before earlier ones.
      const visibleAt = Math.max(this.passed + late, last.visibleAt);
      row.versions.push({
        updatedAt: Math.floor(this.time / 1000) * 1000,
        content: this.content,
        visibleAt,
        exported: false,
      });
    }
  }

  private return(pick: number): void {
    const versions = this.rows[pick % Math.max(1, this.rows.length)]?.versions ?? [];
    const last = versions.at(-1);
    if (last === undefined) return;
    const earliest = Math.floor((this.time - (this.options.keepsDate ?? 0)) / 1000) * 1000;
    if (last.updatedAt < earliest || last.visibleAt > this.passed) return;
    const before = versions.findLast(
      (one) => one.content !== last.content && one.updatedAt === last.updatedAt,
    );
    if (before === undefined) this.content += 1;
    const content = before?.content ?? this.content;
    versions.push({ updatedAt: last.updatedAt, content, visibleAt: this.passed, exported: false });
  }

  private export(pick: number): void {
    const last = this.rows[pick % Math.max(1, this.rows.length)]?.versions.at(-1);
    if (last !== undefined && last.visibleAt <= this.passed) last.exported = true;
  }

  private nextId(): RecordId {
    const count = this.rows.length + 1;
    if (this.options.ids === 'text') return String(9_219_595_375_673_293_000n + BigInt(count));
    if (this.options.ids === 'sparse') return count * count * 977;
    return count;
  }
}

/** An id as a query has it: a number where it can be one, which compares much faster than its digits. */
function idIn(text: string | undefined): RecordId | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** As Coupa writes it: whole seconds, an offset. */
function iso(epochMs: number): string {
  return `${new Date(epochMs - 8 * 3_600_000).toISOString().slice(0, 19)}-08:00`;
}

/** How much of a memory the page had that was in it last: the rest is as it was filled at first. */
const placedBefore = new WeakMap<Buffer, number>();

/** As the wire does it: where the bytes of a page were before it that nobody needs any more. */
function placed(bytes: Buffer, into: PageBytes | undefined): Buffer {
  if (into === undefined) return bytes;
  const memory = into.take(bytes.length);
  memory.fill('~', bytes.length, Math.max(bytes.length, placedBefore.get(memory) ?? memory.length));
  placedBefore.set(memory, bytes.length);
  bytes.copy(memory);
  return memory.subarray(0, bytes.length);
}
