import { numberText } from '../base/text/number-text';
import { type Phrase, phrase } from '../base/text/phrase';

/** An id as a tenant writes it: a JSON number, or a string (digits beyond 2^53 arrive as strings). */
export type RecordId = number | string;

/** Characters of an id at most: more than any system gives it, few enough for a URL, a state and a log. */
const longestLength = 512;

/** Reads a value as an id; `undefined` when it is none (absent, null, empty, an object), or one that cannot be used. */
export function readId(value: unknown): RecordId | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && value !== '' && idFault(value) === undefined ? value : undefined;
}

/** An id as a text. */
export function idText(id: RecordId): string {
  return typeof id === 'number' ? numberText(id) : id;
}

/** Whether a value is an id that can be used: what a document may hold. */
export function isRecordId(value: unknown): value is RecordId {
  return readId(value) !== undefined;
}

/**
 * Why a text cannot be used as an id, as the rest of a sentence: it would have to stand in a URL and in the state. `undefined`: it
 * can, or is no text.
 */
export function idFault(value: unknown): Phrase | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length > longestLength) return phrase`is longer than ${longestLength} characters`;
  return /\p{Cs}/u.test(value) ? phrase`holds half of a character, which no URL can hold` : undefined;
}

/** Orders two ids: numerically where both are whole numbers of any length, else by code units. */
export function compareIds(a: RecordId, b: RecordId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const x = toBigInt(a);
  const y = toBigInt(b);
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : 0;
  const s = String(a);
  const t = String(b);
  return s < t ? -1 : s > t ? 1 : 0;
}

/** The whole number an id is, or `undefined` for an id that is none (`"A-17"`): such ids cannot be halved into ranges. */
export function toBigInt(id: RecordId): bigint | undefined {
  if (typeof id === 'number') return Number.isSafeInteger(id) ? BigInt(id) : undefined;
  return /^-?\d{1,40}$/.test(id) ? BigInt(id) : undefined;
}
