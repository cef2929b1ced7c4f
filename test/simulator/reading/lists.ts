import type { Collection, Row } from '../collection';
import { type HttpAnswer, json, xml } from '../http/answers';
import { errorsToXml, recordsToXml, recordToXml } from '../http/xml';
import { canonical, type Fields, stringify } from '../json';
import { objectNames } from '../records/resources';
import type { WeatherRule } from '../weather/weather';
import { fieldSelector, returnObject } from './fields';
import { choose, type Disobedience, type Query, readQuery } from './query';

/** What answering needs of a request. */
export interface Reading {
  url: URL;
  asXml: boolean;
  weather: WeatherRule | undefined;
}

/** How this tenant answers lists. */
export interface ListSettings extends Disobedience {
  pageCap: number;
  now: () => number;
  caseIgnored: () => boolean;
}

/** One page of a collection. @throws {InvalidQuery} */
export function list(settings: ListSettings, collection: Collection, request: Reading): HttpAnswer {
  const { url, weather, asXml } = request;
  const query: Query = {
    ...readQuery(url.searchParams, settings.pageCap),
    caseIgnored: settings.caseIgnored(),
  };
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

/** One record, as this request wants it shown. */
export function show(collection: Collection, row: Row, { url, asXml, weather }: Reading): HttpAnswer {
  const shaping = [...url.searchParams].filter(([name]) =>
    ['fields', 'return-object'].includes(canonical(name)),
  );
  const query = readQuery(new URLSearchParams(shaping), 1);
  if (query.returnObject === 'none') return json(200, '');
  if (!asXml && weather?.kind !== 'xml') return json(200, oneRecord(collection, row, query));
  return xml(
    200,
    recordToXml(xmlName(collection), collection.present(shaper(query)(collection.record(row)))),
  );
}

function oneRecord(collection: Collection, row: Row, query: Query): Buffer {
  const chunks: Buffer[] = [];
  recordWriter(collection, query)(row, chunks);
  return Buffer.concat(chunks);
}

function xmlName(collection: Collection): string {
  return objectNames[collection.name] ?? 'record';
}
