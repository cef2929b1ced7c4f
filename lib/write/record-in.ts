import type { JsonObject } from '../base/json';

/** The record that an answer holds; `undefined` where it is none, or another one than was asked for. */
export function recordIn(body: unknown, id?: string): JsonObject | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const record = body as JsonObject;
  const own = idOf(record);
  return own === undefined || (id !== undefined && own !== id) ? undefined : record;
}

/** Characters of an id that people are told: none that can be asked for has more. */
const longestShown = 64;

/** The id of a record as people are told it; empty where it has none. */
export function shownIdOf(record: JsonObject): string {
  return (idOf(record) ?? '').slice(0, longestShown);
}

/** The id of a record as text, whatever it is. */
export function idOf({ id }: JsonObject): string | undefined {
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : undefined;
}
