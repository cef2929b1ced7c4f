import type { Collection } from '../collection';
import { toId } from '../json';
import { objectNames } from '../records/resources';
import { operationOf, patterns } from '../schemas/operations';
import type { WriteContext } from './context';

/** What a path is about. */
export interface Target {
  collection: Collection;
  /** As it stands in the path. */
  id?: string;
  /** What follows the id, or the collection where there is none: `submit`, `business_groups/17/add`. */
  action?: string;
}

/** @returns `undefined` where a record that the path goes through does not exist */
export function targetOf(path: string, pattern: string, context: WriteContext): Target | undefined {
  const [names, places] = [path.split('/'), pattern.split('/')];
  const at = listEnd(places);
  if (!parentsAreThere(names.slice(0, at), places.slice(0, at), context)) return undefined;
  const hasId = places[at] === '{}';
  const action = names.slice(at + (hasId ? 1 : 0)).join('/');
  return {
    collection: context.resource(names.slice(0, at).join('/')),
    ...(hasId ? { id: names[at] ?? '' } : {}),
    ...(action === '' ? {} : { action }),
  };
}

/** Whether a pattern is that of a list of records, `suppliers/{}/addresses`, and not of an action. */
export function isList(pattern: string): boolean {
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  if (last === '{}' || actionsWithId.has(last)) return false;
  if (onlyAdded.has(last) || operationOf(`${pattern}/{}`) !== undefined) return true;
  if (pattern.includes('{}')) return false;
  return pattern in objectNames || patterns().some((each) => each.startsWith(`${pattern}/{}/`));
}

/** Lists that only take new entries: nothing else tells them from actions. */
const onlyAdded: ReadonlySet<string> = new Set([
  'comments',
  'budget_line_adjustments',
  'pending_quote_suppliers',
]);

/** Actions that have an id of something else after them. */
const actionsWithId: ReadonlySet<string> = new Set([
  'assign_attendee',
  'business_groups',
  'supplier_user_integration_contacts',
  'unassign_attendee',
]);

/** How many segments the innermost list takes; all, where there is none. */
function listEnd(places: readonly string[]): number {
  for (let end = places.length; end > 0; end -= 1) {
    if (isList(places.slice(0, end).join('/'))) return end;
  }
  return places.length;
}

function parentsAreThere(
  names: readonly string[],
  places: readonly string[],
  context: WriteContext,
): boolean {
  return places.every((place, index) => {
    if (place !== '{}') return true;
    const parents = context.find(names.slice(0, index).join('/'));
    const id = names[index] ?? '';
    return !parents || (/^\d+$/.test(id) && parents.row(toId(id)) !== undefined);
  });
}
