import {
  CLOSING_BRACKET,
  COMMA,
  endOfStringIn,
  isClosing,
  isExponent,
  isNumberPart,
  isNumberStart,
  isOpening,
  NINE,
  QUOTE,
  skipSpace,
} from './json-characters';
import { DEEPEST, tooDeep } from './json-limits';
import { Budget, ListElements } from './list-elements';

/**
 * Reads the elements of one list.
 *
 * @param opening where its bracket is.
 * @param tolerant see `parseList`.
 * @param budget shared by the lists of one answer.
 * @returns the elements, and what is behind its closing bracket.
 */
export function readElements(
  bytes: Buffer,
  opening: number,
  tolerant: boolean,
  budget = new Budget(),
): { elements: unknown[]; end: number } {
  const list = new ListElements(bytes, tolerant, budget);
  let depth = 1;
  let start = opening + 1;
  let values = 1;
  // Whether the element may hold a number that needs care.
  let careful = false;
  let deep = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfStringIn(bytes, at);
    } else if (byte <= NINE) {
      if (byte === COMMA) {
        values += 1;
        if (depth > 1) continue;
        list.add(start, at, { values, careful, deep });
        start = at + 1;
        values = 1;
        careful = false;
        deep = false;
      } else if (isNumberStart(byte)) {
        const end = endOfNumber(bytes, at);
        careful ||= needsCare(bytes, at, end);
        at = end - 1;
      }
    } else if (isOpening(byte)) {
      depth += 1;
      values += 1;
      if (depth > DEEPEST) deep = list.mayBeDeep();
    } else if (isClosing(byte)) {
      depth -= 1;
      if (depth > 0) continue;
      if (byte !== CLOSING_BRACKET) break;
      const isEmpty = list.elements.length === 0 && skipSpace(bytes, start) === at;
      if (!isEmpty) list.add(start, at, { values, careful, deep });
      return { elements: list.elements, end: at + 1 };
    }
  }
  throw deep ? tooDeep() : new SyntaxError('Unfinished list');
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
