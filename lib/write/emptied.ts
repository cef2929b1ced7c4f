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
 * Values, at any depth, of which JSON makes `null` or `{}`: an amount that was computed from what is no number would clear the one that the
 * tenant has.
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
    for (const item of value) visit(item ?? null, path, found);
  } else if (isJsonObject(value) && typeof value['toJSON'] !== 'function') {
    for (const [name, part] of Object.entries(value))
      visit(part, path === '' ? name : `${path}.${name}`, found);
  }
}

function emptied(value: unknown): Phrase | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return becomes(String(value), 'null');
  if (value instanceof Date && Number.isNaN(value.getTime()))
    return becomes(phrase`a date that is none`, 'null');
  if (value instanceof Map) return becomes('a Map', '{}');
  return value instanceof Set ? becomes('a Set', '{}') : undefined;
}

function becomes(what: Text, as: string): Phrase {
  return phrase`${what}, of which JSON makes ${as}: what the tenant has there would be cleared`;
}
