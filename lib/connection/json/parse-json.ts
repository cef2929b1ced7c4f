import { withoutTrailing } from '../../base/text/without-trailing';
import { backslashCode, colonCode, numberParts, tokenKinds, tokenTable } from './json-characters';
import { deepestLevel, mostValues, tooDeep, tooManyValues } from './json-limits';

/**
 * Parses JSON without losing a digit: a number that JavaScript cannot hold becomes a string of exactly its characters
 * (`9219595375673293031` → `"9219595375673293031"`). Integers are held up to 2^53 - 1, other numbers when they print
 * as the same value again. A byte order mark is tolerated, an empty text is `undefined`.
 *
 * A text without such numbers costs one look over it beside `JSON.parse`; in one with them they are put in quotes
 * first, so that keys named `__proto__` or occurring twice are treated as `JSON.parse` does, and nothing recurses.
 *
 * @throws {SyntaxError} when it is not JSON.
 * @throws {CoupaError} `COUPA_RESPONSE` when it is nested too deeply, or has too many values (`json-limits`).
 */
export function parseJson(text: string): unknown {
  const json = text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
  if (json.trim() === '') return undefined;
  const unsafe = findUnsafeNumbers(json);
  return JSON.parse(unsafe.length === 0 ? json : quoted(json, unsafe));
}

const byteOrderMark = 0xfeff;

/**
 * One pass over the text that skips strings, counts brackets and values, and judges numbers.
 *
 * @returns where the unsafe ones stand: the first character of each, and what is behind its last. One list for all, since there
 * may be hundreds of thousands.
 */
function findUnsafeNumbers(json: string): number[] {
  const unsafe: number[] = [];
  const { none, text, comma, number, opening } = tokenKinds;
  const tokens = tokenTable;
  let depth = 0;
  let values = 1;
  let texts = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    const token = character < 0x80 ? tokens[character] : none;
    if (token === none) continue;
    if (token === text) {
      texts += 1;
      at = endOfString(json, at);
    } else if (token === number) {
      const end = endOfNumber(json, at);
      // Fifteen digits are always held, and that is nearly every number there is.
      if (end - at > 15 || hasExponent(json, at, end)) {
        if (mustBeText(json, at, end)) unsafe.push(at, end);
      }
      at = end - 1;
    } else if (token === comma) {
      values += 1;
    } else if (token === opening) {
      depth += 1;
      values += 1;
      if (depth > deepestLevel) throw tooDeep();
    } else {
      depth -= 1;
    }
    // A value has a key and a text at most.
    if (values > mostValues || texts > 2 * mostValues) throw tooManyValues();
  }
  return unsafe;
}

/** Where a string's closing quote is. `indexOf` beats a loop, short as most strings are. */
export function endOfString(json: string, start: number): number {
  let at = start;
  do {
    at = json.indexOf('"', at + 1);
    if (at === -1) return json.length;
  } while (isEscaped(json, at));
  return at;
}

/** Behind an odd number of backslashes. */
export function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(at - 1 - backslashes) === backslashCode) backslashes += 1;
  return backslashes % 2 === 1;
}

function endOfNumber(json: string, start: number): number {
  const parts = numberParts;
  let at = start + 1;
  while (at < json.length && isPart(parts, json.charCodeAt(at))) at += 1;
  return at;
}

function isPart(parts: Uint8Array, character: number): boolean {
  return character < 0x80 && parts[character] !== 0;
}

function hasExponent(json: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (numberParts[json.charCodeAt(at)] === 2) return true;
  return false;
}

/** What is no number, or stands where a key belongs, is left for `JSON.parse` to refuse: quotes would make it valid. */
function mustBeText(json: string, start: number, end: number): boolean {
  const number = json.slice(start, end);
  return (
    wellFormedNumber.test(number) && !(number.length <= longestNumber && isHeld(number)) && !isKey(json, end)
  );
}

/** Characters of a number that it is reckoned with: no arithmetic is quick on millions of digits. */
const longestNumber = 1000;

const wellFormedNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function isHeld(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(number)) return Number.isSafeInteger(value);
  return canonical(number) === canonical(String(value));
}

/** One spelling for each value: its digits without zeros at either end, and the power of ten they are scaled by. */
function canonical(number: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = withoutTrailing(digits, '0');
  if (significant === '') return '0';
  const scale = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}

function isKey(json: string, end: number): boolean {
  let at = end;
  while (at < json.length && json.charCodeAt(at) <= 0x20) at += 1;
  return json.charCodeAt(at) === colonCode;
}

/** Each of the places gets a quote before it. */
function quoted(json: string, places: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const place of places) {
    parts.push(json.slice(from, place));
    from = place;
  }
  parts.push(json.slice(from));
  return parts.join('"');
}
