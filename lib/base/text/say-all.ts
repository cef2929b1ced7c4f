import { Phrase, type Say } from './phrase';

/** A plain value with every phrase in it said. Arrays and plain objects are copied; anything else stays what it is. */
export function sayAll(value: unknown, say: Say): unknown {
  if (value instanceof Phrase) return say(value);
  if (Array.isArray(value)) return value.map((item) => sayAll(item, say));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sayAll(part, say)]));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
