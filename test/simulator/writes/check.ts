import type { Collection, Row } from '../collection';
import { type Fields, type Id, isObject } from '../json';
import type { Writing } from './context';
import { complain, humanized } from './merge';
import { rulesOf } from './rules';

/** Finds out what a whole record lacks or has in common with another, before it is written. */
export function check(
  record: Fields,
  changes: Fields,
  own: Id | undefined,
  at: Collection,
  writing: Writing,
): void {
  const { required = [], unique = [], status } = rulesOf(writing.resource);
  for (const name of writing.creating ? required : []) {
    if (isBlank(record[name])) complain(writing, name, `${humanized(name)} can't be blank`);
  }
  if (status && 'status' in changes && !status.allowed.includes(String(changes['status']))) {
    complain(writing, 'status', status.message);
  }
  for (const members of unique) {
    if (members.some((name) => name in changes)) checkUnique(members, record, own, at, writing);
  }
  if (writing.resource === 'invoices') checkInvoiceNumber(record, changes, own, at, writing);
}

/** Coupa: `Login has already been taken`, an ordinary 400. */
function checkUnique(
  members: readonly string[],
  record: Fields,
  own: Id | undefined,
  at: Collection,
  writing: Writing,
): void {
  const name = members.at(-1) ?? '';
  if (members.some((member) => isBlank(record[member]))) return;
  if (!isHeldByAnother(members, record, own, at)) return;
  complain(writing, name, `${humanized(name)} has already been taken`);
}

/** A tenant may check number and supplier together. */
function checkInvoiceNumber(
  record: Fields,
  changes: Fields,
  own: Id | undefined,
  at: Collection,
  writing: Writing,
): void {
  const members = ['supplier', 'invoice-number'];
  if (writing.context.readings.repeatedInvoiceNumber === 'taken') return;
  if (!members.some((name) => name in changes)) return;
  checkUnique(members, record, own, at, writing);
}

function isHeldByAnother(
  members: readonly string[],
  record: Fields,
  own: Id | undefined,
  at: Collection,
): boolean {
  const name = members.at(-1) ?? '';
  const same = (row: Row) => {
    const other = at.record(row);
    return members.every((member) => keyOf(other[member]) === keyOf(record[member]));
  };
  return at.lookUp([name], String(record[name])).some((row) => row.id !== own && same(row));
}

/** References are the same if their ids are; texts whatever their case, as databases compare them. */
function keyOf(value: unknown): string {
  return isObject(value) ? `#${String(value['id'])}` : String(value).toLowerCase();
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
