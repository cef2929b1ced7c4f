import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { parseList, parseRecords } from '../../lib/connection/json/parse-list';
import type { Answer, Requester, RequestOptions } from '../../lib/ports/requester';
import { compareIds, type RecordId } from '../../lib/scan/record-id';

/**
 * What happens to the tenant between two requests, or inside one. `leave`: a record is there, and no longer what the URL asks for. `restore`: one
 * that was removed is there again, as it was.
 */
export type RemovalChange =
  | { kind: 'create' }
  | { kind: 'update' | 'remove' | 'restore' | 'leave' | 'enter'; pick: number }
  | { kind: 'wait'; ms: number };

/** What goes wrong with a request. `forbidden`: with one for a single record. `empty`: with a list, which is not. */
export type RemovalFault = 'fails' | 'forbidden' | 'order' | 'empty';

/** What Coupa's documentation leaves open, and what tenants may do. */
export interface RemovalReadings {
  ids?: 'number' | 'beyond' | 'text';
  /** How it answers for a record that is not there. Default `404`. */
  absent?: '404' | '[]';
  /** Whole records come, whatever `fields` says. */
  ignoresFields?: boolean;
  /** `id` and `id[in]` select nothing. */
  ignoresIds?: boolean;
  /** No record can be asked for by itself: 404 for all. */
  showsNone?: boolean;
  /** Neither order nor `id[gt]` is heard. */
  ignoresPaging?: boolean;
}

/** A record of the tenant. */
export interface RemovalRow {
  id: RecordId;
  createdAt: number;
  updatedAt: number;
  content: number;
  status: 'open' | 'void';
  isGone: boolean;
  /** It was `void` at some time. */
  wasOut: boolean;
  /** It was gone at some time, and came back. */
  wasGone: boolean;
}

/** A tenant in memory whose records are removed, and leave the filter `status=open`, while requests are on their way. */
export class RemovalTenant implements Requester {
  readonly rows: RemovalRow[] = [];
  readonly asked: RequestOptions[] = [];
  /** Numbers of records that were given another than `N-<id>`. */
  readonly numbers = new Map<RecordId, string>();
  script: RemovalChange[] = [];
  faults: (RemovalFault | undefined)[] = [];
  /** Milliseconds that have passed. */
  passed = 0;
  /** Which of the questions for the list of some ids, counted from 0, is answered with an empty list that is a lie. */
  lyingQuestion: number | undefined;
  /** It refuses to say whether a record is there. */
  onRefusal: (id: string) => void = () => {};
  private questions = 0;
  private content = 0;

  constructor(private readonly readings: RemovalReadings = {}) {}

  /** Its clock, epoch milliseconds. */
  get time(): number {
    return Date.UTC(2026, 10, 22, 8) + this.passed;
  }

  apply(change: RemovalChange): void {
    if (change.kind === 'wait') this.passed += change.ms;
    else if (change.kind === 'create') this.create();
    else {
      const row = this.rows[change.pick % Math.max(1, this.rows.length)];
      if (row !== undefined) this.change(row, change.kind);
    }
  }

  /** Some records at once. */
  fill(count: number): void {
    for (let made = 0; made < count; made += 1) this.create();
  }

  /** A record is removed. */
  remove(id: RecordId): void {
    const row = this.find(String(id));
    if (row !== undefined) row.isGone = true;
  }

  /** A record leaves the filter. */
  leave(id: RecordId): void {
    const row = this.find(String(id));
    if (row !== undefined) this.change(row, 'leave');
  }

  isGone(id: unknown): boolean {
    return this.find(String(id)) === undefined;
  }

  async request(options: RequestOptions): Promise<Answer> {
    const { path, list, signal } = options;
    signal?.throwIfAborted();
    this.asked.push(options);
    this.play();
    const fault = this.faults.shift();
    const url = new URL(path, 'https://acme.example');
    const isSingle = url.pathname !== '/api/invoices';
    const isLie = !isSingle && this.liesAbout(url.searchParams);
    const body = isSingle ? this.single(url) : this.list(url.searchParams, isLie ? 'empty' : fault);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.play();
    this.passed += 40;
    if (fault === 'fails') throw failed('COUPA_SERVER', 500);
    if (fault === 'forbidden' && isSingle) {
      this.onRefusal(idIn(url));
      throw failed('COUPA_FORBIDDEN', 403);
    }
    if (body === undefined) throw failed('COUPA_NOT_FOUND', 404);
    const json = Buffer.from(JSON.stringify(body));
    const read = list === undefined ? body : list === 'unparsed' ? parseRecords(json) : parseList(json);
    const date = Math.floor(this.time / 1000) * 1000;
    return { statusCode: 200, headers: {}, body: read, elapsed: 3, requests: 1, date };
  }

