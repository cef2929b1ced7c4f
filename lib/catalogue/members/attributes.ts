import type { Attribute, AttributeKind } from './attribute';
import { type MemberKind, membersOf } from './members';

/** The plain attributes of the records below `/api/<path>`, without those that are records themselves; empty if not known. */
export function attributesOf(path: string): Attribute[] {
  return [...membersOf(path).values()]
    .flatMap(({ name, kind, list }): Attribute[] => {
      // `active?` is what Coupa computes: there is no column to filter by.
      const filters = !list && kind !== 'object' && kind !== 'any' && !name.endsWith('?');
      return filters ? [{ name, kind: kinds[kind] }] : [];
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

const kinds: Readonly<Record<Exclude<MemberKind, 'object' | 'any'>, AttributeKind>> = {
  integer: 'number',
  decimal: 'number',
  string: 'text',
  time: 'text',
  plain: 'text',
  dateTime: 'date',
  date: 'date',
  boolean: 'flag',
};
