import { constants, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { isTooDeep } from '../base/json-depth';
import { type Phrase, phrase } from '../base/text/phrase';
import { isUnchanging } from '../base/unchanging';

/** What a text that was kept turned out to be. */
export type Unsealed =
  | { kind: 'whole'; document: unknown }
  /** `head`: the members before the first list or object. Absent: not even they can be believed. */
  | { kind: 'damaged'; why: Phrase; head?: Members };

type Members = Readonly<Record<string, unknown>>;

/** The members that a seal adds to a document. */
const marks = ['head', 'writer', 'sum'];

const headMark = ',"head":"';
const sumMark = /,"sum":"([0-9a-f]{8})"\}\s*$/;

/**
 * A document as JSON with two checksums in it, so that whoever reads it knows that it is what was written: `sum` over the whole
 * text, and `head` over the members before the first list or object, which can be believed even where the rest is damaged.
 *
 * @param writer who writes it; `writerIn` reads that.
 */
export function seal(document: object, writer: object = {}): string {
  return Buffer.concat(sealedParts(document, writer)).toString();
}

/** The same as UTF-8 in parts, one behind the other. What is said to be `unchanging` is not written anew each time. */
export function sealedParts(document: object, writer: object = {}): Buffer[] {
  const text = new SummedText();
  let inHead = true;
  let isFirst = true;
  for (const [name, value] of Object.entries(document)) {
    const json = jsonOf(value);
    if (json === undefined) continue;
    if (inHead && typeof value === 'object' && value !== null) {
      inHead = false;
      if (!isFirst) text.add(`${headMark}${text.sum()}"`);
    }
    text.add(`${isFirst ? '{' : ','}${JSON.stringify(name)}:`);
    text.add(json);
    isFirst = false;
  }
  text.add(`${isFirst ? '{' : ','}"writer":${JSON.stringify(writer)}`);
  text.add(`,"sum":"${text.sum()}"}\n`);
  return text.parts();
}

/** A text under way, and the checksum of what there is of it. */
class SummedText {
  private readonly done: Buffer[] = [];
  private value = 0;
  private rest = '';

  add(text: string | Buffer): void {
    if (typeof text === 'string') this.rest += text;
    else this.take(text);
  }

  sum(): string {
    this.flush();
    return hex(this.value);
  }

  parts(): Buffer[] {
    this.flush();
    return this.done;
  }

  private take(bytes: Buffer): void {
    this.flush();
    this.value = crc32(bytes, this.value);
    this.done.push(bytes);
  }

  private flush(): void {
    if (this.rest === '') return;
    const bytes = Buffer.from(this.rest);
    this.rest = '';
    this.take(bytes);
  }
}

/** Of values that do not change. */
const written = new WeakMap<object, Buffer>();

/** JSON of a value; `undefined`: there is none of it. */
function jsonOf(value: unknown): string | Buffer | undefined {
  if (!isUnchanging(value)) return JSON.stringify(value) as string | undefined;
  const before = written.get(value);
  if (before !== undefined) return before;
  const json = Buffer.from(JSON.stringify(value));
  written.set(value, json);
  return json;
}

/**
 * Reads what `seal` wrote. What was never sealed, as the first version of this package wrote it, is whole if it is JSON.
 *
 * @param longest bytes that can be read at once; what is longer can be written, part by part
 */
export function unseal(found: Buffer, longest = constants.MAX_STRING_LENGTH): Unsealed {
  // Editors of texts put a byte order mark before what they save.
  const bytes = hasByteOrderMark(found) ? found.subarray(3) : found;
  if (bytes.length > longest) return damaged(bytes, phrase`it is longer than can be read at once (512 MB)`);
  const tail = sumMark.exec(bytes.subarray(-64).toString('latin1'));
  const sealed = tail === null ? undefined : bytes.subarray(0, bytes.length - tail[0].length);
  const document = parsed(bytes);
  if (sealed !== undefined && sumOf(sealed) !== tail?.[1])
    return damaged(bytes, phrase`its checksum does not match`);
  if (document === undefined) return damaged(bytes, phrase`it is not whole JSON`);
  // What we wrote is not: nobody who reads it may be made to overflow.
  if (sealed === undefined && isTooDeep(bytes.toString('latin1')))
    return damaged(bytes, phrase`it is nested too deeply`);
  if (sealed === undefined && marks.some((mark) => Object.hasOwn(Object(document), mark)))
    return damaged(bytes, phrase`its checksum is missing`);
  return { kind: 'whole', document: withoutMarks(document) };
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Who wrote a sealed text, given its last bytes. */
export function writerIn(tail: string): unknown {
  const writer = /"writer":(\{[^{}]*\}),"sum":"[0-9a-f]{8}"\}\s*$/.exec(tail)?.[1];
  return writer === undefined ? undefined : parsed(Buffer.from(writer));
}

function damaged(bytes: Buffer, why: Phrase): Unsealed {
  return { kind: 'damaged', why, head: headOf(bytes) };
}

/** The members of the head, if their checksum is right. Quotes in values are escaped, so the first `headMark` is the real one. */
function headOf(bytes: Buffer): Members | undefined {
  const end = bytes.indexOf(headMark);
  const at = end + headMark.length;
  if (end < 0 || bytes.toString('latin1', at, at + 8) !== sumOf(bytes.subarray(0, end))) return undefined;
  return parsed(Buffer.concat([bytes.subarray(0, end), Buffer.from('}')])) as Members | undefined;
}

/** `undefined`: it is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return isUtf8(bytes) ? (JSON.parse(bytes.toString('utf8')) as unknown) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function withoutMarks(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !marks.includes(name)));
}

function sumOf(data: Buffer): string {
  return hex(crc32(data));
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}
