import { types } from 'node:util';
import { closest } from '../../base/text/closest';
import { phrase } from '../../base/text/phrase';
import type { RecordOperation } from '../record-operations';
import { checkPlainValue, kindInWords } from './check-value';
import { type Member, membersOfDefinition, recordOf } from './members';
import type { RecordFinding } from './record-finding';

/** Findings that one object has at most: nobody reads more. */
const mostFindings = 100;

/** Objects in one record that are looked at; one that refers to itself has no end. */
const mostObjects = 100_000;
const deepest = 20;

/**
 * What speaks against writing an object, by what is known of release 39: members of the wrong kind, misspelt ones, values that are too long
 * or no possible ones. Empty: nothing. Errors cannot be right anywhere; all else is a warning, since tenants have custom fields and newer
 * releases. `required` and `readOnly` of Coupa's files are not looked at: Coupa's own examples do not keep to them.
 *
 * @param resource a name of the catalogue or a path; of one that is not known only what is wrong everywhere is found
 */
export function validateRecord(
  resource: string,
  operation: RecordOperation,
  object: unknown,
): RecordFinding[] {
  if (!isObject(object) || Array.isArray(object)) {
    const message = phrase`An object with the fields of a record is due here, and this is ${kindInWords(object)}.`;
    return [{ path: '', severity: 'error', message }];
  }
  // What an action takes is not what its record consists of, whatever Coupa's files say.
  const definition = operation === 'action' ? undefined : recordOf(resource);
  const nulls: string[] = [];
  const visit: Visit = { findings: [], nulls, depth: 0, objects: 0 };
  checkObject(object, definition, '', visit);
  return [...ownId(object, operation), ...visit.findings.slice(0, mostFindings), ...told(nulls)];
}

interface Visit {
  findings: RecordFinding[];
  /** Paths of members that are null. */
  nulls: string[];
  depth: number;
  objects: number;
}

function checkObject(object: object, definition: string | undefined, parent: string, visit: Visit): void {
  const members = definition === undefined ? undefined : membersOfDefinition(definition);
  visit.objects += 1;
  for (const [key, raw] of Object.entries(object)) {
    const value = asSent(raw);
    if (visit.findings.length >= mostFindings) return;
    const path = parent === '' ? key : `${parent}.${key}`;
    // Coupa takes underscores for hyphens; `_delete` and its kind are commands.
    const name = key.startsWith('_') ? key : key.replaceAll('_', '-');
    if (name !== key && isOtherwise(object, name, raw)) visit.findings.push(givenTwice(path, name));
    if (value === undefined) visit.findings.push(undefinedMember(path));
    else if (value === null) visit.nulls.push(path);
    else if (name === 'custom-fields') visit.findings.push(...customFields(path, value));
    else if (members?.has(name)) {
      if (types.isDate(raw) && name.endsWith('-date')) visit.findings.push(...dateObject(path, value));
      checkMember(path, value, members.get(name), visit);
    } else if (name === 'id') visit.findings.push(...checkPlainValue(path, value, anyId));
    else if (members !== undefined && members.size > 0 && !name.startsWith('_'))
      visit.findings.push(unknownMember(path, name, definition ?? '', members));
  }
}

const anyId: Member = { name: 'id', kind: 'integer', list: false, readOnly: true };

function checkMember(path: string, value: unknown, member: Member | undefined, visit: Visit): void {
  if (member === undefined) return;
  if (member.list) checkList(path, value, member, visit);
  else if (member.kind !== 'object') visit.findings.push(...checkPlainValue(path, value, member));
  else checkOne(path, value, member, visit);
}

function checkList(path: string, value: unknown, member: Member, visit: Visit): void {
  if (Array.isArray(value)) {
    if (value.length === 0 && member.identifiedBy !== undefined) visit.findings.push(emptied(path));
    for (const [index, one] of value.entries()) {
      if (visit.findings.length >= mostFindings) return;
      if (member.kind === 'object') checkOne(`${path}[${index}]`, asSent(one), member, visit);
    }
    return;
  }
  // The shape that XML has, which Coupa takes as well: `{ "payment": [ … ] }`.
  if (isObject(value)) {
    const [[only, inside] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0 && isObject(inside) && member.name.startsWith(only.replace(/y$/, '')))
      checkList(`${path}.${only}`, Array.isArray(inside) ? inside : [inside], member, visit);
    return;
  }
  const example = `[${exampleOf(member, value)}]`;
  visit.findings.push({
    path,
    severity: 'error',
    message: phrase`${path} is ${kindInWords(value)}; Coupa takes a list here, such as ${example}.`,
  });
}

function checkOne(path: string, value: unknown, member: Member, visit: Visit): void {
  if (value === null) visit.nulls.push(path);
  else if (!isObject(value)) {
    visit.findings.push({
      path,
      severity: 'error',
      message: phrase`${path} is ${kindInWords(value)}; Coupa takes an object here, such as ${exampleOf(member, value)}.`,
    });
  } else if (!Array.isArray(value)) {
    if (!isIdentified(value, member)) visit.findings.push(unidentified(path, member));
    if (visit.depth >= deepest || visit.objects >= mostObjects) return;
    visit.depth += 1;
    checkObject(value, member.definition, path, visit);
    visit.depth -= 1;
  } else {
    visit.findings.push({
      path,
      severity: 'error',
      message: phrase`${path} is a list; Coupa takes one object here, such as ${exampleOf(member, value[0])}.`,
    });
  }
}

