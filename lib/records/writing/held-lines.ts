import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf, plainMember } from '../../base/spelling';
import { phrase } from '../../base/text/phrase';
import { type Member, membersOfDefinition, recordOf } from '../../catalogue/members/members';
import { areHeld } from '../checking/differences';
import { idOf } from '../checking/held-items';
import type { Item } from '../model/item';
import type { Work } from '../work/work';

/**
 * An object without the lines that its record has already: Coupa adds whatever line has no id, so that an upsert that changes a date would
 * double them all. What is left out is told. Associations have what they are given once, and payments are looked after by themselves.
 */
export function withoutHeldLines(work: Work, item: Item, record: JsonObject): Item {
  const definition = recordOf(work.target.resource);
  const members = definition === undefined ? undefined : membersOfDefinition(definition);
  const entries = Object.entries(item.object).flatMap(([name, value]): [name: string, value: unknown][] => {
    const member = members?.get(plainMember(name));
    const lines = linesIn(value, member);
    const left = lines?.filter(notHeld(lines, memberOf(record, name)?.value, member));
    if (lines === undefined || left === undefined || left.length === lines.length) return [[name, value]];
    warn(work, item, name, lines.length - left.length);
    return left.length === 0 ? [] : [[name, left]];
  });
  return { ...item, object: Object.fromEntries(entries) };
}

/** The lines of a list; `undefined` where it is none, or one that is not added to. */
function linesIn(value: unknown, member: Member | undefined): unknown[] | undefined {
  if (member?.identifiedBy !== undefined || member?.definition === 'Payment') return undefined;
  return Array.isArray(value) && value.some(isJsonObject) ? value : undefined;
}

/** Those with an id are changed, so that what the record has of them now does not count; those with a command are not there to be added. */
function notHeld(lines: readonly unknown[], present: unknown, member: Member | undefined) {
  const added = lines.filter(
    (line) =>
      isJsonObject(line) &&
      idOf(line) === undefined &&
      !Object.keys(line).some((name) => name.startsWith('_')),
  );
  const changed = new Set(lines.map(idOf).filter((id) => id !== undefined));
  const held: unknown[] = Array.isArray(present) ? present : [];
  const unchanged = held.filter((line) => !changed.has(idOf(line) ?? ''));
  const known = areHeld(added, unchanged, member);
  const same = new Set(added.filter((_, index) => known[index]));
  return (line: unknown) => !same.has(line);
}

function warn({ remarks }: Work, { index }: Item, path: string, count: number): void {
  const message = phrase`${count} of the ${path} are on the record already: they were not sent, since Coupa would add them again.`;
  remarks.add({ index, path, message });
}
