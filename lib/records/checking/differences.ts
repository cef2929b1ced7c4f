import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf, plainMember } from '../../base/spelling';
import { type Member, membersOfDefinition, recordOf } from '../../catalogue/members/members';
import { HeldItems, idOf } from './held-items';
import { isBlank, isSameValue } from './same-value';

/** How a record is compared with what was asked. */
export interface Comparing {
  /**
   * What counts as different of the members that were asked and that the record does not show. `none`: `fields` hides them. `unknown
   * only`: a response filter may hide those that release 39 knows; others were ignored. `all`: the record is whole, and has to show all that
   * was asked: that a command (`_close`) was carried out, and that what release 39 knows is empty, too.
   */
  absent: 'none' | 'unknown only' | 'all';
}

/** How deep objects are looked into. */
const deepest = 20;

/**
 * Paths of what a record does not say as it was asked: `payment-term`, `invoice-lines[0].price`. A reference is the same as the record
 * that it expands to, an association may hold more, lines may come in another order; a command (`_delete`) is looked for only in a whole record.
 *
 * @param resource a name of the catalogue, or a path.
 */
export function differences(
  resource: string,
  asked: JsonObject,
  present: JsonObject,
  comparing: Comparing,
): string[] {
  const visit: Visit = { ...comparing, found: [], depth: 0 };
  compareObject(asked, present, recordOf(resource), '', visit);
  return visit.found;
}

/** Of each item of a list whether a whole record holds it; each that it holds answers for one. */
export function areHeld(
  items: readonly unknown[],
  held: readonly unknown[],
  member: Member | undefined,
): boolean[] {
  const visit: Visit = { absent: 'all', found: [], depth: 0 };
  const unclaimed = new HeldItems(held, false);
  return items.map((item) => unclaimed.takes(item, (one) => isHeldAs(item, one, member, visit)));
}

interface Visit extends Comparing {
  found: string[];
  depth: number;
}

type Members = ReadonlyMap<string, Member> | undefined;

function compareObject(
  asked: JsonObject,
  present: JsonObject,
  definition: string | undefined,
  parent: string,
  visit: Visit,
): void {
  if (visit.depth >= deepest) return;
  const members = definition === undefined ? undefined : membersOfDefinition(definition);
  visit.depth += 1;
  for (const [key, value] of Object.entries(asked)) {
    if (key === 'id' && parent === '') continue;
    const path = parent === '' ? key : `${parent}.${key}`;
    if (key.startsWith('_')) {
      // No record says what was done to it.
      if (visit.absent === 'all' && isGiven(value)) visit.found.push(path);
      continue;
    }
    compareMember(key, value, memberOf(present, key), members, path, visit);
  }
  visit.depth -= 1;
}

function compareMember(
  key: string,
  value: unknown,
  present: { value: unknown } | undefined,
  members: Members,
  path: string,
  visit: Visit,
): void {
  const member = members?.get(plainMember(key));
  if (present === undefined) {
    if (isDifferent(key, value, members, visit)) visit.found.push(path);
    return;
  }
  compareValue(value, present.value, member, path, visit);
}

function isDifferent(key: string, value: unknown, members: Members, { absent }: Visit): boolean {
  // Coupa shows what is empty as null: a member that it knows and does not show is hidden, and may be anything.
  if (isBlank(value)) return absent === 'all' && members?.has(plainMember(key)) === true;
  if (absent !== 'unknown only') return absent === 'all';
  if (members === undefined || members.size === 0) return false;
  return !members.has(plainMember(key)) && plainMember(key) !== 'custom-fields';
}

function compareValue(
  asked: unknown,
  present: unknown,
  member: Member | undefined,
  path: string,
  visit: Visit,
): void {
  const items = itemsOf(asked, present);
  if (items !== undefined) compareList(items, present, member, path, visit);
  else if (isJsonObject(asked) && isJsonObject(present))
    compareObject(asked, present, member?.definition, path, visit);
  else if (!isSameValue(asked, present, member?.kind)) visit.found.push(path);
}

/** The items of a list, also in the shape that XML has: `{ "payment": [ … ] }`. */
function itemsOf(asked: unknown, present: unknown): unknown[] | undefined {
  if (Array.isArray(asked)) return asked;
  if (!Array.isArray(present) || !isJsonObject(asked)) return undefined;
  return Object.values(asked).flat();
}

function compareList(
  items: readonly unknown[],
  present: unknown,
  member: Member | undefined,
  path: string,
  visit: Visit,
): void {
  const held = Array.isArray(present) ? present : [];
  if (items.length === 0 && held.length > 0 && isEmptied(held, member, path)) visit.found.push(path);
  const unclaimed = new HeldItems(held, visit.absent !== 'all');
  for (const [index, item] of items.entries()) {
    const at = `${path}[${index}]`;
    const own = idOf(item);
    const line = own === undefined ? undefined : unclaimed.withId(own);
    if (isJsonObject(item) && isGiven(item['_delete'])) {
      if (visit.absent === 'all' && line !== undefined) visit.found.push(`${at}._delete`);
      continue;
    }
    if (isJsonObject(item) && isJsonObject(line)) compareObject(item, line, member?.definition, at, visit);
    else if (!unclaimed.takes(item, (one) => isHeldAs(item, one, member, visit))) visit.found.push(at);
  }
}

/** Coupa: the empty list clears an association, and what holds plain values; lines that are not named stay. */
function isEmptied(held: readonly unknown[], member: Member | undefined, path: string): boolean {
  if (member?.kind === 'object') return member.identifiedBy !== undefined;
  return /(?:^|\.)custom[-_]fields\./.test(path) || held.some((one) => !isJsonObject(one));
}

/** Whether a command is given: `"_delete": false` asks for nothing. */
function isGiven(command: unknown): boolean {
  return !isBlank(command) && command !== false && command !== 'false';
}

function isHeldAs(item: unknown, one: unknown, member: Member | undefined, visit: Visit): boolean {
  const inner: Visit = { ...visit, found: [] };
  compareValue(item, one, member && { ...member, list: false }, '', inner);
  return inner.found.length === 0;
}
