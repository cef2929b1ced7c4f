import { cutElements, type ElementCut } from './element-cutter';
import { openingBrace, openingBracket, skipSpace, withoutUnseen } from './json-characters';
import { AnswerBytes, ListElements } from './list-elements';
import { parseEnvelope } from './parse-envelope';
import { endOfList, readBehind } from './read-behind';
import { readElements, UnfinishedText } from './read-elements';
import { tolerantParse } from './tolerant-parse';

/**
 * Parses JSON like `parseJson`, and a list element by element: the text of a whole page is a large object, which V8 frees
 * only in its full collections, so that a back-fill would pile up a hundred megabytes of them. It is faster, too, since one
 * look at the bytes finds the elements, the numbers that need care, and what must not be parsed at all.
 *
 * Cutting at the commas between elements is exact: every element has to be JSON by itself, hence balanced.
 *
 * @param bytes UTF-8
 * @param tolerant an object in the list that cannot be read becomes an `UnreadableRecord`, and the others come; also in the
 * lists of an object around them (`{"total":2,"events":[…]}`).
 * @throws {SyntaxError} when it is not JSON.
 * @throws {CoupaError} `COUPA_RESPONSE` when it is nested too deeply, or has too much in it (`json-limits`).
 */
export function parseList(bytes: Buffer, tolerant = false): unknown {
  return readMended(bytes, tolerant, false);
}

/**
 * Reads a list like `parseList`, tolerantly, whose records are `ListedRecord`s or `ReadRecord`s: most are not parsed yet. The last
 * one is: from where it ends the next page is asked for, and what is broken may have hidden others behind it.
 *
 * @throws as `parseList`.
 */
export function parseRecords(bytes: Buffer): unknown {
  return readMended(bytes, true, true);
}

/** Control characters and byte order marks between values mean nothing: without them as much is certain as with them. */
function readMended(bytes: Buffer, tolerant: boolean, unparsed: boolean): unknown {
  try {
    return read(bytes, tolerant, unparsed);
  } catch (error) {
    const mended = error instanceof SyntaxError ? withoutUnseen(bytes) : undefined;
    // Of nothing else nobody knows what it was meant to be.
    if (mended === undefined || skipSpace(mended, 0) === mended.length) throw error;
    return read(mended, tolerant, unparsed);
  }
}

function read(bytes: Buffer, tolerant: boolean, unparsed: boolean): unknown {
  const start = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0);
  if (tolerant && bytes[start] === openingBrace) return parseEnvelope(bytes.subarray(start));
  if (bytes[start] !== openingBracket) return tolerantParse(bytes.toString('utf8', start), true);
  const answer = new AnswerBytes(bytes, tolerant, unparsed);
  const cuts = cutElements(bytes, start);
  if (cuts !== undefined) return readCut(answer, start, cuts);
  try {
    const { elements, end } = readElements(answer, start);
    if (skipSpace(bytes, end) < bytes.length) throw new SyntaxError('Beyond a list');
    return elements;
  } catch (error) {
    if (tolerant && error instanceof UnfinishedText) return readUnfinished(answer, error);
    throw error;
  }
}

function readCut(answer: AnswerBytes, opening: number, found: readonly ElementCut[]): unknown[] {
  const list = new ListElements(answer);
  const cuts = answer.tolerant ? withoutLastComma(answer.bytes, found) : found;
  let start = opening + 1;
  for (const [index, cut] of cuts.entries()) {
    const isWanted = !answer.unparsed || index === cuts.length - 1;
    const part = answer.bytes.subarray(start, cut.end);
    if (isWanted || !list.addUnparsed(start, cut.end, cut, () => readAlone(answer, part, cut)))
      readNow(answer, list, start, cut);
    start = cut.end + 1;
  }
  return list.elements;
}

/** Some programs write a comma behind the last element, too. */
function withoutLastComma(bytes: Buffer, cuts: readonly ElementCut[]): readonly ElementCut[] {
  const comma = cuts.at(-2)?.end;
  const isEmpty = comma !== undefined && skipSpace(bytes, comma + 1) === cuts.at(-1)?.end;
  return isEmpty ? cuts.slice(0, -1) : cuts;
}

function readNow(answer: AnswerBytes, list: ListElements, start: number, cut: ElementCut): void {
  if (!list.add(start, cut.end, cut)) readBehind(answer, list, start, cut.end);
}

/** As if it were a list of its own: nobody knows any more how many others could not be read. */
function readAlone(whole: AnswerBytes, part: Buffer, cut: ElementCut): readonly unknown[] {
  const answer = new AnswerBytes(part, true, true, whole.isText);
  answer.controls = whole.controls;
  const list = new ListElements(answer);
  readNow(answer, list, 0, { ...cut, end: part.length });
  whole.controls = answer.controls;
  return list.elements;
}

/** Unless the answer was cut, a record has a quote too many or too few, or a backslash before one. */
function readUnfinished(answer: AnswerBytes, unfinished: UnfinishedText): unknown[] {
  const { list, start } = unfinished;
  const end = endOfList(answer.bytes, start);
  if (end === undefined) throw unfinished;
  list.addUnreadable(start, end, unfinished);
  readBehind(answer, list, start, end);
  return list.elements;
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
