import { backslashCode, closingBracket, isSpace, quoteCode, tokenKinds, tokenTable } from './json-characters';
import { deepestLevel } from './json-limits';
import { type AnswerBytes, ListElements } from './list-elements';

/**
 * Looks for records behind one that is not JSON, in what was taken for it. A quote too many or too few, or a backslash before
 * one, swaps texts and all else from there on, so that nobody can tell where the record ends. Those behind it are read from
 * their end; what is left is the one that cannot be read.
 *
 * @param list its last element is that record.
 */
export function readBehind(answer: AnswerBytes, list: ListElements, start: number, end: number): void {
  const behind = new ListElements(answer);
  const readFrom = readBackwards(answer, behind, start, end);
  if (readFrom === end) return;
  list.elements.pop();
  list.addUnreadable(start, readFrom, new SyntaxError('Unfinished text'));
  for (const element of behind.elements.reverse()) list.elements.push(element);
}

/** Where the list ends in which an unfinished text is; `undefined`: it was cut. */
export function endOfList(bytes: Buffer, start: number): number | undefined {
  let end = bytes.length - 1;
  while (end > start && isSpace(bytes[end] ?? 0)) end -= 1;
  return bytes[end] === closingBracket ? end : undefined;
}

/** Adds the elements that end at a place, the last one first, and tells where what could be read begins: at a comma. */
function readBackwards({ bytes }: AnswerBytes, list: ListElements, start: number, end: number): number {
  const { none, text, comma, closing, opening } = tokenKinds;
  const tokens = tokenTable;
  let depth = 0;
  let deep = false;
  let values = 1;
  let readFrom = end;
  for (let at = end - 1; at > start; at -= 1) {
    const token = tokens[bytes[at] ?? 0] ?? none;
    if (token === text) {
      at = startOfStringIn(bytes, at);
    } else if (token === closing) {
      depth += 1;
      deep ||= depth >= deepestLevel;
    } else if (token === opening) {
      depth -= 1;
      values += 1;
      if (depth < 0) return readFrom;
    } else if (token === comma) {
      values += 1;
      if (depth > 0) continue;
      if (!list.addReadable(at + 1, readFrom, { values, careful: true, deep })) return readFrom;
      readFrom = at;
      values = 1;
      deep = false;
    }
  }
  return readFrom;
}

/** Where the quote is that opens a text: the last one that is not escaped. */
function startOfStringIn(bytes: Buffer, closing: number): number {
  for (let at = closing - 1; at >= 0; at -= 1) {
    if (bytes[at] !== quoteCode) continue;
    let backslash = at - 1;
    while (backslash >= 0 && bytes[backslash] === backslashCode) backslash -= 1;
    if ((at - backslash) % 2 === 1) return at;
    at = backslash + 1;
  }
  return -1;
}
