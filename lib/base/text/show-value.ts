import { inspect } from 'node:util';

/** Characters of one value that a sentence quotes. */
const longest = 100;

/**
 * A value from outside as a sentence quotes it: as JSON, or as far as it can be written in a line where JSON cannot. Whatever it is
 * (cyclic, a BigInt, an object whose `toJSON` throws), this does not throw, and it does not grow with the value.
 */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  return shortened(asJson(value) ?? inspected(value));
}

/** Values in an object or a list that are written as JSON; of more than these nothing would be seen. */
const mostValues = 1000;

/** `undefined` where JSON has no such value, or would be long: each byte of a Buffer is a number there. */
function asJson(value: unknown): string | undefined {
  if (ArrayBuffer.isView(value)) return undefined;
  let left = mostValues;
  try {
    return JSON.stringify(value, (_name, part: unknown) => {
      left -= 1;
      if (left < 0 || (Array.isArray(part) && part.length > left)) throw new RangeError('length');
      return part;
    });
  } catch {
    // A BigInt, a circle, too many levels or values, or what a `toJSON` threw: the other way never fails.
    return undefined;
  }
}

function inspected(value: unknown): string {
  const options = { depth: 1, maxArrayLength: 3, maxStringLength: 40, breakLength: Number.POSITIVE_INFINITY };
  return inspect(value, { ...options, customInspect: false, getters: false });
}

/** Cut between characters: half of a pair is none. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
