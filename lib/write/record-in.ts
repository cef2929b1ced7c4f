import type { JsonObject } from '../base/json';

/** The record that an answer holds; `undefined` where it is none, or another one than was asked for. */
export function recordIn(body: unknown, id?: string): JsonObject | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const record = body as JsonObject;
  const own = idOf(record);
  return own === undefined || (id !== undefined && own !== id) ? undefined : record;
}

/** The id of a record as text. */
export function idOf({ id }: JsonObject): string | undefined {
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : undefined;
}
