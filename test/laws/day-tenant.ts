import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { parseList, parseRecords } from '../../lib/connection/json/parse-list';
import type { Answer, Requester, RequestOptions } from '../../lib/ports/requester';
import type { Telemetry } from '../../lib/ports/telemetry';
import type { Pace } from '../unit/poll/rig';

/** A record as the tenant has it now. */
interface Row {
  readonly id: number;
  readonly createdAt: number;
  updatedAt: number;
  content: number;
}

/** Records that there are at most: for each new one beyond them the oldest is removed. */
const mostRows = 300;

/** A new record comes with every so many changes of others. */
const createdEvery = 3;

/** When the day begins by the tenant's clock; epoch milliseconds. */
export const dayBegins = Date.UTC(2026, 10, 22);

/**
 * A tenant in memory that forgets what is over: what it holds after a day of changes is what it held after an hour, so that whatever grows
 * is the engine's. Told of each request, as by a connection, is its telemetry.
 */
export class DayTenant implements Requester, Pace {
  /** Milliseconds since the day began. */
  passed = 0;
  /** It answers no request. */
  isDown = false;
  requests = 0;
  /** In the order of their ids. */
  readonly rows = new Map<number, Row>();
  /** Removed in all, and the ids of those of which nobody was told yet. */
  removed = 0;
  readonly untold = new Set<number>();
  private changes = 0;
  private ids = 0;
  private content = 0;

  constructor(
    readonly host: string,
    private readonly telemetry: Telemetry,
  ) {}

  /** Some records are changed, and now and then one is made and one removed. */
  step(changes: number): void {
    for (let change = 0; change < changes; change += 1) this.change();
  }

  private change(): void {
    this.changes += 1;
    const ids = [...this.rows.keys()];
    // A stride that is prime to their number, so that each has its turn.
    const row = this.rows.get(ids[(this.changes * 7919) % Math.max(1, ids.length)] ?? 0);
    if (row !== undefined) Object.assign(row, { updatedAt: this.second, content: this.nextContent() });
    if (this.changes % createdEvery !== 0) return;
    this.create();
    if (this.rows.size > mostRows) this.removeOldest();
  }

  async request({ path, list }: RequestOptions): Promise<Answer> {
    this.requests += 1;
    const url = new URL(path, `https://${this.host}`);
    const body = url.pathname === '/api/invoices' ? this.list(url.searchParams) : this.single(url.pathname);
    const statusCode = this.isDown ? 503 : body === undefined ? 404 : 200;
    this.tell(url.pathname, statusCode);
    if (this.isDown) throw new CoupaError('COUPA_SERVER', phrase`It is down.`, { statusCode });
    if (body === undefined) throw new CoupaError('COUPA_NOT_FOUND', phrase`Not found.`, { statusCode });
    const json = Buffer.from(JSON.stringify(body));
    const read = list === undefined ? body : list === 'unparsed' ? parseRecords(json) : parseList(json);
    return { statusCode, headers: {}, body: read, elapsed: 3, requests: 1, date: this.second };
  }

  private create(): void {
    this.ids += 1;
    const { ids: id, second } = this;
    this.rows.set(id, { id, createdAt: second, updatedAt: second, content: this.nextContent() });
  }

  private removeOldest(): void {
    const [oldest = 0] = this.rows.keys();
    this.rows.delete(oldest);
    this.untold.add(oldest);
    this.removed += 1;
  }

  private list(query: URLSearchParams): object[] {
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '1970-01-01');
    const after = Number(query.get('id[gt]') ?? 0);
    const upTo = Number(query.get('id[lt_or_eq]') ?? Number.MAX_SAFE_INTEGER);
    const one = query.get('id') ?? query.get('id[in]');
    const asked = one === null ? undefined : new Set(one.split(',').map(Number));
    const rows: Row[] = [];
    for (const row of this.rows.values())
      if (row.updatedAt >= since && row.id > after && row.id <= upTo && asked?.has(row.id) !== false)
        rows.push(row);
    if (query.get('dir') === 'desc') rows.reverse();
    const onlyIds = query.get('fields') === '["id"]';
    return rows
      .slice(0, Number(query.get('limit') ?? 50))
      .map((row) => (onlyIds ? { id: row.id } : shown(row)));
  }

  private single(path: string): object | undefined {
    const row = this.rows.get(Number(path.split('/').at(-1)));
    return row && shown(row);
  }

  /** The present second. Coupa's dates have nothing smaller. */
  private get second(): number {
    return dayBegins + Math.floor(this.passed / 1000) * 1000;
  }

  private nextContent(): number {
    this.content += 1;
    return this.content;
  }

  private tell(path: string, statusCode: number): void {
    const { host } = this;
    const about = { api: 'core', method: 'GET', host, path } as const;
    const took = { attempt: 1, waitedMs: 0, durationMs: 40, elapsedMs: 3 };
    this.telemetry.tell({ kind: 'request', ...about, ...took, result: 'answered', statusCode });
  }
}

function shown({ id, createdAt, updatedAt, content }: Row): object {
  const [created, updated] = [createdAt, updatedAt].map(
    (at) => `${new Date(at).toISOString().slice(0, 19)}Z`,
  );
  return {
    id,
    'invoice-number': `INV-${id}`,
    'created-at': created,
    'updated-at': updated,
    content,
    supplier: { name: 'Orchard & Sons' },
  };
}
