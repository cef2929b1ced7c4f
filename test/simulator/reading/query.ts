import type { Collection, Row } from '../collection';
import { attribute, canonical, type Id, toId } from '../json';
import {
  type Condition,
  InvalidQuery,
  instantTest,
  isDateAttribute,
  orderOf,
  predicate,
  readCondition,
} from './filters';

/** A whole query for one page of a collection. */
export interface Query {
  conditions: Condition[];
  limit: number;
  offset: number;
  /** Hyphenated. */
  orderBy: string;
  descending: boolean;
  /** JSON list of the attributes wanted. */
  fields?: string;
  returnObject?: string;
  /** Whether equality of texts goes by their case. Default: it does. */
  caseIgnored?: boolean;
}

/** Where this tenant does not do as it is asked. */
export interface Disobedience {
  orderIgnored?: boolean;
  idFilterIgnored?: boolean;
  offsetIgnored?: boolean;
}

const parameters = new Set(['limit', 'offset', 'order-by', 'dir', 'fields', 'return-object', 'filter']);

/** Reads a page's query. @throws {InvalidQuery} */
export function readQuery(search: URLSearchParams, pageCap: number): Query {
  const conditions = [...search]
    .filter(([name]) => !parameters.has(canonical(name)))
    .map(([name, value]) => readCondition(name, value));
  return {
    conditions,
    limit: Math.min(pageCap, Math.max(1, wholeNumber(search, 'limit', pageCap))),
    offset: wholeNumber(search, 'offset', 0),
    orderBy: canonical(search.get('order_by') ?? search.get('order-by') ?? 'id'),
    descending: search.get('dir') === 'desc',
    fields: search.get('fields') ?? undefined,
    returnObject: search.get('return_object') ?? search.get('return-object') ?? undefined,
  };
}

/** The rows of one page, as the tenant would choose them at `now`. */
export function choose(
  collection: Collection,
  query: Query,
  now: number,
  ignoring: Disobedience = {},
): Row[] {
  const asked = ignoring.offsetIgnored ? { ...query, offset: 0 } : query;
  const conditions = asked.conditions.filter(({ path }) => !ignoring.idFilterIgnored || path.join() !== 'id');
  const { from, to, rest } = placesOf(collection, conditions);
  const test = rowTest(collection, rest, now, asked.caseIgnored);
  if (ignoring.orderIgnored)
    return sorted(collection, { ...asked, orderBy: 'updated-at', descending: true }, from, to, test);
  const few = candidates(collection, rest);
  if (few && asked.orderBy === 'id') return pageOf(few.filter(inPlaces(collection, from, to)), asked, test);
  if (asked.orderBy !== 'id') return sorted(collection, asked, from, to, test);
  return scanned(collection, asked, from, to, test);
}

/** Bounds on the id become bounds on places, so that a page of a million records is found without reading them. */
function placesOf(
  collection: Collection,
  conditions: Condition[],
): { from: number; to: number; rest: Condition[] } {
  let [from, to] = [0, collection.length];
  const rest = conditions.filter((condition) => {
    const bound = idBound(condition);
    if (bound === undefined) return true;
    const { operator } = condition;
    const place = collection.placeAbove(bound, operator === 'gt_or_eq' || operator === 'lt');
    if (operator === 'gt' || operator === 'gt_or_eq') from = Math.max(from, place);
    else to = Math.min(to, place);
    return false;
  });
  return { from, to, rest };
}

function idBound({ path, operator, value }: Condition): Id | undefined {
  const isBound = ['gt', 'gt_or_eq', 'lt', 'lt_or_eq'].includes(operator);
  if (path.length !== 1 || path[0] !== 'id' || !isBound) return undefined;
  if (!/^-?\d+$/.test(value)) throw new InvalidQuery('id', `is not a number: ${value}`);
  return toId(value);
}

/** Rows that an equality leaves, where that is so few that looking them up is cheaper than a scan. */
function candidates(collection: Collection, conditions: Condition[]): Row[] | undefined {
  if (collection.isVirtual) return undefined;
  for (const { path, operator, value } of conditions) {
    const name = path.at(-1) ?? '';
    if (operator !== 'eq' || value === '' || value === 'false' || isDateAttribute(name)) continue;
    if (!collection.knows(path[0] ?? '')) continue;
    if (collection.countOf(path, value) <= fewest) return collection.lookUp(path, value);
  }
  return undefined;
}