  /** Everything that is still to happen happens, and nothing goes wrong any more. */
  rest(): void {
    for (const change of this.script.splice(0)) this.apply(change);
    this.faults = [];
    this.lyingQuestion = undefined;
  }

  private play(): void {
    const change = this.script.shift();
    if (change !== undefined) this.apply(change);
  }

  private single(url: URL): unknown {
    const id = idIn(url);
    const row = this.readings.showsNone ? undefined : this.find(id);
    if (row !== undefined) return this.show(row, url.searchParams);
    return this.readings.absent === '[]' ? [] : undefined;
  }

  private liesAbout(query: URLSearchParams): boolean {
    if (!query.has('id') && !query.has('id[in]')) return false;
    this.questions += 1;
    return this.questions - 1 === this.lyingQuestion;
  }

  private list(query: URLSearchParams, fault: RemovalFault | undefined): unknown[] {
    const { ignoresIds, ignoresPaging } = this.readings;
    if (fault === 'empty') return [];
    const one = query.get('id');
    const several = query.get('id[in]')?.split(',');
    const asked = ignoresIds ? undefined : one === null ? several : [one];
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '1970-01-01');
    const after = ignoresPaging ? null : query.get('id[gt]');
    const upTo = query.get('id[lt_or_eq]');
    const rows = this.rows.filter(
      ({ isGone, id, status, updatedAt }) =>
        !isGone &&
        updatedAt >= since &&
        (query.get('status') !== 'open' || status === 'open') &&
        (asked?.includes(String(id)) ?? true) &&
        (after === null || compareIds(id, after) > 0) &&
        (upTo === null || compareIds(id, upTo) <= 0),
    );
    if (query.get('dir') === 'desc' || fault === 'order' || ignoresPaging) rows.reverse();
    const offset = Number(query.get('offset') ?? 0);
    return rows.slice(offset, offset + Number(query.get('limit') ?? 50)).map((row) => this.show(row, query));
  }

  private show({ id, createdAt, updatedAt, content, status }: RemovalRow, query: URLSearchParams): object {
    if (query.get('fields') === '["id"]' && !this.readings.ignoresFields) return { id };
    return {
      id,
      'created-at': iso(createdAt),
      'updated-at': iso(updatedAt),
      content,
      status,
      number: this.numbers.get(id) ?? `N-${String(id)}`,
    };
  }

  private find(id: string): RemovalRow | undefined {
    return this.rows.find((row) => String(row.id) === id && !row.isGone);
  }

  private create(): void {
    this.content += 1;
    this.rows.push({
      id: this.nextId(),
      createdAt: this.now,
      updatedAt: this.now,
      content: this.content,
      status: 'open',
      isGone: false,
      wasOut: false,
      wasGone: false,
    });
  }

  private change(row: RemovalRow, kind: 'update' | 'remove' | 'restore' | 'leave' | 'enter'): void {
    if (kind === 'restore') {
      row.wasGone ||= row.isGone;
      row.isGone = false;
      return;
    }
    if (row.isGone) return;
    if (kind === 'remove') {
      row.isGone = true;
      return;
    }
    this.content += 1;
    row.content = this.content;
    row.updatedAt = this.now;
    if (kind === 'leave') row.wasOut = true;
    if (kind !== 'update') row.status = kind === 'leave' ? 'void' : 'open';
  }

  private get now(): number {
    return Math.floor(this.time / 1000) * 1000;
  }

  private nextId(): RecordId {
    const count = this.rows.length + 1;
    if (this.readings.ids === 'beyond') return String(9_219_595_375_673_293_000n + BigInt(count));
    if (this.readings.ids === 'text') return `A-${String(count).padStart(5, '0')}`;
    return count;
  }
}

function failed(
  code: 'COUPA_SERVER' | 'COUPA_FORBIDDEN' | 'COUPA_NOT_FOUND',
  statusCode: number,
): CoupaError {
  return new CoupaError(code, phrase`The tenant failed.`, { statusCode });
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000', '');
}

/** Which record is asked for by itself. */
function idIn(url: URL): string {
  return decodeURIComponent(url.pathname.slice('/api/invoices/'.length));
}
