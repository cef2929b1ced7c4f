import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf, plainMember } from '../../base/spelling';
import { phrase } from '../../base/text/phrase';
import { type Member, membersOfDefinition, recordOf } from '../../catalogue/members/members';
import { areHeld } from '../checking/differences';
import { idOf } from '../checking/held-items';
import type { Item } from '../model/item';
import type { Work } from '../work/work';

/** How deep objects are looked into. */
const deepest = 20;

/**
 * An object without the lines that its record has already, at any depth: Coupa adds whatever line has no id, so that an upsert that changes a
 * date would double them all. What is left out is told, and so is what is added beside lines that are there. Associations have what they are
 * given once, and payments are looked after by themselves.
 */
export function withoutHeldLines(work: Work, item: Item, record: JsonObject): Item {
  const tell: Tell = (path, held, added) => warn(work, item, path, held, added);
  return {
    ...item,
    object: inObject(item.object, record, { definition: recordOf(work.target.resource), tell }),
  };
}

/** Tells how many lines of a list were left out, and how many are added to others. */
type Tell = (path: string, held: number, added: number) => void;

interface Place {
  definition: string | undefined;
  /** Empty: the record itself. */
  path?: string;
  depth?: number;
  tell: Tell;
}

function inObject(asked: JsonObject, present: JsonObject, place: Place): JsonObject {
  const { definition, path = '', depth = 0, tell } = place;
  if (depth >= deepest) return asked;
  const members = definition === undefined ? undefined : membersOfDefinition(definition);
  const entries = Object.entries(asked).flatMap(([name, value]): [name: string, value: unknown][] => {
    const member = members?.get(plainMember(name));
    const at = path === '' ? name : `${path}.${name}`;
    const held = memberOf(present, name)?.value;
    const inner = { definition: member?.definition, path: at, depth: depth + 1, tell };
    const left = isLookedInto(name, member) ? inValue(value, held, member, inner) : value;
    return left === undefined ? [] : [[name, left]];
  });
  return Object.fromEntries(entries);
}

/** What refers to another record, or is one of an association, is there once; custom fields hold values. */
function isLookedInto(name: string, member: Member | undefined): boolean {
  if (member?.identifiedBy !== undefined || member?.definition === 'Payment') return false;
  return !name.startsWith('_') && plainMember(name) !== 'custom-fields';
}

/** @returns `undefined` where nothing of it is left to be sent. */
function inValue(value: unknown, held: unknown, member: Member | undefined, place: Place): unknown {
  const lines = linesIn(value, held);
  if (lines !== undefined) {
    const left = inLines(lines, Array.isArray(held) ? held : [], member, place);
    return left.length === 0 && lines.length > 0 ? undefined : isSame(lines, left) ? value : left;
  }
  if (!isJsonObject(value) || !isJsonObject(held)) return value;
  const left = inObject(value, held, place);
  return Object.keys(left).length === 0 && Object.keys(value).length > 0 ? undefined : left;
}

/** The lines of a list, also in the shape that XML has; `undefined` where it is none, or has plain values. */
function linesIn(value: unknown, held: unknown): unknown[] | undefined {
  const isXml = isJsonObject(value) && Array.isArray(held);
  const items = isXml ? Object.values(value).flat() : value;
  return Array.isArray(items) && items.some(isJsonObject) ? items : undefined;
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function inLines(
  lines: readonly unknown[],
  held: readonly unknown[],
  member: Member | undefined,
  place: Place,
): unknown[] {
  const isAdded = (line: unknown) => isJsonObject(line) && idOf(line) === undefined && !hasCommand(line);
  const added = lines.filter(isAdded);
  // Those with an id are changed, so that what the record has of them now does not count.
  const changed = new Set(lines.map(idOf).filter((id) => id !== undefined));
  const unchanged = held.filter((line) => !changed.has(idOf(line) ?? ''));
  const known = areHeld(added, unchanged, member);
  const same = new Set(added.filter((_, index) => known[index]));
  place.tell(place.path ?? '', same.size, held.length === 0 ? 0 : added.length - same.size);
  const byId = new Map(held.map((line) => [idOf(line), line]));
  return lines.flatMap((line, index): unknown[] => {
    if (same.has(line)) return [];
    const id = idOf(line);
    const own = id === undefined ? undefined : byId.get(id);
    if (!isJsonObject(line) || !isJsonObject(own)) return [line];
    return [changedOnly(line, inObject(line, own, { ...place, path: `${place.path ?? ''}[${index}]` }))];
  });
}

/** The line itself where nothing of it was left out. */
function changedOnly(line: JsonObject, left: JsonObject): JsonObject {
  return isSame(Object.values(line), Object.values(left)) ? line : left;
}

/** Those with a command are not there to be added. */
function hasCommand(line: JsonObject): boolean {
  return Object.keys(line).some((name) => name.startsWith('_'));
}

function warn({ remarks }: Work, { index }: Item, path: string, held: number, added: number): void {
  if (held > 0) {
    const message = phrase`${held} of the ${path} are on the record already: they were not sent, since Coupa would add them again.`;
    remarks.add({ index, path, message });
  }
  if (added > 0) {
    const message = phrase`${added} of the ${path} have no id and are not on the record as they were given: Coupa adds them to those that it has. To change one of these, give its id.`;
    remarks.add({ index, path, message });
  }
}
