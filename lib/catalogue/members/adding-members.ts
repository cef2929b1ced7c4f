import { type Member, membersOfDefinition, recordOf } from './members';

/** How deep an object is looked into. */
const deepest = 20;

/**
 * Paths of what an update adds each time that it is sent: `payments[0]`, `order-lines[1].account-allocations[0]`. Empty: the same
 * update may be sent again, and changes nothing more.
 *
 * Coupa's PUT merges: a line without an id is added, one with an id is changed, payments are always added, and an association
 * (`roles`) has what it is given once. A list that is not known is taken for lines: a doubt is no reason to write twice.
 */
export function addingMembers(resource: string, object: object): string[] {
  const found: string[] = [];
  visit(object, recordOf(resource), '', 0, found);
  return found;
}

function visit(
  object: object,
  definition: string | undefined,
  parent: string,
  depth: number,
  found: string[],
): void {
  if (depth >= deepest) return;
  const members = definition === undefined ? undefined : membersOfDefinition(definition);
  for (const [key, value] of Object.entries(object)) {
    const name = key.replaceAll('_', '-');
    if (name === 'custom-fields' || !isObject(value)) continue;
    const path = parent === '' ? key : `${parent}.${key}`;
    const member = members?.get(name);
    const lines = linesIn(value, member);
    if (lines === undefined) visit(value, member?.definition, path, depth + 1, found);
    else if (!isAssociation(member)) visitLines(lines, member, path, depth, found);
  }
}

function visitLines(
  lines: readonly object[],
  member: Member | undefined,
  path: string,
  depth: number,
  found: string[],
): void {
  for (const [index, line] of lines.entries()) {
    const at = `${path}[${index}]`;
    if (!hasId(line) || member?.definition === 'Payment') found.push(at);
    else visit(line, member?.definition, at, depth + 1, found);
  }
}

/** The objects of a list, also in the shape that XML has: `{ "payment": [ … ] }`. `undefined`: it is one object, not a list. */
function linesIn(value: object, member: Member | undefined): object[] | undefined {
  if (Array.isArray(value)) return value.filter(isObject);
  if (member?.list !== true) return undefined;
  return Object.values(value).flat().filter(isObject);
}

function isAssociation(member: Member | undefined): boolean {
  return member?.identifiedBy !== undefined;
}

function hasId(line: object): boolean {
  return 'id' in line && line.id !== undefined && line.id !== null && line.id !== '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
