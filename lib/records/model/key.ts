import { valueAt } from '../../base/spelling';
import { inOneLine } from '../../base/text/in-one-line';
import { type Phrase, phrase } from '../../base/text/phrase';
import { type NaturalKey, naturalKeys } from '../../catalogue/natural-keys';
import { filter } from '../../write/filters';

/** What one object says of itself by the members of a key. */
export interface Identity {
  readonly key: NaturalKey;
  /** One for each member, in their order. */
  readonly values: readonly string[];
}

/** What was found where a key was expected. */
export type IdentityReading = { identity: Identity } | { fault: Phrase };

/**
 * The keys that identify records of a resource: those of a node, or the catalogue's.
 *
 * @param text members separated by commas, alternatives by semicolons: `number; name`. Empty: the catalogue's.
 */
export function keysFor(text: string, resource: string): NaturalKey[] {
  if (text.trim() === '') return naturalKeys(resource);
  const notAsked = new Set(naturalKeys(resource).flatMap(({ members, asked }) => without(members, asked)));
  return text
    .split(';')
    .map((part) =>
      part
        .split(',')
        .map((member) => member.trim())
        .filter(Boolean),
    )
    .filter((members) => members.length > 0)
    .map((members) => ({ members, asked: members.filter((member) => !notAsked.has(member)) }));
}

/** By what an object is recognised: the first key whose members are all there. */
export function identityOf(keys: readonly NaturalKey[], object: object): IdentityReading {
  const key = keys.find(({ members }) => members.every((member) => valueAt(object, member) !== undefined));
  if (key === undefined) return { fault: nothingToFindBy(keys) };
  const values: string[] = [];
  for (const member of key.members) {
    const value = valueAt(object, member);
    if (value === null || (typeof value === 'string' && value.trim() === ''))
      return { fault: phrase`has an empty ${member}, so the record cannot be looked for by it` };
    if (typeof value === 'object')
      return {
        fault: phrase`has a ${member} that is not a text or a number, so the record cannot be looked for by it`,
      };
    values.push(textOf(member, value));
  }
  return { identity: { key, values } };
}

/** A day's midnight, in whatever zone it is written, says no more than the day: Coupa shows it as the tenant's midnight, and JavaScript as that of UTC. */
function textOf(member: string, value: unknown): string {
  const text = String(value);
  const [, day = ''] =
    /^(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?$/.exec(text) ?? [];
  return /[-_]date$/.test(member) && isDay(member, day) ? day : text;
}

/** The conditions that ask Coupa for it, or for more than it: `supplier%5Bnumber%5D=S-1`. */
export function conditionsOf({ key, values }: Identity): string[] {
  return key.members.flatMap((member, index) =>
    key.asked.includes(member) ? conditionsOn(member, values[index] ?? '') : [],
  );
}

/** A day without a time is midnight in a zone that only the tenant knows: it is asked for with the day before and the one after. */
function conditionsOn(member: string, value: string): string[] {
  const name = parameterOf(member);
  if (!isDay(member, value)) return [filter(name, value)];
  return [
    filter(`${name}[gt_or_eq]`, dayBeside(value, -1)),
    filter(`${name}[lt_or_eq]`, dayBeside(value, 1)),
  ];
}

/** Whether a value is a day, of a member that holds a date: all of Coupa's end in `-date` or `-at`. */
function isDay(member: string, value: string): boolean {
  return (
    /[-_](?:date|at)$/.test(member) && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  );
}

function dayBeside(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * One spelling for values of a key that a database may take for the same: in upper and lower case, with blanks at the end, with letters made
 * of two characters.
 */
export function spelling(value: string): string {
  return inOneLine(value).toLowerCase();
}

/** As people read it: `number S-1, name Acme`. */
export function shownIdentity({ key, values }: Identity): string {
  return key.members.map((member, index) => `${member} ${(values[index] ?? '').slice(0, 80)}`).join(', ');
}

/** Whether all members are asked for as they are, so that every hit is one. */
export function isAskedWhole({ key, values }: Identity): boolean {
  const isExact = key.members.every((member, index) => !isDay(member, values[index] ?? ''));
  return isExact && key.asked.length === key.members.length;
}

/** `supplier.number` → `supplier[number]`. */
function parameterOf(member: string): string {
  const [first = '', ...others] = member.split('.');
  return first + others.map((name) => `[${name}]`).join('');
}

function nothingToFindBy(keys: readonly NaturalKey[]): Phrase {
  if (keys.length === 0)
    return phrase`has no id, and it is not known by what such a record is recognised: name the fields in the node's "Key"`;
  const ways = keys.map(({ members }) => members.join(' + ')).join('; ');
  return phrase`has neither an id nor all fields of a key to be found by: ${ways}`;
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((one) => !some.includes(one));
}
