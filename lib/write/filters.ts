import { isJsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import { showValue } from '../base/text/show-value';
import { className, isPlain } from './emptied';
import { isBytes } from './kind-of';

/** One condition of a list, percent-encoded: `name%5Bcontains%5D=LTL`. */
export function filter(name: string, value: string): string {
  return `${encode(name)}=${encode(value)}`;
}

/**
 * What a message asks with, percent-encoded, in the order given. A null or missing value is none; an array becomes `a,b`.
 *
 * @param refused makes the error for what cannot be asked with.
 */
export function parametersOf(
  given: Readonly<Record<string, unknown>>,
  refused: (fault: Phrase) => Error,
): string[] {
  return Object.entries(given)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => filter(name, valueText(name, value, refused)));
}

/**
 * The conditions of a list, likewise. Of several values Coupa asks for one by `[in]`, which a name without an operator gets: equal to several
 * values is nothing.
 */
export function filtersOf(
  conditions: Readonly<Record<string, unknown>>,
  refused: (fault: Phrase) => Error,
): string[] {
  const named = Object.entries(conditions).map(([name, value]) => {
    const isList = Array.isArray(value);
    if (isList && value.length === 0) throw refused(emptyList(name));
    const isPlain =
      isList && value.length > 1 && !name.endsWith(']') && !Object.hasOwn(conditions, `${name}[in]`);
    return [isPlain ? `${name}[in]` : name, value] as const;
  });
  return parametersOf(Object.fromEntries(named), refused);
}

function emptyList(name: string): Phrase {
  return phrase`has an empty list at "${name}", and where nothing is named Coupa may list everything: leave the condition out, or do not ask`;
}

/** Lists within lists. */
const deepest = 10;

function valueText(name: string, value: unknown, refused: (fault: Phrase) => Error, depth = 0): string {
  if (Array.isArray(value) && depth < deepest) {
    // Nobody can say there that a comma is a part of a value.
    const isSplit = (item: unknown) => typeof item === 'string' && item.includes(',');
    if (value.length > 1 && value.some(isSplit)) throw refused(splitValue(name, value.find(isSplit)));
    // Places that were never filled have to be seen, too.
    return Array.from(value, (item: unknown) => valueText(name, item, refused, depth + 1)).join(',');
  }
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw refused(
      phrase`has a number at "${name}" that is too large for JavaScript, its last digits are lost: give a text`,
    );
  }
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value) && !Number.isNaN(value))
    return String(value);
  throw refused(
    phrase`has something at "${name}" that is neither a text, a number, true, false nor a list of these`,
  );
}

function splitValue(name: string, value: string): Phrase {
  return phrase`has a value at "${name}" with a comma in it, ${showValue(value)}, which Coupa would take for two. Ask for it alone, by another operator`;
}

/** A count in a query: a whole number, or a text of one; `undefined` where there is none. */
export function readCount(
  name: string,
  value: unknown,
  refused: (fault: Phrase) => Error,
): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const count = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw refused(phrase`has a "${name}" that is not a whole number from 0`);
}

/** A query as a message gives it: an object, or nothing. */
export function readConditions(
  query: unknown,
  refused: (fault: Phrase) => Error,
): Readonly<Record<string, unknown>> {
  if (query === undefined || query === null || query === '') return {};
  if (!isJsonObject(query)) throw refused(phrase`has to be an object such as {"name[contains]":"LTL"}`);
  // What a Map, a Set or URLSearchParams hold are no members of theirs: without its conditions a list is all there is.
  if (isBytes(query) || (!isPlain(query) && Object.keys(query).length === 0))
    throw refused(
      phrase`is an object of the kind ${className(query)}, and has to be one such as {"name[contains]":"LTL"}`,
    );
  return query;
}

/** A text that is no Unicode (half of a pair) has no percent-encoding; U+FFFD stands for it, as in a URL. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
