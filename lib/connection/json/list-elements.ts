import { isUtf8 } from 'node:buffer';
import { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { idInRecord } from './id-in-record';
import { closingBrace, isSpace, openingBrace, skipSpace } from './json-characters';
import {
  elementTooLarge,
  largestElement,
  mostElements,
  mostValues,
  tooDeep,
  tooManyElements,
  tooManyValues,
} from './json-limits';
import { ListedRecord, ReadRecord } from './listed-record';
import type { Spelling } from './spelling';
import { type Habits, tolerantParse } from './tolerant-parse';
import { unreadableRecord } from './unreadable-record';

/** What a look at an element's bytes found. */
export interface ElementFindings {
  /** Values in it, at least. */
  values: number;
  /** Whether there may be a number that `JSON.parse` would change. */
  careful: boolean;
  /** Whether it has more levels than anybody may walk. Default: no. */
  deep?: boolean;
  /** Whether all of it is surely ASCII, which makes a text of it four times as fast. Default: no. */
  ascii?: boolean;
  /** How it is surely written. Default: in some other way than `JSON.stringify` writes. */
  spelling?: Spelling;
}

/** Records of one answer that are left unread at most; with more, it is the answer that is broken. */
const mostUnreadable = 1000;

/** One answer, and what was read of it so far. */
export class AnswerBytes implements Habits {
  values = 0;
  elements = 0;
  unreadable = 0;
  controls = false;
  /** Whether all of it is UTF-8, or nobody asks: then no element has to be looked at. */
  readonly isText: boolean;

  /**
   * @param tolerant see `parseList`.
   * @param unparsed whether its records become `ListedRecord`s. Default: no.
   * @param isText whether that is known of it. Default: it is looked at.
   */
  constructor(
    readonly bytes: Buffer,
    readonly tolerant: boolean,
    readonly unparsed = false,
    isText = false,
  ) {
    this.isText = isText || !tolerant || isUtf8(bytes);
  }
}

/** The elements of one list, parsed one by one as their ends are found. */
export class ListElements {
  readonly elements: unknown[] = [];

  /** @param answer shared by all its lists. */
  constructor(private readonly answer: AnswerBytes) {}

  /**
   * Notes that an element is too deep; the others may be read all the same.
   *
   * @throws {CoupaError} unless the list is read tolerantly.
   */
  mayBeDeep(): true {
    if (!this.answer.tolerant) throw tooDeep();
    return true;
  }

  /**
   * Parses the element between two places.
   *
   * @returns whether it is JSON. A record that is not may be several: nobody can tell where its texts end.
   * @throws {SyntaxError} when it is not JSON, and no record. {CoupaError} when it, or the list, is more than anybody could hold.
   */
  add(start: number, end: number, findings: ElementFindings): boolean {
    let element: unknown;
    try {
      element = this.checked(start, end, findings);
    } catch (error) {
      this.addUnreadable(start, end, error);
      return !(error instanceof SyntaxError);
    }
    this.push(element, findings.values);
    return true;
  }

  /**
   * Adds a record that is parsed when somebody needs it.
   *
   * @param read see `ListedRecord`.
   * @returns whether it may be one, is within the limits, and shows its id.
   */
  addUnparsed(
    start: number,
    end: number,
    { values }: ElementFindings,
    read: () => readonly unknown[],
  ): boolean {
    if (end - start > largestElement || values > mostValues) return false;
    const record = recordIn(this.answer.bytes, start, end);
    const id = record && idInRecord(record);
    if (record === undefined || id === undefined) return false;
    this.push(new ListedRecord(record, id, read), values);
    return true;
  }

  /** Parses the element if it is a record that can be read. */
  addReadable(start: number, end: number, findings: ElementFindings): boolean {
    if (recordIn(this.answer.bytes, start, end) === undefined) return false;
    let element: unknown;
    try {
      element = this.checked(start, end, findings);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof CoupaError) return false;
      throw error;
    }
    this.push(element, findings.values);
    return true;
  }

  /**
   * Adds what stands for a record that cannot be read.
   *
   * @throws the error when it does not look like a record from its first to its last character: then it is the list that is broken.
   */
  addUnreadable(start: number, end: number, error: unknown): void {
    const why = reasonOf(error);
    const record = recordIn(this.answer.bytes, start, end);
    if (!this.answer.tolerant || why === undefined || record === undefined) throw error;
    this.answer.unreadable += 1;
    if (this.answer.unreadable > mostUnreadable) throw error;
    this.push(unreadableRecord(this.answer.bytes.subarray(start, end), why), 0);
  }

  private push(element: unknown, values: number): void {
    this.elements.push(element);
    this.answer.elements += 1;
    this.answer.values += values;
    if (this.answer.elements > mostElements) throw tooManyElements();
    if (this.answer.values > mostValues) throw tooManyValues();
  }

  private checked(start: number, end: number, findings: ElementFindings): unknown {
    if (findings.deep === true) throw tooDeep();
    if (end - start > largestElement) throw elementTooLarge();
    if (findings.values > mostValues) throw tooManyValues();
    return this.parse(start, end, findings);
  }

  private parse(start: number, end: number, findings: ElementFindings): unknown {
    const { careful, ascii = false, spelling = 'other' } = findings;
    if (!ascii && !this.answer.isText && !isUtf8(this.answer.bytes.subarray(start, end)))
      throw new CoupaError('COUPA_RESPONSE', noUtf8);
    const text = this.answer.bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
    const value = tolerantParse(text, careful, this.answer);
    // `parseJson` reads nothing as `undefined`, which no element is.
    if (value === undefined) throw new SyntaxError('Missing element');
    const record = this.answer.unparsed && isJsonObject(value) && recordIn(this.answer.bytes, start, end);
    if (!record) return value;
    return careful || this.answer.controls
      ? new ReadRecord(record, value)
      : new ReadRecord(record, value, text, spelling);
  }
}

const noUtf8 = phrase`It has bytes that are no UTF-8. Open it in Coupa, and write the special characters of its texts anew.`;

function reasonOf(error: unknown): Phrase | undefined {
  if (error instanceof CoupaError) return error.phrase;
  if (!(error instanceof SyntaxError)) return undefined;
  const [, position] = /at position (\d+)/.exec(error.message) ?? [];
  return position === undefined
    ? phrase`It is not JSON. Open it in Coupa, and look for what was pasted into its texts.`
    : phrase`It is not JSON at its character ${position}. Open it in Coupa, and look for what was pasted into its texts.`;
}

/** An element from brace to brace; `undefined`: it is no object. */
function recordIn(bytes: Buffer, start: number, end: number): Buffer | undefined {
  let last = end - 1;
  while (last > start && isSpace(bytes[last] ?? 0)) last -= 1;
  const first = skipSpace(bytes, start);
  const isObject = bytes[first] === openingBrace && bytes[last] === closingBrace;
  return isObject ? bytes.subarray(first, last + 1) : undefined;
}
