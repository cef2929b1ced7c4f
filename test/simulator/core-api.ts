import type { Collection, Row } from './collection';
import { errors, type HttpAnswer, json, xml } from './http/answers';
import { errorsToXml, recordsToXml, recordToXml } from './http/xml';
import { canonical, type Fields, isObject, stringify, toId } from './json';
import { fieldSelector, returnObject } from './reading/fields';
import { InvalidQuery } from './reading/filters';
import { choose, type Disobedience, type Query, readQuery } from './reading/query';
import { objectNames, scopeOf } from './records/resources';
import type { WeatherRule } from './weather/weather';

/** What the Core API needs of its tenant. */
export interface CoreApiSettings extends Disobedience {
  pageCap: number;
  now: () => number;
  /** The resource with that name; `undefined` if there is none. */
  find: (name: string) => Collection | undefined;
}

/** One request to `/api/…`, signed in already. */
export interface CoreRequest {
  method: string;
  url: URL;
  body: string;
  asXml: boolean;
  /** The scopes of its token; `undefined` for a legacy key, which has no scopes. */
  scopes: readonly string[] | undefined;
  weather: WeatherRule | undefined;
}

/** Answers a request as Coupa's Core API does. */
export function answerCore(settings: CoreApiSettings, request: CoreRequest): HttpAnswer {
  try {
    return route(settings, request);
  } catch (error) {
    if (!(error instanceof InvalidQuery)) throw error;
    return errors(request.asXml, 400, { [error.attribute]: [error.reason] });
  }
}

function route(settings: CoreApiSettings, request: CoreRequest): HttpAnswer {
  const { method, asXml } = request;
  const { collection, id } = locate(settings, request.url.pathname);
  if (!collection) return notFound(asXml);
  const scope = scopeOf(collection.name, method === 'GET' ? 'read' : 'write');
  if (request.scopes && !request.scopes.includes(scope)) return forbidden(asXml, scope);
  if (id === undefined) return atRoot(settings, collection, request);
  const row = /^-?\d+$/.test(id) ? collection.row(toId(id)) : undefined;
  if (!row || row.visibleAt > settings.now()) return notFound(asXml);
  if (method === 'GET') return show(collection, row, request);
  return method === 'PUT' ? change(collection, row, request) : notAllowed(asXml);
}

