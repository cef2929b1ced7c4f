import { decodeText } from '../../template/percent';
import { elementOf } from '../model/left-out';
import type { Paging } from '../model/source';

/** Parameters that say in which form records come, and select none. */
const forms: Readonly<Record<Paging, readonly string[]>> = {
  id: ['fields', 'return_object', 'filter'],
  token: ['fields'],
};

/**
 * A rendered list of which nothing but the ids is wanted; a tenant that does not hear that answers whole records, which have their ids, too.
 *
 * @param rendered path and query
 * @param idField what identifies records to the flow
 */
export function idsOnly(rendered: string, idField: string, paging: Paging): string {
  const path = pathOf(rendered);
  const parameters = rendered.slice(path.length + 1).split('&');
  const kept = parameters.filter(
    (parameter) => parameter !== '' && !forms[paging].includes(decodeText(parameter.split('=', 1)[0] ?? '')),
  );
  return `${path}?${[...kept, fieldsOf(idField, paging)].join('&')}`;
}

/** The list of some ids and no other, whatever else its URL filters by. */
export function listOfIds(path: string, ids: readonly string[]): string {
  const values = ids.map(encodeURIComponent).join('%2C');
  const name = ids.length === 1 ? 'id' : 'id[in]';
  return `${path}?${name}=${values}&limit=${ids.length}&${fieldsOf('id', 'id')}`;
}

/** One record of a list. */
export function onlyRecord(path: string, id: string, paging: Paging): string {
  const record = `${path}/${encodeURIComponent(id)}`;
  return paging === 'token' ? record : `${record}?${fieldsOf('id', paging)}`;
}

/** A path and query without the query. */
export function pathOf(rendered: string): string {
  return rendered.split('?', 1)[0] ?? rendered;
}

function fieldsOf(idField: string, paging: Paging): string {
  if (paging === 'token') return `fields=${idField === 'id' ? 'id' : `id,${encodeURIComponent(idField)}`}`;
  const names = idField === 'id' ? ['id'] : ['id', elementOf(idField.replaceAll('-', '_').split('.'))];
  return `fields=${encodeURIComponent(JSON.stringify(names))}`;
}
