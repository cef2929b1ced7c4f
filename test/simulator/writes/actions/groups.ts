import type { Collection, Row } from '../../collection';
import { canonical, type Fields, isObject } from '../../json';
import type { WriteContext } from '../context';
import { referred } from '../references';
import { refusal } from '../refusal';
import { change } from '../save';
import type { ActionRequest } from './index';

/**
 * `…/business_groups/add|remove|remove_all` and `…/business_groups/{id}/add|remove`: Coupa's alternative to a PUT that
 * clears the list and another that fills it.
 */
export function groupsAction(
  collection: Collection,
  row: Row,
  asked: ActionRequest,
  context: WriteContext,
): Row {
  const record = collection.record(row);
  const member =
    ['business-groups', 'content-groups'].find((name) => Array.isArray(record[name])) ?? 'content-groups';
  const present = (Array.isArray(record[member]) ? record[member] : []).filter(isObject);
  const verb = asked.name.split('/').at(-1) ?? '';
  if (verb === 'remove_all') return change(collection, row, { [member]: [] }, context);
  const group = groupOf(asked, collection, context);
  const others = present.filter(({ id }) => id !== group['id']);
  return change(collection, row, { [member]: verb === 'add' ? [...others, group] : others }, context);
}

function groupOf(
  { name, body, query }: ActionRequest,
  collection: Collection,
  context: WriteContext,
): Fields {
  const [, id] = name.split('/');
  const named = /^\d+$/.test(id ?? '') ? { id } : { ...Object.fromEntries(query), ...body };
  const reference = Object.fromEntries(Object.entries(named).map(([key, value]) => [canonical(key), value]));
  const writing = {
    context,
    resource: collection.name,
    type: 'BusinessGroup',
    place: [],
    creating: false,
    problems: [],
  };
  const found = referred(reference, 'BusinessGroup', 'business-group', writing);
  if (typeof found === 'string') throw refusal('business-group', found);
  return found;
}
