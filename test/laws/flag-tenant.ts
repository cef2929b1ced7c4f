import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import type { Answer, Requester, RequestOptions } from '../../lib/ports/requester';

/** What happens to the tenant between two requests, or inside one. `reset`: somebody takes the flag back. */
export type FlagChange =
  | { kind: 'create' }
  | { kind: 'update'; pick: number }
  | { kind: 'reset'; pick: number }
  | { kind: 'wait'; ms: number };

/** What goes wrong with a request. `lost`: it was carried out, and its answer never came. */
export type FlagFault = 'fails' | 'lost' | 'refused';

/** What Coupa's documentation leaves open. */
export interface FlagReadings {
  /** Whether a change takes the flag back: in the UI it may, by the API it does not. */
  changeResets: boolean;
  /** Whether a mark makes the record newer. */
  markIsNewer: boolean;
}

export interface FlagRow {
  id: number;
  content: number;
  updatedAt: number;
  exported: boolean;
  /** The content that it had when it was marked last. */
  markedContent?: number;
}

/** A tenant in memory whose records have the exported flag; changes happen between requests and while an answer is on its way. */
export class FlagTenant implements Requester {
  readonly rows: FlagRow[] = [];
  script: FlagChange[] = [];
  faults: (FlagFault | undefined)[] = [];
  /** Marks that were carried out, one after the other. */
  marks = 0;
  /** Marks under way at once, and the most there were. */
  underWay = 0;
  most = 0;
  /** Called when a mark is carried out. */
  onMark: (row: FlagRow) => void = () => {};
  /** Milliseconds that have passed. */
  passed = 0;
  private content = 0;

  constructor(private readonly readings: FlagReadings) {}

  /** The tenant's clock, epoch milliseconds. */
  get time(): number {
    return Date.UTC(2026, 10, 22, 8) + this.passed;
  }

  apply(change: FlagChange): void {
    if (change.kind === 'wait') this.passed += change.ms;
    else if (change.kind === 'create') this.write({ id: this.rows.length + 1, exported: false });
    else {
      const row = this.rows[change.pick % Math.max(1, this.rows.length)];
      if (row === undefined) return;
      if (change.kind === 'reset') row.exported = false;
      else this.write(row);
    }
  }

  async request({ path, method = 'GET', signal }: RequestOptions): Promise<Answer> {
    signal?.throwIfAborted();
    this.play();
    const isMark = method === 'PUT';
    if (isMark) this.most = Math.max(this.most, ++this.underWay);
    const fault = this.faults.shift();
    const body = fault === 'fails' || fault === 'refused' ? undefined : this.answer(path, isMark);
    await new Promise((resolve) => setImmediate(resolve));
    if (isMark) this.underWay -= 1;
    signal?.throwIfAborted();
    this.play();
    this.passed += 40;
    if (fault !== undefined) {
      const [code, statusCode] =
        fault === 'refused' ? (['COUPA_VALIDATION', 400] as const) : (['COUPA_SERVER', 500] as const);
      throw new CoupaError(code, phrase`The tenant failed.`, { statusCode });
    }
    return { statusCode: 200, headers: {}, body, elapsed: 3, requests: 1, date: this.now };
  }

  /** Everything that is still to happen happens, and nothing goes wrong any more. */
  rest(): void {
    for (const change of this.script.splice(0)) this.apply(change);
    this.faults = [];
  }

  private get now(): number {
    return Math.floor(this.time / 1000) * 1000;
  }

  private play(): void {
    const change = this.script.shift();
    if (change !== undefined) this.apply(change);
  }

  private answer(path: string, isMark: boolean): unknown {
    const url = new URL(path, 'https://acme.example');
    const id = /^\/api\/invoices\/(\d+)$/.exec(url.pathname)?.[1];
    if (id === undefined) return this.list(url.searchParams);
    const row = this.rows[Number(id) - 1];
    if (row === undefined) throw new Error(`no record ${id}`);
    if (isMark) this.mark(row, url.searchParams.get('exported') === 'true');
    return showAlone(row);
  }

  private list(query: URLSearchParams): unknown[] {
    const after = Number(query.get('id[gt]') ?? 0);
    const upTo = Number(query.get('id[lt_or_eq]') ?? Number.MAX_SAFE_INTEGER);
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '1970-01-01');
    const rows = this.rows
      .filter(({ id, updatedAt }) => id > after && id <= upTo && updatedAt >= since)
      .filter(({ exported }) => query.get('exported') !== 'false' || !exported);
    if (query.get('dir') === 'desc') rows.reverse();
    return rows.slice(0, Number(query.get('limit') ?? 50)).map(show);
  }

  private mark(row: FlagRow, exported: boolean): void {
    this.marks += 1;
    row.exported = exported;
    row.markedContent = row.content;
    if (this.readings.markIsNewer) row.updatedAt = this.now;
    this.onMark(row);
  }

  private write(row: Pick<FlagRow, 'id' | 'exported'>): void {
    this.content += 1;
    const exported = this.readings.changeResets ? false : row.exported;
    const now = { ...row, content: this.content, updatedAt: this.now, exported };
    this.rows[row.id - 1] = now;
  }
}

function show({ id, content, updatedAt, exported }: FlagRow): object {
  const date = new Date(updatedAt).toISOString().replace('.000', '');
  return { id, 'created-at': '2026-11-22T08:00:00Z', 'updated-at': date, content, exported };
}

/** Alone a record has more members than in a list, in another order. */
function showAlone(row: FlagRow): object {
  const members = Object.entries(show(row)).toReversed();
  return { 'custom-fields': { region: 'north' }, ...Object.fromEntries(members), 'created-by': { id: 5 } };
}
