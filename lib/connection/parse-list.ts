import {
  BACKSLASH,
  CLOSING_BRACKET,
  COMMA,
  isClosing,
  isExponent,
  isNumberPart,
  isNumberStart,
  isOpening,
  isSpace,
  NINE,
  OPENING_BRACKET,
  QUOTE,
} from './json-characters';
import { DEEPEST, parseJson, tooDeep } from './parse-json';

/**
 * Parses JSON like `parseJson`, and a list element by element: the text of a whole page is a large object, which V8 frees
 * only in its full collections, so that a back-fill would pile up a hundred megabytes of them. It is faster, too, since one
 * look at the bytes finds both the elements and the numbers that need care.
 *
 * Cutting at the commas between elements is exact: every element has to be JSON by itself, hence balanced.
 *
 * @param bytes UTF-8
 * @throws {SyntaxError} when it is not JSON.
 * @throws {CoupaError} `COUPA_RESPONSE` when it is nested too deeply.
 */
export function parseList(bytes: Buffer): unknown {
  const start = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0);
  return bytes[start] === OPENING_BRACKET ? elementsOf(bytes, start) : parseJson(bytes.toString());
}

function elementsOf(bytes: Buffer, opening: number): unknown[] {
  const elements: unknown[] = [];
  let depth = 1;
  let start = opening + 1;
  // Whether the element may hold a number that needs care.
  let careful = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte <= NINE) {
      if (byte === COMMA && depth === 1) {
        elements.push(parseElement(bytes, start, at, careful));
        start = at + 1;
        careful = false;
      } else if (isNumberStart(byte)) {
        const end = endOfNumber(bytes, at);
        careful ||= needsCare(bytes, at, end);
        at = end - 1;
      }
    } else if (isOpening(byte)) {
      depth += 1;
      if (depth > DEEPEST) throw tooDeep();
    } else if (isClosing(byte)) {
      depth -= 1;
      if (depth > 0) continue;
      if (byte !== CLOSING_BRACKET || skipSpace(bytes, at + 1) < bytes.length) break;
      const isEmpty = elements.length === 0 && skipSpace(bytes, start) === at;
      if (!isEmpty) elements.push(parseElement(bytes, start, at, careful));
      return elements;
    }
  }
  throw new SyntaxError('Unfinished list');
}

function parseElement(bytes: Buffer, start: number, end: number, careful: boolean): unknown {
  const json = bytes.toString('utf8', start, end);
  if (!careful) return JSON.parse(json);
  const value = parseJson(json);
  // `parseJson` reads nothing as `undefined`, which no element is.
  if (value === undefined) throw new SyntaxError('Missing element');
  return value;
}

function endOfString(bytes: Buffer, opening: number): number {
  for (let at = opening + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

function endOfNumber(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && isNumberPart(bytes[at] ?? 0)) at += 1;
  return at;
}

/** Fifteen digits without an exponent are always held. */
function needsCare(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 15) return true;
  for (let at = start; at < end; at++) if (isExponent(bytes[at] ?? 0)) return true;
  return false;
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}
