import { attribute, canonical, type Fields, isObject, stringify } from '../json';
import { readDate } from '../tenant-time';

/** How a condition compares. Coupa: no operator is equality. */
export type Operator =
  | 'eq'
  | 'gt'
  | 'lt'
  | 'gt_or_eq'
  | 'lt_or_eq'
  | 'not_eq'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'blank';

/** One condition of a query: `supplier[name][contains]=paper`. */
export interface Condition {
  /** Attribute names from the record inwards, hyphenated: `['supplier', 'name']`. */
  path: string[];
  operator: Operator;
  value: string;
}

/** A query that the tenant does not understand; it becomes the 400 that Coupa documents. */
export class InvalidQuery extends Error {
  /** @param attribute what is wrong with, as it stands in the answer */
  constructor(
    readonly attribute: string,
    readonly reason: string,
  ) {
    super(`${attribute} ${reason}`);
  }
}

const operators = new Set<string>([
  'gt',
  'lt',
  'gt_or_eq',
  'lt_or_eq',
  'not_eq',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'ends_with',
  'blank',
]);

/** Reads one query parameter as a condition. @throws {InvalidQuery} if its brackets are out of order */
export function readCondition(name: string, value: string): Condition {
  const match = /^([^[\]]+)((?:\[[^[\]]+\])*)$/.exec(name);
  if (!match) throw new InvalidQuery(name, 'is not a valid attribute');
  const segments = [match[1] ?? '', ...(match[2] ?? '').slice(1, -1).split('][')].filter(
    (part) => part !== '',
  );
  const last = segments.at(-1) ?? '';
  const compared = segments.length > 1 && operators.has(last.replaceAll('-', '_'));
  const condition: Condition = {
    path: (compared ? segments.slice(0, -1) : segments).map(canonical),
    operator: compared ? (last.replaceAll('-', '_') as Operator) : 'eq',
    value,
  };
  checkDate(condition);
  return condition;
}

/** Compiles a condition into a test of whole records. Of several values (lines) one is enough. */
export function predicate(condition: Condition, caseIgnored = false): (record: Fields) => boolean {
  const test = valueTest(condition, caseIgnored);
  return (record) => {
    const values = valuesAt(record, condition.path);
    return values.length === 0 ? test(undefined) : values.some(test);
  };
}

/** Compiles a condition on a date that the collection holds as epoch milliseconds. */
export function instantTest({ operator, value }: Condition): (milliseconds: number) => boolean {
  if (operator === 'blank') return () => value === 'false';
  const instants = value.split(',').map((part) => readDate(part) ?? Number.NaN);
  return (milliseconds) => compare(operator, instants, milliseconds);
}

/** Attributes whose values are dates; everything of Coupa's that ends in `-at` or `-date`. */
export function isDateAttribute(name: string): boolean {
  return /(?:-at|-date)$/.test(name);
}

function checkDate({ path, operator, value }: Condition): void {
  const name = path.at(-1) ?? '';
  if (!isDateAttribute(name) || operator === 'blank') return;
  if (operator === 'contains' || operator === 'starts_with' || operator === 'ends_with') {
    throw new InvalidQuery(name, `cannot be compared with [${operator}]`);
  }
  if (value.split(',').some((part) => readDate(part) === undefined)) {
    throw new InvalidQuery(name, `is not a valid date: ${value}`);
  }
}

/** The values at a path; several where lists lie on the way. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((part) => valuesAt(part, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return isObject(value) ? valuesAt(attribute(value, name), rest) : [];
}

function valueTest({ path, operator, value }: Condition, caseIgnored: boolean): (found: unknown) => boolean {
  if (isDateAttribute(path.at(-1) ?? '') && operator !== 'blank') {
    const instants = value.split(',').map((part) => readDate(part) ?? Number.NaN);
    return (found) => compare(operator, instants, instantOf(found));
  }
  const texts = operator === 'in' || operator === 'not_in' ? value.split(',') : [value];
  const cased = caseIgnored ? (text: string) => text.toLowerCase() : (text: string) => text;
  return (found) => textTest(operator, texts.map(cased), found, cased);
}

function instantOf(found: unknown): number {
  return typeof found === 'string' ? Date.parse(found) : Number.NaN;
}

function compare(operator: Operator, wanted: readonly number[], found: number): boolean {
  const first = wanted[0] ?? Number.NaN;
  if (operator === 'gt') return found > first;
  if (operator === 'lt') return found < first;
  if (operator === 'gt_or_eq') return found >= first;
  if (operator === 'lt_or_eq') return found <= first;
  if (operator === 'not_eq') return found !== first;
  if (operator === 'not_in') return !wanted.includes(found);
  return wanted.includes(found);
}

function textTest(
  operator: Operator,
  wanted: readonly string[],
  found: unknown,
  cased: (text: string) => string,
): boolean {
  const [first = ''] = wanted;
  const blank = found === undefined || found === null || found === '';
  if (operator === 'blank') return blank === (first !== 'false');
  const text = cased(blank ? '' : typeof found === 'object' ? stringify(found) : String(found));
  if (operator === 'contains') return text.includes(first);
  if (operator === 'starts_with') return text.startsWith(first);
  if (operator === 'ends_with') return text.endsWith(first);
  if (operator === 'not_eq' || operator === 'not_in') return !wanted.some((one) => equal(text, one));
  if (operator === 'eq' || operator === 'in') return wanted.some((one) => equal(text, one));
  return !blank && ordered(operator, text, first);
}

function equal(found: string, wanted: string): boolean {
  return (
    found === wanted || (decimal.test(found) && decimal.test(wanted) && Number(found) === Number(wanted))
  );
}

/** Whole numbers are compared digit by digit (ids beyond 2^53), decimals as numbers, the rest as text. */
function ordered(operator: Operator, found: string, wanted: string): boolean {
  const order = orderOf(found, wanted);
  if (operator === 'gt') return order > 0;
  if (operator === 'lt') return order < 0;
  return operator === 'gt_or_eq' ? order >= 0 : order <= 0;
}

const whole = /^-?\d+$/;
const decimal = /^-?\d{1,15}(?:\.\d+)?$/;

/** Negative, zero or positive, as for `Array.sort`. */
export function orderOf(left: string, right: string): number {
  if (whole.test(left) && whole.test(right)) return Number(BigInt(left) - BigInt(right));
  if (decimal.test(left) && decimal.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
