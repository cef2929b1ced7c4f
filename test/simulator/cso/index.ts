import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fields, isObject, stringify } from '../json';
import { Random } from '../random';
import { InvalidQuery } from '../reading/filters';
import type { Mounted } from '../tenant-options';
import { CsoCollection, type CsoRecord } from './collection';
import type { Cso, CsoAnswer, CsoFault, CsoOptions, CsoRequestLog } from './options';

export type { CsoRecord } from './collection';
export type { Cso, CsoAnswer, CsoFault, CsoOptions, CsoRequestLog } from './options';

/** Makes a CSO site with no objects in it. */
export function createCso(options: CsoOptions = {}): Cso {
  return new CsoSite(options);
}

const pathOfApi =
  /^\/api\/(?:events\/[^/]+\/fact-sheets\/[^/]+\/(?:fields|rows|labels)|events\/[^/]+\/fact-sheets|events|markets|companies|users)(?=\/|$)/;

class CsoSite implements Cso {
  readonly requests: CsoRequestLog[] = [];
  readonly dropped: string[] = [];
  private readonly collections = new Map<string, CsoCollection>();
  private readonly faults: CsoFault[] = [];
  private readonly random: Random;
  private lastId = 9_220_538_753_252_871_000n;
  private eventNumber = 0;
  private lists = 0;
  private listener: (count: number) => void = () => undefined;

  constructor(private readonly options: CsoOptions) {
    this.random = new Random(options.seed ?? 1);
  }

  collection(path: string): CsoCollection {
    const known =
      this.collections.get(path) ?? new CsoCollection(() => this.nextId(), this.options.order ?? 'id');
    this.collections.set(path, known);
    return known;
  }

  fault(fault: CsoFault): void {
    this.faults.push({ ...fault });
  }

  clearFaults(): void {
    this.faults.length = 0;
  }

  onList(listener: (count: number) => void): void {
    this.listener = listener;
  }

  readonly mounted: Mounted = (request, response, { url, body, send }) => {
    if (!pathOfApi.test(url.pathname) || request.headers['x-cso-api-key'] === undefined) return false;
    const answer = this.receive(
      request.method ?? 'GET',
      `${url.pathname}${url.search}`,
      request.headers,
      body,
    );
    if (answer === undefined) response.destroy();
    else if (answer !== 'never')
      send(answer.status, answer.body, { 'content-type': answer.type ?? 'application/json' });
    return true;
  };

