import type { Collection, Row } from '../collection';
import { type Fields, isObject, stringify } from '../json';
import { objectNames } from '../records/resources';
import { objectType, typeNameOf } from '../schemas/objects';
import { apiUser } from './api-user';
import { check } from './check';
import type { WriteContext, Writing } from './context';
import { derived } from './derived';
import { changesOf } from './merge';
import { Refusal, refusal } from './refusal';
import { rulesOf } from './rules';

/** Creates a record from a body, with the server's own id and defaults. @throws {Refusal} */
export function create(collection: Collection, body: Fields, context: WriteContext, given: Fields = {}): Row {
  const writing = writingOf(collection, context, true);
  const changes = changesOf(undefined, body, writing);
  const record = { ...rulesOf(writing.resource).defaults, ...changes, ...given };
  check(record, changes, undefined, collection, writing);
  if (writing.problems.length > 0) throw new Refusal(writing.problems);
  refuseOthersOrders(record, writing);
  const { id } = collection.create(derived({}, record, writing), { size: 'bare' });
  return present(collection, id);
}

/** Changes what a body names of a record, and its updated date with it. @throws {Refusal} */
export function update(collection: Collection, row: Row, body: Fields, context: WriteContext): Row {
  const writing = writingOf(collection, context, false);
  if (changesNothing(writing)) return row;
  const before = collection.record(row);
  const changes = changesOf(before, body, writing);
  check({ ...before, ...changes }, changes, row.id, collection, writing);
  if (writing.problems.length > 0) throw new Refusal(writing.problems);
  return change(collection, row, derived(before, changes, writing), context);
}

/** Puts changes that are sure into a record; it becomes newer by them. */
export function change(collection: Collection, row: Row, changes: Fields, context: WriteContext): Row {
  const before = collection.record(row);
  const isNews = Object.entries(changes).some(([name, value]) => !isSame(before[name], value));
  const touch = isNews || context.readings.unchangedWrite === 'newer';
  const by =
    touch && objectType(typeNameOf(collection.name))?.has('updated-by') ? { 'updated-by': apiUser } : {};
  collection.update(row.id, { ...changes, ...by }, { touch });
  return present(collection, row.id);
}

/** The name of a collection without the ids in it: `suppliers/17/addresses` is `suppliers/addresses`. */
export function resourceOf(collection: Collection): string {
  return collection.name.replace(/\/\d+/g, '');
}

/** `invoice-header` of `invoices`: how errors name a record. */
export function objectNameOf(collection: Collection): string {
  return objectNames[resourceOf(collection)] ?? hyphenated(typeNameOf(collection.name) ?? 'record');
}

function writingOf(collection: Collection, context: WriteContext, creating: boolean): Writing {
  const resource = resourceOf(collection);
  const type = typeNameOf(collection.name);
  return { context, resource, type, place: [objectNameOf(collection)], creating, problems: [] };
}

function hyphenated(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Coupa: POST makes external purchase orders only; its own come out of requisitions. */
function refuseOthersOrders(record: Fields, { resource, context }: Writing): void {
  if (resource === 'purchase_orders' && record['type'] !== 'ExternalOrderHeader') {
    throw refusal('order-header', 'Type must be ExternalOrderHeader');
  }
  if (resource === 'inventory_transactions' && context.readings.inventoryTransactions === 'refused') {
    throw refusal('inventory-transaction', 'Inventory transactions can only be read');
  }
  if (resource === 'budget_line_adjustments') {
    throw refusal('budget-line-adjustment', 'Use budget_lines/:id/adjust to create budget line adjustments');
  }
}

/** Coupa: a PUT on a receipt changes nothing but its exported flag. */
function changesNothing({ resource, context }: Writing): boolean {
  if (resource === 'receiving_transactions') return true;
  return resource === 'inventory_transactions' && context.readings.inventoryTransactions === 'refused';
}

function present(collection: Collection, id: Row['id']): Row {
  const row = collection.row(id);
  if (!row) throw new Error(`${collection.name}: record ${id} is gone`);
  return row;
}

function isSame(left: unknown, right: unknown): boolean {
  if (isObject(left) || Array.isArray(left)) return stringify(left) === stringify(right);
  return left === right;
}