const fewest = 200;

function inPlaces(collection: Collection, from: number, to: number): (row: Row) => boolean {
  return ({ id }) => {
    const place = collection.placeAbove(id, true);
    return place >= from && place < to;
  };
}

function pageOf(rows: Row[], { descending, offset, limit }: Query, test: (row: Row) => boolean): Row[] {
  const found = rows.filter(test);
  return (descending ? found.reverse() : found).slice(offset, offset + limit);
}

function rowTest(
  collection: Collection,
  conditions: Condition[],
  now: number,
  caseIgnored?: boolean,
): (row: Row) => boolean {
  const tests = conditions.map((condition) => conditionTest(collection, condition, caseIgnored));
  return (row) => row.visibleAt <= now && tests.every((test) => test(row));
}

function conditionTest(
  collection: Collection,
  condition: Condition,
  caseIgnored?: boolean,
): (row: Row) => boolean {
  const [name = ''] = condition.path;
  if (!collection.knows(name)) throw new InvalidQuery(name, 'is not a valid attribute');
  const test = predicate(condition, caseIgnored);
  if (condition.path.length > 1) return (row) => test(collection.record(row));
  if (name === 'updated-at') return dateTest(condition, (row) => row.updatedAt, test, collection);
  if (name === 'created-at') return dateTest(condition, (row) => row.createdAt, test, collection);
  if (name === 'id') return (row) => test({ id: row.id });
  return (row) => test(collection.record(row));
}

/** Dates are compared without building the record, unless they were set by hand. */
function dateTest(
  condition: Condition,
  read: (row: Row) => number,
  whole: (record: Record<string, unknown>) => boolean,
  collection: Collection,
): (row: Row) => boolean {
  const test = instantTest(condition);
  const [name = ''] = condition.path;
  return (row) => (row.patch && name in row.patch ? whole(collection.record(row)) : test(read(row)));
}

function scanned(
  collection: Collection,
  query: Query,
  from: number,
  to: number,
  test: (row: Row) => boolean,
): Row[] {
  const rows: Row[] = [];
  const step = query.descending ? -1 : 1;
  let skip = query.offset;
  for (let place = query.descending ? to - 1 : from; place >= from && place < to; place += step) {
    const row = collection.at(place);
    if (!row || !test(row)) continue;
    if (skip > 0) skip -= 1;
    else if (rows.push(row) === query.limit) break;
  }
  return rows;
}

function sorted(
  collection: Collection,
  query: Query,
  from: number,
  to: number,
  test: (row: Row) => boolean,
): Row[] {
  const all = scanned(
    collection,
    { ...query, offset: 0, limit: Number.MAX_SAFE_INTEGER, descending: false },
    from,
    to,
    test,
  );
  const key = sortKey(collection, query.orderBy);
  const keyed = all.map((row) => ({ row, key: key(row) }));
  const sign = query.descending ? -1 : 1;
  keyed.sort(
    (left, right) => sign * (keyOrder(left.key, right.key) || (left.row.id < right.row.id ? -1 : 1)),
  );
  return keyed.slice(query.offset, query.offset + query.limit).map(({ row }) => row);
}

function sortKey(collection: Collection, name: string): (row: Row) => number | string {
  if (!collection.knows(name)) throw new InvalidQuery('order_by', `is not a valid attribute: ${name}`);
  if (name === 'updated-at') return (row) => row.updatedAt;
  if (name === 'created-at') return (row) => row.createdAt;
  return (row) => {
    const value = String(attribute(collection.record(row), name) ?? '');
    return isDateAttribute(name) ? Date.parse(value) || 0 : value;
  };
}

function keyOrder(left: number | string, right: number | string): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : orderOf(String(left), String(right));
}

function wholeNumber(search: URLSearchParams, name: string, missing: number): number {
  const text = search.get(name);
  if (text === null || text === '') return missing;
  if (!/^\d+$/.test(text)) throw new InvalidQuery(name, `is not a whole number: ${text}`);
  return Number(text);
}