function atRoot(settings: CoreApiSettings, collection: Collection, request: CoreRequest): HttpAnswer {
  if (request.method === 'GET') return list(settings, collection, request);
  return request.method === 'POST' ? create(collection, request) : notAllowed(request.asXml);
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

function list(settings: CoreApiSettings, collection: Collection, request: CoreRequest): HttpAnswer {
  const { url, weather, asXml } = request;
  const query = readQuery(url.searchParams, settings.pageCap);
  if (weather?.kind === 'oversized-page') query.limit += weather.extra ?? 10;
  const rows = choose(collection, query, settings.now(), disobedience(settings, weather?.kind));
  if (asXml || weather?.kind === 'xml') return listXml(collection, rows, query);
  if (query.returnObject === 'none') return json(200, '');
  const write = recordWriter(collection, query);
  const chunks: Buffer[] = [];
  rows.forEach((row, index) => {
    chunks.push(index === 0 ? opening : comma);
    if (index !== (weather?.record ?? 0)) write(row, chunks);
    else if (weather?.kind === 'control-character') chunks.push(withControlCharacter(row, write));
    else if (spoils(weather)) writeSpoilt(collection, row, weather, chunks);
    else write(row, chunks);
  });
  return json(200, rows.length === 0 ? '[]' : Buffer.concat([...chunks, closing]));
}

function disobedience(settings: Disobedience, kind: string | undefined): Disobedience {
  return {
    orderIgnored: settings.orderIgnored || kind === 'order-ignored',
    idFilterIgnored: settings.idFilterIgnored || kind === 'id-filter-ignored',
    offsetIgnored: settings.offsetIgnored || kind === 'offset-ignored',
  };
}

const opening = Buffer.from('[');
const comma = Buffer.from(',');
const closing = Buffer.from(']');

function recordWriter(collection: Collection, query: Query): (row: Row, into: Buffer[]) => void {
  if (query.fields === undefined && query.returnObject === undefined) {
    return (row, into) => collection.write(row, into);
  }
  const shape = shaper(query);
  return (row, into) => {
    into.push(Buffer.from(stringify(collection.present(shape(collection.record(row))))));
  };
}

function shaper({ fields, returnObject: kind = '' }: Query): (record: Fields) => Fields {
  return fields === undefined ? returnObject(kind) : fieldSelector(fields);
}

/** Whether weather strikes one record of the page. */
function spoils(weather: WeatherRule | undefined): weather is WeatherRule {
  return weather?.kind === 'missing-updated-at' || weather?.kind === 'garbage';
}

function writeSpoilt(collection: Collection, row: Row, { kind, value }: WeatherRule, into: Buffer[]): void {
  const { 'updated-at': _date, ...rest } = collection.record(row);
  const garbage = { ...rest, 'updated-at': value ?? 'the day before yesterday' };
  into.push(Buffer.from(stringify(collection.present(kind === 'garbage' ? garbage : rest))));
}

/** The record with a raw vertical tab, which JSON forbids, at the start of its first text. */
function withControlCharacter(row: Row, write: (row: Row, into: Buffer[]) => void): Buffer {
  const chunks: Buffer[] = [];
  write(row, chunks);
  return Buffer.from(
    Buffer.concat(chunks)
      .toString()
      .replace(/":"(?=[A-Za-z])/, '":"\u000b'),
  );
}

function listXml(collection: Collection, rows: Row[], query: Query): HttpAnswer {
  if (rows.length === 0) return xml(404, errorsToXml(['No results match your search criteria.']));
  const shape = shaper(query);
  const records = rows.map((row) => collection.present(shape(collection.record(row))));
  return xml(200, recordsToXml(xmlName(collection), records));
}

function show(collection: Collection, row: Row, { url, asXml, weather }: CoreRequest): HttpAnswer {
  const shaping = [...url.searchParams].filter(([name]) =>
    ['fields', 'return-object'].includes(canonical(name)),
  );
  const query = readQuery(new URLSearchParams(shaping), 1);
  if (!asXml && weather?.kind !== 'xml') return json(200, oneRecord(collection, row, query));
  return xml(
    200,
    recordToXml(xmlName(collection), collection.present(shaper(query)(collection.record(row)))),
  );
}

function oneRecord(collection: Collection, row: Row, query?: Query): Buffer {
  const chunks: Buffer[] = [];
  if (query) recordWriter(collection, query)(row, chunks);
  else collection.write(row, chunks);
  return Buffer.concat(chunks);
}

/** Marking as exported is a request of its own: "any other changes included may be ignored", and here they are. */
function change(collection: Collection, row: Row, { url, body }: CoreRequest): HttpAnswer {
  const exported = url.searchParams.get('exported');
  if (exported === 'true') collection.markExported(row.id);
  else if (exported === 'false') collection.update(row.id, { exported: false }, { touch: false });
  else collection.update(row.id, readBody(body));
  const changed = collection.row(row.id) ?? row;
  return json(200, url.searchParams.get('return_object') === 'none' ? '' : oneRecord(collection, changed));
}

function create(collection: Collection, { body }: CoreRequest): HttpAnswer {
  const { id } = collection.create(readBody(body));
  const row = collection.row(id);
  return json(201, row ? oneRecord(collection, row) : '');
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

function notFound(asXml: boolean): HttpAnswer {
  return errors(asXml, 404, { base: ['Not Found'] });
}

function notAllowed(asXml: boolean): HttpAnswer {
  return errors(asXml, 405, { base: ['Method Not Allowed'] });
}

function forbidden(asXml: boolean, scope: string): HttpAnswer {
  return errors(asXml, 403, { base: [`The scope ${scope} is required`] });
}

function xmlName(collection: Collection): string {
  return objectNames[collection.name] ?? 'record';
}
