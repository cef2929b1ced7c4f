import type { Collection, Row } from './collection';
import { fieldSelector, returnObject } from './fields';
import { InvalidQuery } from './filters';
import { canonical, type Fields, isObject, stringify, toId } from './json';
import { choose, type Disobedience, type Query, readQuery } from './query';
import { objectNames, scopeOf } from './records/resources';
import type { Reply } from './reply';
import { forbidden } from './storm';
import { errorsToXml, recordsToXml, recordToXml } from './xml';

/** What the Core API needs of its tenant. */
export interface CoreApiSettings extends Disobedience {
  pageCap: number;
  now: () => number;
  /** The resource with that name; `undefined` if there is none. */
  find: (name: string) => Collection | undefined;
}

/** One request to `/api/…`, signed in already. */
export interface CoreRequest {
  reply: Reply;
  url: URL;
  body: string;
  /** The scopes of its token; `undefined` for a legacy key, which has no scopes. */
  scopes: readonly string[] | undefined;
}

/** Answers a request as Coupa's Core API does. */
export function answerCore(settings: CoreApiSettings, request: CoreRequest): void {
  try {
    route(settings, request);
  } catch (error) {
    if (!(error instanceof InvalidQuery)) throw error;
    request.reply.errors(400, { [error.attribute]: [error.reason] });
  }
}

function route(settings: CoreApiSettings, request: CoreRequest): void {
  const { reply, url } = request;
  const { collection, id } = locate(settings, url.pathname);
  if (!collection) return reply.errors(404, { base: ['Not Found'] });
  const method = reply.request.method ?? 'GET';
  const scope = scopeOf(collection.name, method === 'GET' ? 'read' : 'write');
  if (request.scopes && !request.scopes.includes(scope)) return forbidden(reply, scope);
  if (id === undefined) {
    if (method === 'GET') return list(settings, collection, request);
    return method === 'POST' ? create(collection, request) : notAllowed(reply);
  }
  const row = /^-?\d+$/.test(id) ? collection.row(toId(id)) : undefined;
  if (!row || row.visibleAt > settings.now()) return reply.errors(404, { base: ['Not Found'] });
  if (method === 'GET') return show(collection, row, request);
  return method === 'PUT' ? change(collection, row, request) : notAllowed(reply);
}

/** Finds the longest resource name a path begins with: `/api/contracts/templates` is not a contract. */
function locate(settings: CoreApiSettings, pathname: string): { collection?: Collection; id?: string } {
  const name = pathname
    .slice('/api/'.length)
    .replace(/\/$/, '')
    .replace(/\.(json|xml)$/, '');
  const whole = settings.find(name);
  if (whole) return { collection: whole };
  const slash = name.lastIndexOf('/');
  return slash < 0 ? {} : { collection: settings.find(name.slice(0, slash)), id: name.slice(slash + 1) };
}

function list(settings: CoreApiSettings, collection: Collection, { reply, url }: CoreRequest): void {
  const query = readQuery(url.searchParams, settings.pageCap);
  const { weather } = reply;
  if (weather?.kind === 'oversized-page') query.limit += weather.extra ?? 10;
  const rows = choose(collection, query, settings.now(), disobedience(settings, weather?.kind));
  if (reply.wantsXml() || weather?.kind === 'xml') return listXml(collection, rows, query, reply);
  if (query.returnObject === 'none') return reply.json(200, '');
  const texts = rows.map(jsonOf(collection, query));
  spoil(texts, collection, rows, reply);
  reply.json(200, `[${texts.join(',')}]`);
}

function disobedience(settings: Disobedience, kind: string | undefined): Disobedience {
  return {
    orderIgnored: settings.orderIgnored || kind === 'order-ignored',
    idFilterIgnored: settings.idFilterIgnored || kind === 'id-filter-ignored',
    offsetIgnored: settings.offsetIgnored || kind === 'offset-ignored',
  };
}

function jsonOf(collection: Collection, query: Query): (row: Row) => string {
  if (query.fields === undefined && query.returnObject === undefined) return (row) => collection.json(row);
  const shape = shaper(query);
  return (row) => stringify(collection.present(shape(collection.record(row))));
}

function shaper({ fields, returnObject: kind }: Query): (record: Fields) => Fields {
  if (fields !== undefined) return fieldSelector(fields);
  return returnObject(kind ?? '');
}

/** Weather that strikes a record of the page. */
function spoil(texts: string[], collection: Collection, rows: Row[], { weather }: Reply): void {
  if (weather?.kind !== 'missing-updated-at' && weather?.kind !== 'garbage') return;
  const index = weather.record ?? 0;
  const row = rows[index];
  if (!row) return;
  const { 'updated-at': _date, ...rest } = collection.record(row);
  const value = weather.value ?? 'the day before yesterday';
  texts[index] = stringify(
    collection.present(weather.kind === 'garbage' ? { ...rest, 'updated-at': value } : rest),
  );
}

function listXml(collection: Collection, rows: Row[], query: Query, reply: Reply): void {
  if (rows.length === 0) return reply.xml(404, errorsToXml(['No results match your search criteria.']));
  const shape = shaper(query);
  const records = rows.map((row) => collection.present(shape(collection.record(row))));
  reply.xml(200, recordsToXml(xmlName(collection), records));
}

function show(collection: Collection, row: Row, { reply, url }: CoreRequest): void {
  const query = readQuery(new URLSearchParams([...url.searchParams].filter(([name]) => isShaping(name))), 1);
  if (!reply.wantsXml()) return reply.json(200, jsonOf(collection, query)(row));
  reply.xml(200, recordToXml(xmlName(collection), collection.present(shaper(query)(collection.record(row)))));
}

function isShaping(name: string): boolean {
  return ['fields', 'return-object'].includes(canonical(name));
}

/** Marking as exported is a request of its own: "any other changes included may be ignored", and here they are. */
function change(collection: Collection, row: Row, { reply, url, body }: CoreRequest): void {
  const exported = url.searchParams.get('exported');
  if (exported === 'true') collection.markExported(row.id);
  else if (exported === 'false') collection.update(row.id, { exported: false }, { touch: false });
  else collection.update(row.id, readBody(body));
  const changed = collection.row(row.id) ?? row;
  reply.json(200, url.searchParams.get('return_object') === 'none' ? '' : collection.json(changed));
}

function create(collection: Collection, { reply, body }: CoreRequest): void {
  const { id } = collection.create(readBody(body));
  const row = collection.row(id);
  reply.json(201, row ? collection.json(row) : '');
}

function readBody(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new InvalidQuery('base', `The body is not JSON: ${cause instanceof Error ? cause.message : ''}`);
  }
  if (!isObject(value)) throw new InvalidQuery('base', 'The body is not an object');
  const { id: _id, ...fields } = value;
  return Object.fromEntries(Object.entries(fields).map(([name, part]) => [canonical(name), part]));
}

function notAllowed(reply: Reply): void {
  reply.errors(405, { base: ['Method Not Allowed'] });
}

function xmlName(collection: Collection): string {
  return objectNames[collection.name] ?? 'record';
}
