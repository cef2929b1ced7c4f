import { canonical, type Fields, isObject } from '../json';
import { type Member, objectType } from '../schemas/objects';
import { apiUser } from './api-user';
import type { Writing } from './context';
import { changesOf, complain, humanized } from './merge';
import { isReference, referred } from './references';
import { itemsOf } from './values';

/**
 * A list after a write that names it. Nothing in Coupa replaces a list by sending the new one: associations are added
 * to, payments are appended, lines are told apart by their ids.
 *
 * @returns `undefined` if the value is no list
 */
export function mergedList(
  before: unknown,
  name: string,
  value: unknown,
  member: Member,
  writing: Writing,
): unknown[] | undefined {
  const items = itemsOf(value);
  if (!items) return undefined;
  const present = Array.isArray(before) ? before : [];
  const inner = { ...writing, type: member.type, place: [...writing.place, name.replaceAll('-', '_')] };
  if (isReference(member.type)) return associations(present, items, name, member.type, inner);
  const isPayment = name === 'payments';
  return lines(present, items.map(lineOf), name, isPayment, inner);
}

/** Coupa: association lists are added to, never replaced; the empty list clears. */
function associations(
  present: readonly unknown[],
  items: readonly unknown[],
  name: string,
  type: string,
  writing: Writing,
): unknown[] {
  if (items.length === 0) return [];
  const all = [...present];
  for (const item of items) {
    const found = isObject(item) ? referred(item, type, name, writing) : `${humanized(name)} is invalid`;
    if (typeof found === 'string') complainOfReference(writing, name, found);
    else if (!all.some((one) => isObject(one) && one['id'] === found['id'])) all.push(found);
  }
  return all;
}

function complainOfReference(writing: Writing, name: string, message: string): void {
  const { wrongReference: reading } = writing.context.readings;
  const how = typeof reading === 'function' ? reading(writing.resource, name) : reading;
  if (how === 'refused') complain({ ...writing, place: writing.place.slice(0, -1) }, name, message);
}

/** Coupa: with `id` a line is edited, without it is added, `{id, "_delete": true}` deletes. Payments only add up. */
function lines(
  present: readonly unknown[],
  items: readonly (Fields | undefined)[],
  name: string,
  onlyAppended: boolean,
  writing: Writing,
): unknown[] {
  const lines = present.filter(isObject);
  const named = new Set<unknown>();
  const seen = new Set<unknown>();
  for (const item of items) {
    if (!item) {
      complain(writing, 'base', `${humanized(name)} is invalid`);
      continue;
    }
    if (isSecondOfItsNumber(item, seen, writing)) continue;
    const id = onlyAppended || addsAlways(writing) ? undefined : item['id'];
    const place = id === undefined ? -1 : lines.findIndex((line) => String(line['id']) === String(id));
    const line = lines[place];
    if (id !== undefined && !line) {
      complain(writing, 'base', `Couldn't find ${writing.type} with id=${String(id)}`);
    } else if (!line) {
      const added = newLine(item, lines, writing);
      lines.push(added);
      named.add(added['id']);
    } else if (item['-delete'] === true) {
      lines.splice(place, 1);
    } else {
      lines[place] = edited(line, item, writing);
      named.add(line['id']);
    }
  }
  const { linesLeftOut } = writing.context.readings;
  return onlyAppended || linesLeftOut === 'kept' ? lines : lines.filter(({ id }) => named.has(id));
}

function addsAlways({ type, context }: Writing): boolean {
  return type === 'InvoiceLine' && context.readings.invoiceLineWithId === 'added';
}

/** Coupa: of two requisition lines with one `line-num` in a create, the second is ignored. */
function isSecondOfItsNumber(item: Fields, seen: Set<unknown>, { type, creating }: Writing): boolean {
  const number = item['line-num'];
  if (!creating || type !== 'RequisitionLine' || number === undefined) return false;
  if (seen.has(String(number))) return true;
  seen.add(String(number));
  return false;
}

function newLine(item: Fields, others: readonly Fields[], writing: Writing): Fields {
  const { context } = writing;
  const now = context.date(context.now());
  const type = objectType(writing.type);
  const creating = { ...writing, creating: true };
  const stamps: Fields = { id: context.nextId() };
  if (type?.has('created-at')) Object.assign(stamps, { 'created-at': now, 'updated-at': now });
  if (type?.has('created-by')) Object.assign(stamps, { 'created-by': apiUser, 'updated-by': apiUser });
  if (type?.has('line-num')) stamps['line-num'] = nextNumber(others, type.get('line-num'));
  return totalled({ ...stamps, ...changesOf(undefined, item, creating) }, type?.has('total') ?? false);
}

function edited(line: Fields, item: Fields, writing: Writing): Fields {
  const { context } = writing;
  const changes = changesOf(line, item, { ...writing, creating: false });
  const date = 'updated-at' in line ? { 'updated-at': context.date(context.now()) } : {};
  const priced = 'price' in changes || 'quantity' in changes;
  return totalled({ ...line, ...changes, ...date }, priced && 'total' in line);
}

function nextNumber(others: readonly Fields[], member: Member | undefined): number | string {
  const highest = Math.max(0, ...others.map((line) => Number(line['line-num']) || 0)) + 1;
  return member?.kind === 'text' ? String(highest) : highest;
}

/** A line's total is price times quantity, or the price alone. */
function totalled(line: Fields, wanted: boolean): Fields {
  const { price, quantity = '1' } = line;
  if (!wanted || price === undefined || price === null) return line;
  return { ...line, total: (Number(price) * Number(quantity ?? 1)).toFixed(2) };
}

/** `_delete` and other spellings under one name. */
function lineOf(item: unknown): Fields | undefined {
  if (!isObject(item)) return undefined;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [canonical(name), value]));
}
