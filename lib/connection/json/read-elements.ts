import {
  closingBracket,
  endOfStringIn,
  numberParts,
  skipSpace,
  tokenKinds,
  tokenTable,
} from './json-characters';
import { deepestLevel, tooDeep } from './json-limits';
import { type AnswerBytes, ListElements } from './list-elements';
import { readBehind } from './read-behind';

/** A list that ended within a text. */
export class UnfinishedText extends SyntaxError {
  constructor(
    /** What was read before. */
    readonly list: ListElements,
    /** Where the element begins that has the text. */
    readonly start: number,
  ) {
    super('Unfinished text');
  }
}

/**
 * Reads the elements of one list.
 *
 * @param opening where its bracket is.
 * @returns the elements, and what is behind its closing bracket.
 */
export function readElements(answer: AnswerBytes, opening: number): { elements: unknown[]; end: number } {
  const { bytes } = answer;
  // Bindings of another module cost a call for each byte where modules are loaded without being compiled first.
  const tokens = tokenTable;
  const deepest = deepestLevel;
  const { none, text, comma, number, opening: opens } = tokenKinds;
  const list = new ListElements(answer);
  let depth = 1;
  let start = opening + 1;
  let values = 1;
  // Whether the element may hold a number that needs care.
  let careful = false;
  let deep = false;
  for (let at = start; at < bytes.length; at++) {
    const token = tokens[bytes[at] ?? 0] ?? none;
    if (token === none) continue;
    if (token === text) {
      at = endOfStringIn(bytes, at);
      if (at === bytes.length) throw new UnfinishedText(list, start);
    } else if (token === number) {
      const end = endOfNumber(bytes, at);
      careful ||= needsCare(bytes, at, end);
      at = end - 1;
    } else if (token === comma) {
      values += 1;
      if (depth > 1) continue;
      if (!list.add(start, at, { values, careful, deep })) readBehind(answer, list, start, at);
      start = at + 1;
      values = 1;
      careful = false;
      deep = false;
    } else if (token === opens) {
      depth += 1;
      values += 1;
      if (depth > deepest) deep ||= list.mayBeDeep();
    } else {
      depth -= 1;
      if (depth > 0) continue;
      if (bytes[at] !== closingBracket) break;
      // A comma too many hides nothing.
      const isEmpty = skipSpace(bytes, start) === at && (answer.tolerant || list.elements.length === 0);
      const isWhole = isEmpty || list.add(start, at, { values, careful, deep });
      if (!isWhole) readBehind(answer, list, start, at);
      return { elements: list.elements, end: at + 1 };
    }
  }
  throw deep ? tooDeep() : new SyntaxError('Unfinished list');
}

function endOfNumber(bytes: Buffer, start: number): number {
  const parts = numberParts;
  let at = start + 1;
  while (at < bytes.length && parts[bytes[at] ?? 0] !== 0) at += 1;
  return at;
}

/** Fifteen digits without an exponent are always held. */
function needsCare(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 15) return true;
  const parts = numberParts;
  for (let at = start; at < end; at++) if (parts[bytes[at] ?? 0] === 2) return true;
  return false;
}