  async start(): Promise<{ url: string; close(): Promise<void> }> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const answer = this.receive(request.method ?? 'GET', request.url ?? '/', request.headers, body);
      if (answer === 'never') return;
      if (answer === undefined) return void response.destroy();
      response
        .writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' })
        .end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
  }

  private receive(
    method: string,
    url: string,
    headers: IncomingHttpHeaders,
    body: string,
  ): CsoFault['answer'] {
    this.requests.push({ method, url, headers, body });
    const fault = this.strike(method, url);
    if (fault !== undefined && fault.carriedOut !== true) return fault.answer;
    const answer = this.tryAnswer(method, new URL(url, 'http://cso'), headers, body);
    return fault === undefined ? answer : fault.answer;
  }

  private strike(method: string, url: string): CsoFault | undefined {
    const fault = this.faults.find(
      (one) => (one.method ?? method) === method && (one.url?.test(url) ?? true) && (one.times ?? 1) > 0,
    );
    if (fault !== undefined) fault.times = (fault.times ?? 1) - 1;
    return fault;
  }

  private tryAnswer(method: string, url: URL, headers: IncomingHttpHeaders, body: string): CsoAnswer {
    try {
      return this.answer(method, url, headers, body);
    } catch (error) {
      if (error instanceof InvalidQuery || error instanceof SyntaxError) return xml(400, [error.message]);
      // A real server fails aloud too; falling silent would look like a request that hangs.
      return xml(500, [error instanceof Error ? error.message : String(error)]);
    }
  }

  private answer(method: string, url: URL, headers: IncomingHttpHeaders, body: string): CsoAnswer {
    if (headers['x-cso-api-key'] !== (this.options.key ?? 'cso-key')) return xml(401, ['Invalid API key']);
    const path = pathOfApi.exec(url.pathname)?.[0];
    if (path === undefined) return xml(404, ['No such resource']);
    const id = url.pathname.slice(path.length + 1);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isUndeletable = name === 'companies' || name === 'users';
    if (method === 'GET') return id === '' ? this.list(path, name, url) : this.show(path, id);
    if (method === 'POST' && id === '') return this.create(path, name, body);
    if (method === 'PUT') return this.update(path, name, id, body);
    if (method === 'DELETE' && !isUndeletable) return this.delete(path, name, id, body);
    return xml(405, ['Method not allowed']);
  }

  private list(path: string, name: string, url: URL): CsoAnswer {
    this.listener(++this.lists);
    const { filters = 'understood', pageLimit = 250, offsetIgnored, noTotal } = this.options;
    const query = [...url.searchParams].filter(([key]) => key !== 'limit' && key !== 'offset');
    if (query.length > 0 && filters === 'refused') return xml(400, ['Unknown parameter']);
    const found = this.collection(path).find(filters === 'ignored' ? [] : query);
    const limit = Math.min(pageLimit, Number(url.searchParams.get('limit') ?? pageLimit));
    const offset = offsetIgnored ? 0 : Number(url.searchParams.get('offset') ?? 0);
    const page = found.slice(offset, offset + limit).map((record) => this.sent(record));
    return json(200, { ...(noTotal ? {} : { total: found.length }), [name]: page });
  }

  private show(path: string, id: string): CsoAnswer {
    const record = this.collection(path).get(id);
    return record === undefined ? xml(404, ['Not found']) : json(200, this.sent(record));
  }

  private create(path: string, name: string, body: string): CsoAnswer {
    const objects = objectsIn(body, name);
    const faults = objects.flatMap((object) => createFaults(name, object));
    if (objects.length === 0 || faults.length > 0) return xml(400, faults);
    const kept = objects.filter((object) => !this.drops(String(object['name'])));
    const added = kept.map((object) =>
      this.collection(path).add({ ...this.numbered(name), ...withoutId(object) }),
    );
    const result = [{ type: 'api.post.added', description: `${added.length} objects created.` }];
    return json(201, {
      result,
      added: added.length,
      [name]: added.map(({ id }) => ({ id: this.sentId(id) })),
    });
  }

  private update(path: string, name: string, id: string, body: string): CsoAnswer {
    const objects = id === '' ? objectsIn(body, name) : [{ ...readJson(body), id }];
    const known = objects.filter((object) => this.collection(path).get(String(object['id'])) !== undefined);
    if (id !== '' && known.length === 0) return xml(404, ['Not found']);
    const updated = known.filter((object) => !this.drops(String(object['id'])));
    for (const object of updated) this.collection(path).update(String(object['id']), object);
    const result = [{ type: 'api.put.updated', description: `${updated.length} objects updated.` }];
    return json(200, { result, updated: updated.length });
  }

  private delete(path: string, name: string, id: string, body: string): CsoAnswer {
    const ids = id === '' ? objectsIn(body, name).map((object) => String(object['id'])) : [id];
    const known = ids.filter((one) => this.collection(path).get(one) !== undefined);
    if (id !== '' && known.length === 0) return xml(404, ['Not found']);
    const gone = known.filter((one) => !this.drops(one));
    const result = gone.map((one) => {
      const title = String(this.collection(path).get(one)?.['name'] ?? one);
      this.remove(path, one);
      return {
        type: `${name.slice(0, -1)}.deleted.logMsg`,
        description: `The ${name.slice(0, -1)} ${title} was deleted.`,
      };
    });
    return json(200, { result, deleted: gone.length });
  }

  /** Deleting a market deletes its events. */
  private remove(path: string, id: string): void {
    this.collection(path).remove(id);
    if (path !== '/api/markets') return;
    for (const event of this.collection('/api/events').find([['market-id', id]])) {
      this.collection('/api/events').remove(event.id);
    }
  }

  private drops(who: string): boolean {
    const drops = this.random.next() < (this.options.dropShare ?? 0);
    if (drops) this.dropped.push(who);
    return drops;
  }

  private numbered(name: string): Fields {
    return name === 'events' ? { state: 'Setup', 'event-number': ++this.eventNumber } : {};
  }

  private nextId(): string {
    this.lastId += BigInt(this.random.integer(1, 9));
    return String(this.lastId);
  }

  private sent(record: CsoRecord): Fields {
    return { ...record, id: this.sentId(record.id) };
  }

  private sentId(id: string): string | bigint {
    return this.options.bareIds ? BigInt(id) : id;
  }
}

function createFaults(name: string, object: Fields): string[] {
  if (name !== 'events') return [];
  const faults = typeof object['market-id'] === 'string' ? [] : ["market-id can't be blank"];
  const state = object['state'] ?? 'Setup';
  return ['Setup', 'Active', 'Terminated'].includes(String(state)) ? faults : [...faults, 'state is invalid'];
}

function objectsIn(body: string, name: string): Fields[] {
  const whole = readJson(body);
  const list = whole[name];
  return Array.isArray(list) ? list.filter(isObject) : [whole];
}

function readJson(body: string): Fields {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  return isObject(value) ? value : {};
}

function withoutId({ id: _id, ...rest }: Fields): Fields {
  return rest;
}

function json(status: number, value: unknown): CsoAnswer {
  return { status, body: stringify(value) };
}

function xml(status: number, messages: readonly string[]): CsoAnswer {
  const errors = messages
    .map((message) => `<error>${message.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</error>`)
    .join('');
  return { status, body: `<?xml version="1.0"?><errors>${errors}</errors>`, type: 'application/xml' };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  if (server.listening) await once(server, 'close');
}