function isIdentified(value: object, { identifiedBy }: Member): boolean {
  if (identifiedBy === undefined) return true;
  return Object.keys(value).some(
    (key) =>
      key.startsWith('_') || identifiedBy.includes(key.replaceAll('_', '-')) || key.startsWith('segment'),
  );
}

/** `{ "code": "EUR" }` for `"EUR"`: the value where it belongs. */
function exampleOf({ identifiedBy = [] }: Member, value: unknown): string {
  const key = typeof value === 'number' && identifiedBy.includes('id') ? 'id' : identifiedBy[0];
  if (key === undefined) return '{ … }';
  const text = typeof value === 'string' ? value : undefined;
  const shown = key === 'id' ? value : (text ?? '…');
  return `{ ${JSON.stringify(key)}: ${JSON.stringify(typeof shown === 'string' ? shown.slice(0, 40) : shown)} }`;
}

function ownId(object: object, operation: RecordOperation): RecordFinding[] {
  if (operation !== 'create' || !Object.hasOwn(object, 'id')) return [];
  return [
    {
      path: 'id',
      severity: 'warning',
      message: phrase`A new record has no id: Coupa gives it one, and ignores this.`,
    },
  ];
}

/** Whether a member is given under this name, too, and not with the same plain value. */
function isOtherwise(object: object, name: string, value: unknown): boolean {
  return Object.hasOwn(object, name) && (typeof value === 'object' || Reflect.get(object, name) !== value);
}

function givenTwice(path: string, name: string): RecordFinding {
  const message = phrase`${path} is ${name} with underscores, and both are given: nobody knows which one Coupa takes.`;
  return { path, severity: 'error', message };
}

function undefinedMember(path: string): RecordFinding {
  const message = phrase`${path} is undefined: it is left out, and Coupa keeps what it has there.`;
  return { path, severity: 'warning', message };
}

function customFields(path: string, value: unknown): RecordFinding[] {
  if (isObject(value) && !Array.isArray(value)) return [];
  const example = '{ "my-field": "…" }';
  const message = phrase`${path} is ${kindInWords(value)}; Coupa takes an object here, such as ${example}.`;
  return [{ path, severity: 'error', message }];
}

/**
 * A day's midnight at this computer is a moment in JSON, and in the tenant perhaps on the day before. What the clock says is none: no time
 * zone begins its days beside a quarter of an hour of UTC.
 */
function dateObject(path: string, sent: unknown): RecordFinding[] {
  if (!/T(?!00:00)\d\d:(?:00|15|30|45):00\.000Z$/.test(String(sent))) return [];
  const message = phrase`${path} is a JavaScript date, sent as ${String(sent)}: in another time zone that is another day. Give the day as a text, such as 2026-11-28.`;
  return [{ path, severity: 'warning', message }];
}

function emptied(path: string): RecordFinding {
  const message = phrase`${path} is an empty list: Coupa then takes out everything that is in it.`;
  return { path, severity: 'warning', message };
}

function unidentified(path: string, { identifiedBy = [] }: Member): RecordFinding {
  const keys = identifiedBy.join(', ');
  const message = phrase`${path} does not say which record is meant: Coupa finds one by ${keys}.`;
  return { path, severity: 'warning', message };
}

function unknownMember(
  path: string,
  name: string,
  definition: string,
  members: ReadonlyMap<string, Member>,
): RecordFinding {
  const meant = nearest(name, definition, members);
  const message =
    meant === undefined
      ? phrase`Coupa's release 39 has no ${path} here. A field of your own belongs below custom-fields.`
      : phrase`Coupa's release 39 has no ${path} here. Did you mean ${meant}?`;
  return { path, severity: 'warning', message };
}

/** Remembered: an array of a hundred thousand objects has the same mistake in each. */
function nearest(name: string, definition: string, members: ReadonlyMap<string, Member>): string | undefined {
  const key = `${definition} ${name}`;
  if (!remembered.has(key)) {
    if (remembered.size >= 1000) remembered.clear();
    // Two letters that changed places are two wrong ones, also in a short name.
    const letters = Math.max(name.length > 4 ? 2 : 1, Math.floor(name.length / 3));
    remembered.set(key, closest(name, members.keys(), letters));
  }
  return remembered.get(key);
}

const remembered = new Map<string, string | undefined>();

/** All that are null in one finding: a record that was read has many. */
function told(nulls: readonly string[]): RecordFinding[] {
  const [path] = nulls;
  if (path === undefined) return [];
  const named = nulls.length > 5 ? `${nulls.slice(0, 5).join(', ')} …` : nulls.join(', ');
  const message = phrase`Null: ${named}. Coupa does not say whether null clears a value: look at what it answers.`;
  return [{ path, severity: 'warning', message }];
}

/** A value as JSON has it: a `Date`, or what a library has for one, is a text, and a function is nothing. */
function asSent(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  return isObject(value) && 'toJSON' in value && typeof value.toJSON === 'function'
    ? (value.toJSON() as unknown)
    : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
