import { createHash } from 'node:crypto';
import { CoupaError } from '../../../lib/base/errors';
import { findResource } from '../../../lib/catalogue/resources';
import type { Expression } from '../../../lib/hub/where/expression';
import { parseWhere } from '../../../lib/hub/where/parse';
import { type Fields, stringify } from '../json';
import { choose } from '../reading/query';
import type { MountContext, Mounted } from '../tenant-options';
import { type Names, selects } from './where';

/** How a hub is set up. */
export interface HubOptions {
  /** The three secrets of its authorization header. Defaults `user`, `organization`, `element`. */
  userSecret?: string;
  organizationSecret?: string;
  elementToken?: string;
  /** Records in a page at most. Default 200. */
  pageCap?: number;
  /** Order of a list. Default `mixed`: another one in each list, as a hub promises none. `updated`: by `updatedDate`, where records are now. */
  order?: 'mixed' | 'id' | 'updated';
  /** Whether answers say how many records there are. Default yes. */
  counts?: boolean;
  /** Whether single records can be asked for, `…/invoices/17`. Default yes. */
  showsRecords?: boolean;
  /** Every nth page is empty though others follow; 0, the default: none. */
  emptyPages?: number;
}

/** A list of a connector that is not Coupa's. */
export interface HubList extends Names {
  records: Fields[];
}

/**
 * The API of an SAP Open Connectors hub, to be mounted in a tenant: below `/elements/api-v2`, its hub
 * `businessspendmanagement` shows the tenant's own records, others what `list` was given.
 */
export class Hub {
  /** Whether the next answer is empty by mistake: a list without records, or no body at all; neither names a next page. `isFurther`: the first page is not asked for. */
  mistake: (isFurther: boolean) => 'list' | 'body' | undefined = () => undefined;
  private readonly options: HubOptions;
  private readonly lists = new Map<string, HubList>();
  private listings = 0;
  private pages = 0;

  constructor(options: HubOptions = {}) {
    this.options = options;
  }

  /** The list under `/hubs/<path>`, such as `finance/customers`; made if absent. */
  list(path: string, names: Names = {}): HubList {
    const known = this.lists.get(path);
    if (known) return known;
    const made = { records: [], ...names };
    this.lists.set(path, made);
    return made;
  }

  readonly mounted: Mounted = (request, _response, context) => {
    const path = /^\/elements\/api-v2\/hubs\/([^/]+\/.+)$/.exec(context.url.pathname)?.[1];
    if (path === undefined) return false;
    if (request.headers.authorization !== this.authorization()) {
      refuse(context, 401, 'Invalid Organization or User secret, or invalid Element token provided.');
      return true;
    }
    this.answer(decodeURIComponent(path), context);
    return true;
  };

  private authorization(): string {
    const {
      userSecret = 'user',
      organizationSecret = 'organization',
      elementToken = 'element',
    } = this.options;
    return `User ${userSecret}, Organization ${organizationSecret}, Element ${elementToken}`;
  }

  private answer(path: string, context: MountContext): void {
    const [hub = '', resource = '', id] = path.split('/');
    const list = this.find(`${hub}/${resource}`, context);
    try {
      if (list !== undefined && id !== undefined) this.show(list, id, context);
      else if (list === undefined) refuse(context, 404, `No resource ${path}`);
      else this.page(list, context);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      refuse(context, 400, error.message);
    }
  }

  private show({ records }: HubList, id: string, context: MountContext): void {
    const { showsRecords = true } = this.options;
    const record = showsRecords ? records.find((one) => String(one['id']) === id) : undefined;
    if (record === undefined) refuse(context, 404, `No record ${id}`);
    else context.send(200, stringify(record), {});
  }

  private page(list: HubList, { url, send }: MountContext): void {
    const { pageCap = 200, counts = true } = this.options;
    const mistake = this.mistake(url.searchParams.has('nextPage'));
    if (mistake !== undefined) {
      send(200, mistake === 'list' ? '[]' : '', {});
      return;
    }
    const size = Math.min(pageCap, Number(url.searchParams.get('pageSize') ?? 200));
    const cursor = readToken(url.searchParams.get('nextPage')) ?? {
      salt: ++this.listings,
      offset: 0,
      page: 0,
    };
    const all = this.ordered(selected(list, url.searchParams.get('where')), cursor.salt);
    const empty = this.isEmptyPage();
    const page = empty ? [] : all.slice(cursor.offset, cursor.offset + size);
    const next = cursor.offset + page.length;
    const more: Record<string, string> =
      next < all.length
        ? { 'Elements-Next-Page-Token': writeToken({ ...cursor, offset: next, page: cursor.page + 1 }) }
        : {};
    send(200, stringify(page), {
      'Elements-Returned-Count': page.length,
      ...(counts && { 'Elements-Total-Count': all.length }),
      ...more,
    });
  }

  private isEmptyPage(): boolean {
    const { emptyPages = 0 } = this.options;
    this.pages += 1;
    return emptyPages > 0 && this.pages % emptyPages === 0;
  }

  /** One order for all pages of a listing: what is added while pages are read moves others back, never forward. */
  private ordered(records: readonly Fields[], salt: number): Fields[] {
    if (this.options.order === 'id') return [...records];
    // Of one moment as they were made.
    if (this.options.order === 'updated')
      return [...records].sort((left, right) => Number(left['updatedDate']) - Number(right['updatedDate']));
    const keyed = records.map((record) => ({ record, key: mixed(stringify(record['id'] ?? record), salt) }));
    return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ record }) => record);
  }

  private find(path: string, { tenant, now }: MountContext): HubList | undefined {
    const [hub, resource = ''] = path.split('/');
    if (hub !== 'businessspendmanagement') return this.lists.get(path);
    const name = findResource(resource)?.path.slice('/api/'.length);
    if (name === undefined) return undefined;
    const collection = tenant.resource(name);
    const every = {
      conditions: [],
      limit: Number.MAX_SAFE_INTEGER,
      offset: 0,
      orderBy: 'id',
      descending: false,
    };
    return {
      records: choose(collection, every, now()).map((row) => collection.present(collection.record(row))),
    };
  }
}

function selected({ records, aliases, ignored }: HubList, where: string | null): Fields[] {
  if (where === null || where.trim() === '') return [...records];
  const expression: Expression = parseWhere(where);
  return records.filter((record) => selects(expression, record, { aliases, ignored }));
}

interface Cursor {
  salt: number;
  offset: number;
  /** So that a token never comes twice, behind an empty page neither. */
  page: number;
}

function writeToken(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64');
}

function readToken(token: string | null): Cursor | undefined {
  return token === null ? undefined : (JSON.parse(Buffer.from(token, 'base64').toString()) as Cursor);
}

function mixed(id: string, salt: number): string {
  return createHash('md5').update(`${salt}:${id}`).digest('hex');
}

function refuse({ send }: MountContext, status: number, message: string): void {
  send(status, JSON.stringify({ requestId: '1', message }));
}
