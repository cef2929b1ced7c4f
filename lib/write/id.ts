import { isJsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';

/**
 * Ids are documented as integers and sent as strings of 19 digits, beyond what a JavaScript number holds. The other
 * characters are allowed so that a tenant with another kind of id works; none of them can change a path.
 */
const id = /^[\w-]{1,64}$/;

/** What was found where an id was expected: the id, or why it is none. */
export type IdReading = { id: string } | { fault: Phrase };

/** Reads an id that a flow gives as text, number or big integer, or that an answer has. A number too large to be exact is a fault, never rounded. */
export function readGivenId(value: unknown): IdReading {
  if (typeof value === 'bigint') return { id: String(value) };
  if (typeof value === 'number') return readNumber(value);
  if (typeof value === 'string') return readText(value.trim());
  if (value === undefined || value === null) return { fault: phrase`is missing` };
  return {
    fault: Array.isArray(value)
      ? phrase`has to be a text or a number, not an array`
      : phrase`has to be a text or a number, not of type ${typeof value}`,
  };
}

/** Whether a value is a number whose digits JavaScript may already have changed. */
function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function readNumber(value: number): IdReading {
  if (Number.isNaN(value)) return { fault: phrase`is NaN: it was computed from what is no number` };
  if (isRounded(value)) {
    return {
      fault: phrase`is a number too large for JavaScript, its last digits are already lost: give it as a text`,
    };
  }
  return Number.isInteger(value) ? { id: String(value) } : { fault: phrase`is ${value}, not a whole number` };
}

function readText(text: string): IdReading {
  if (text === '') return { fault: phrase`is empty` };
  if (id.test(text)) return { id: text };
  return {
    fault: phrase`is ${JSON.stringify(text.slice(0, 80))}: an id has only digits, letters, "_" and "-"`,
  };
}

/** Paths of ids, at any depth, that lost their digits before they came here: `market-id`, `supplier.id`. Each once. */
export function roundedIds(value: unknown): string[] {
  return roundedNumbers(value).filter((path) => /(^|[-_.])ids?$/.test(path));
}

/** Paths of numbers, at any depth, that lost their digits before they came here: `account-number`, `supplier.id`. Each once. */
export function roundedNumbers(value: unknown): string[] {
  const found = new Set<string>();
  visit(value, '', found);
  return [...found];
}

function visit(value: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, path, found);
  } else if (isJsonObject(value)) {
    for (const [name, part] of Object.entries(value))
      visit(part, path === '' ? name : `${path}.${name}`, found);
  } else if (isRounded(value)) found.add(path);
}
