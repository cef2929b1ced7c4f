import type { Collection, Row } from '../collection';
import type { Fields } from '../json';
import { exportable } from '../records/resources';
import { objectType, typeNameOf } from '../schemas/objects';
import type { WriteContext } from './context';
import { resourceOf, update } from './save';

/** Resources that are marked by the query parameter although their type has no such member. */
const withoutMember: ReadonlySet<string> = new Set([
  'charges',
  'coupa_pay/statements',
  'supplier_information',
  'supplier_information_sites',
]);

/** Whether records of that collection know of being exported. */
export function hasMark(collection: Collection): boolean {
  const resource = resourceOf(collection);
  const type = objectType(typeNameOf(collection.name));
  return exportable.has(resource) || withoutMember.has(resource) || (type?.has('exported') ?? false);
}

/**
 * Coupa: marking is a request of its own, `PUT …/{id}?exported=true`; "any other changes included may be ignored".
 * `exported=false` takes the mark back where a tenant lets it.
 */
export function mark(
  collection: Collection,
  row: Row,
  exported: boolean,
  body: Fields,
  context: WriteContext,
): Row {
  const { changesWithMark, takeBack } = context.readings;
  if (changesWithMark === 'written' && Object.keys(body).length > 0) update(collection, row, body, context);
  if (exported || takeBack === 'everywhere' || takeBack.includes(resourceOf(collection))) {
    setMark(collection, row, exported, context);
  }
  return collection.row(row.id) ?? row;
}

/** Sets the flag, and when. */
export function setMark(collection: Collection, row: Row, exported: boolean, context: WriteContext): void {
  const at = exported ? context.date(context.now()) : null;
  const touch = context.readings.mark === 'newer';
  const type = objectType(typeNameOf(collection.name));
  const dated = (type?.has('last-exported-at') ?? true) ? { 'last-exported-at': at } : {};
  const name = flagOf(collection);
  const changes = name === undefined ? dated : { [name]: exported, ...dated };
  collection.update(row.id, changes, { touch });
}

/** Some of Coupa Pay's types have Ruby's own name of the flag, or none that is shown. */
function flagOf(collection: Collection): string | undefined {
  const resource = resourceOf(collection);
  const type = objectType(typeNameOf(collection.name));
  if (!type || type.has('exported') || withoutMember.has(resource) || exportable.has(resource))
    return 'exported';
  return type.has('exported?') ? 'exported?' : undefined;
}
