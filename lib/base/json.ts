import { isTooDeep } from './json-depth';

/** An object as it travels as JSON. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy of a value as JSON will carry it: dates as texts, no functions, big integers as strings of their digits.
 * `undefined` when JSON cannot carry it at all (a circular structure, a function, `undefined` itself, a `toJSON` or a getter that throws), or has
 * more levels or places than anybody can follow.
 */
export function asJson(value: unknown): unknown {
  const text = jsonText(value);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The text of what `asJson` gives. */
export function jsonText(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value, carried);
    return text === undefined || isTooDeep(text) ? undefined : text;
  } catch {
    // Whatever it is: what function nodes make throws errors of classes of its own.
    return undefined;
  }
}

/** Places of a list at most: one that is filled by ids (`lines[line.id] = line`) has hundreds of millions of empty ones. */
export const mostPlaces = 1_000_000;

function carried(_key: string, part: unknown): unknown {
  if (Array.isArray(part) && part.length > mostPlaces) throw new RangeError('length');
  return typeof part === 'bigint' ? String(part) : part;
}

/** What a text says as JSON; `undefined` where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) return Array.isArray(other) && sameItems(one, other);
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]));
}

function sameItems(one: unknown[], other: unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
}

/** Names of the top-level fields in which two versions differ, in alphabetical order. */
export function changedFields(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameJson(ownField(before, name), ownField(after, name))).sort();
}

/** A field that an object has itself: every object inherits a `constructor`. */
export function ownField(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
