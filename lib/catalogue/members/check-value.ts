import { type Phrase, phrase } from '../../base/text/phrase';
import type { Member } from './members';
import type { RecordFinding } from './record-finding';

/** What speaks against a value that is no object and no list; empty: nothing. `null` and `undefined` are not for here. */
export function checkPlainValue(path: string, value: unknown, member: Member): RecordFinding[] {
  const check = checks[member.kind];
  const found = check?.(value, member, path);
  return found === undefined ? [] : [{ path, ...found }];
}

/** What a value is, in words: `a text`. */
export function kindInWords(value: unknown): Phrase | string {
  if (Array.isArray(value)) return phrase`a list`;
  if (typeof value === 'string') return phrase`a text`;
  if (typeof value === 'number' || typeof value === 'bigint') return phrase`a number`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && value !== null) return phrase`an object`;
  return String(value);
}

type Found = Omit<RecordFinding, 'path'>;
type Check = (value: unknown, member: Member, path: string) => Found | undefined;

const checks: Partial<Readonly<Record<Member['kind'], Check>>> = {
  string: checkText,
  integer: checkInteger,
  decimal: checkDecimal,
  boolean: checkBoolean,
  date: checkDate,
  dateTime: checkDate,
};

function checkText(
  value: unknown,
  { maxLength = Infinity, choices }: Member,
  path: string,
): Found | undefined {
  if (isStructure(value)) return error(phrase`${path} is ${kindInWords(value)}; Coupa takes a text here.`);
  const text = String(value);
  if (text.length > maxLength) {
    return warning(phrase`${path} has ${text.length} characters; Coupa's release 39 keeps ${maxLength}.`);
  }
  if (choices === undefined || text === '' || choices.includes(text)) return undefined;
  return warning(phrase`${path} is ${shown(value)}; Coupa's release 39 knows ${choices.join(', ')}.`);
}

function checkInteger(value: unknown, { choices }: Member, path: string): Found | undefined {
  if (!isStructure(value) && choices?.includes(String(value))) return undefined;
  const whole =
    typeof value === 'number' ? Number.isInteger(value) : isText(value) && /^-?\d*$/.test(value.trim());
  if (whole) return undefined;
  const says = phrase`${path} is ${shown(value)}; Coupa takes a whole number here.`;
  // Columns that hold the number of a word take the word, and the files do not list the words of all of them.
  const word = isText(value) && /^[a-z_ ]+$/i.test(value) && !/(?:^|-)id$/.test(path);
  return word ? warning(says) : error(says);
}

function checkDecimal(value: unknown, _member: Member, path: string): Found | undefined {
  const right =
    typeof value === 'number' ? Number.isFinite(value) : isText(value) && decimal.test(value.trim());
  if (right) return undefined;
  return error(
    phrase`${path} is ${shown(value)}; Coupa takes a number here, with a point before its decimals.`,
  );
}

const decimal = /^(?:[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)?$/i;

function checkBoolean(value: unknown, _member: Member, path: string): Found | undefined {
  if (!isStructure(value) && /^(?:true|false|0|1|)$/.test(String(value))) return undefined;
  const says = phrase`${path} is ${shown(value)}; Coupa takes true or false here.`;
  return isStructure(value) ? error(says) : warning(says);
}

function checkDate(value: unknown, _member: Member, path: string): Found | undefined {
  if (isText(value) && (value === '' || isDate(value))) return undefined;
  const says = phrase`${path} is ${shown(value)}; Coupa takes a date here, such as 2026-11-28 or 2026-11-28T08:15:00Z.`;
  return isText(value) ? warning(says) : error(says);
}

/** Coupa: "a strict subset of ISO 8601". The day has to be there in the calendar. */
function isDate(text: string): boolean {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[-+]\d\d:?\d\d))?)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && !(hour > 24) && !(minute > 59);
}

/** A value as JSON has it, shortened: a message is no place for a whole record. */
function shown(value: unknown): Phrase | string {
  if (isStructure(value)) return kindInWords(value);
  const text = isText(value) ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function error(message: Phrase): Found {
  return { severity: 'error', message };
}

function warning(message: Phrase): Found {
  return { severity: 'warning', message };
}
