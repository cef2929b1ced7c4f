import { inspect } from 'node:util';

/** Characters of one value that a sentence quotes. */
const longest = 100;

/**
 * A value from outside as a sentence quotes it: a text in quotes, anything else as far as it can be written in a line. Whatever
 * it is (cyclic, a BigInt, an object whose `toJSON` throws), this does not throw, and it does not grow with the value.
 */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  const options = { depth: 1, maxArrayLength: 3, maxStringLength: 40, breakLength: Number.POSITIVE_INFINITY };
  return shortened(inspect(value, { ...options, customInspect: false, getters: false }));
}

/** Cut between characters: half of a pair is none. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
