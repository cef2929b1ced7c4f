import { isObject } from '../../base/form';
import { parsedJson } from '../../base/json';
import type { Taken } from '../engine/exchanges';

/** Bytes of a character at most. */
const widest = 3;

/** Bytes that records are at most, as the engine counts them. */
export function mostBytesOf(records: readonly Taken[]): number {
  return records.reduce((size, { token, row }) => size + widest * (token.length + row.length), 0);
}

/** The message in a row. @returns `undefined` for a row that has none. */
export function messageIn(text: string): object | undefined {
  const row = parsedJson(text);
  const message = isObject(row) ? parsedJson(String(row['message'])) : undefined;
  return isObject(message) ? message : undefined;
}
