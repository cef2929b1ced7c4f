import { types } from 'node:util';
import { isJsonObject } from '../base/json';
import { type Phrase, phrase, type Text } from '../base/text/phrase';

/** A value that JSON would not carry, and make an empty one of. */
export interface Emptied {
  /** `lines.price`; empty: the value itself. */
  path: string;
  /** What it is, and what would become of it, as the end of a sentence. */
  what: Phrase;
}

/**
 * Values, at any depth, of which JSON makes `null` or `{}`: an amount that was computed from what is no number, or that is a promise nobody
 * waited for, would clear the one that the tenant has. `instanceof` knows none of what a function node makes, which has classes of its own.
 *
 * @param value something that JSON can carry as a whole: no circle, and not too deep.
 */
export function emptiedByJson(value: unknown): Emptied[] {
  const found = new Map<string, Emptied>();
  visit(value, '', found);
  return [...found.values()];
}

function visit(value: unknown, path: string, found: Map<string, Emptied>): void {
  const what = emptied(value);
  if (what !== undefined) found.set(path, { path, what });
  else if (Array.isArray(value)) {
    // Not `for … of` the array alone: places that were never filled have to be seen, too.
    for (const item of Array.from(value)) visitItem(item, path, found);
  } else if (isJsonObject(value) && !hasItsOwnJson(value)) {
    for (const [name, part] of Object.entries(value))
      visit(part, path === '' ? name : `${path}.${name}`, found);
  }
}

/** A member that JSON cannot carry is left out; in a list it would be `null`. */
function visitItem(item: unknown, path: string, found: Map<string, Emptied>): void {
  const isNone = item === undefined || typeof item === 'function' || typeof item === 'symbol';
  if (isNone) found.set(path, { path, what: becomes(phrase`an empty place in a list`, 'null') });
  else visit(item, path, found);
}

function emptied(value: unknown): Phrase | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return becomes(String(value), 'null');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (types.isDate(value))
    return Number.isNaN(value.getTime()) ? becomes(phrase`a date that is none`, 'null') : undefined;
  if (types.isPromise(value)) return becomes(phrase`a promise that was not awaited`, '{}');
  if (isPlain(value) || hasItsOwnJson(value) || Object.keys(value).length > 0) return undefined;
  return types.isBoxedPrimitive(value)
    ? undefined
    : becomes(phrase`an object of the kind ${className(value)}`, '{}');
}

/** Whether it is an object as `{}` is, wherever that was made. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function hasItsOwnJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** `Map`, `Set`, `RegExp`, or the name of its class. */
export function className({ constructor: made }: object): string {
  return typeof made === 'function' ? made.name.slice(0, 60) : '?';
}

function becomes(what: Text, as: string): Phrase {
  return phrase`${what}, of which JSON makes ${as}: what the tenant has there would be cleared`;
}
