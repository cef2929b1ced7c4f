import { clip, type Finding, isSecretKey, pointer } from '../../base/finding';
import { isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findPastedJson } from './pasted-text';
import { readLiteral } from './tolerant-literal';
import { type ReadString, readBareWord, readStandIn, readString } from './tolerant-string';

/** What was read from a pasted text. */
export interface TolerantJson {
  /** The documents in the order of the text; usually one, none if there is nothing like JSON. */
  documents: unknown[];
  findings: Finding[];
}

/** Characters that are read at most: larger than any configuration, small enough for an editor's request. */
export const maxTextLength = 1_000_000;

/** Levels of nesting that are read at most. */
export const maxDepth = 64;

/**
 * Reads JSON as it comes out of a web page, a chat or a PDF: broken lines inside strings, typographic quotes, comments,
 * missing or trailing commas, missing outer braces, a body cut into several code blocks, text around it.
 *
 * It never throws: what was mended and what could not be read are findings. Time is linear in the length of the text.
 */
export function readTolerantJson(text: string): TolerantJson {
  if (text.length > maxTextLength) {
    const message = phrase`The text has ${text.length} characters; at most ${maxTextLength} are read. Paste the configuration alone.`;
    return { documents: [], findings: [{ severity: 'error', code: 'too-large', path: '', message }] };
  }
  const { json, findings } = findPastedJson(text);
  const reader = new Reader(json, findings);
  return { documents: reader.documents(), findings: reader.findings };
}

type Key = string | number;

const space = /(?:[\s\u200b\ufeff]+|\/\/[^\n]*|#(?=\s)[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$))*/y;
const lineComment = /(?:^|[\s,{[])(?:\/\/|\/\*|#\s)/;
const nextOnLine = /\n[ \t]*\{/g;
const nextWithin = /\n[ \t]*\{|(?<=[\s:,>])\{(?=\s{0,50}["“”„][\w. -]{1,100}["“”]\s{0,20}:)/g;
const quotes = '"“”„«»';
const singleQuotes = "'‘’";
const unquoted = phrase`A value had no quotes; it was read as text.`;

class Reader {
  private at = 0;
  private readonly path: Key[] = [];
  /** What the last key was quoted with: «…» around a value is a stand-in where keys have other quotes. */
  private keyQuote = '';

  constructor(
    private readonly text: string,
    readonly findings: Finding[],
  ) {}

  /** Documents follow one another; what follows a closed root as a key belongs to that root. */
  documents(): unknown[] {
    const found: unknown[] = [];
    let root: JsonObject | undefined;
    this.skipSpace();
    while (this.at < this.text.length) {
      const char = this.peek();
      if (char === '}' || char === ']' || char === ',') {
        const message = phrase`A "${char}" closes nothing here; it was left out.`;
        if (char !== ',') this.note('stray-bracket', message);
        this.at++;
      } else if (char === '{' || char === '[') {
        const value = this.value();
        root = isJsonObject(value) ? value : undefined;
        found.push(value);
      } else if (isQuote(char) && this.isKey()) {
        root = this.looseMembers(root, found);
      } else if (found.length === 0 && quotes.includes(char)) {
        found.push(this.value());
      } else {
        this.ignoreRest(found.length > 0);
      }
      this.skipSpace();
    }
    return found;
  }

  /** Keys outside any bracket: the opening brace is missing, or the root was closed too early. */
  private looseMembers(root: JsonObject | undefined, found: unknown[]): JsonObject {
    const target: JsonObject = root ?? {};
    if (root === undefined) {
      this.note('missing-brace', phrase`The outer "{" is missing; it was put in.`);
      found.push(target);
    } else {
      const message = phrase`A brace closed the body too early; what follows was read as part of it.`;
      this.note('closed-early', message);
    }
    this.members(target);
    return target;
  }

  private value(): unknown {
    const standIn = this.standIn();
    if (standIn !== undefined) return standIn;
    const char = this.peek();
    if (char === '{' || char === '[') return this.bracketed(char);
    if (isQuote(char)) return this.string();
    return this.bareWord();
  }

  /** `«records_per_request»`, `{{limit}}`, `${LIMIT}` without quotes: text, whatever its brackets are. */
  private standIn(): string | undefined {
    const found = readStandIn(this.text, this.at);
    if (found === undefined || (found.startsWith('«') && this.keyQuote === '«')) return undefined;
    this.at += found.length;
    this.note('bare-word', unquoted, { was: found, now: found });
    return found;
  }

  private bracketed(open: '{' | '['): unknown {
    const start = this.at++;
    const close = open === '{' ? '}' : ']';
    if (this.path.length >= maxDepth) {
      this.at = this.text.length;
      const message = phrase`Brackets are nested deeper than ${maxDepth}; nothing from here on was read.`;
      this.fail('too-deep', message);
      return undefined;
    }
    const target: JsonObject | unknown[] = open === '{' ? {} : [];
    if (Array.isArray(target)) this.elements(target);
    else this.members(target);
    if (this.peek() !== close) {
      const message = phrase`The "${open}" at character ${start + 1} is never closed; it was closed at the end.`;
      this.note('unclosed-bracket', message);
    }
    this.at++;
    return target;
  }

  /** Reads `"key": value, …` up to the closing brace, which stays. */
  private members(target: JsonObject): void {
    for (let first = true; ; first = false) {
      if (!this.separate(first, '}')) return;
      if (!this.isKey()) {
        if (!this.skipStray(']')) return;
        continue;
      }
      const key = this.key();
      this.path.push(key);
      this.setMember(target, key, this.memberValue());
      this.path.pop();
    }
  }

  private setMember(target: JsonObject, key: string, value: unknown): void {
    const had = Object.hasOwn(target, key);
    if (had) this.note('duplicate-key', phrase`"${key}" is there twice; the later one counts.`);
    // Not an assignment: "__proto__" is a key like any other.
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  }

  private memberValue(): unknown {
    this.skipSpace();
    if (this.peek() === ':') this.at++;
    this.skipSpace();
    const char = this.peek();
    if (char === '' || char === ',' || char === '}' || char === ']') {
      this.fail('missing-value', phrase`There is a key without a value; it was read as null.`);
      return null;
    }
    return this.value();
  }

  private elements(target: unknown[]): void {
    for (let first = true; ; first = false) {
      if (!this.separate(first, ']')) return;
      if (this.peek() === '}') {
        if (!this.skipStray('}')) return;
        continue;
      }
      this.path.push(target.length);
      target.push(this.value());
      this.path.pop();
    }
  }

  /** Moves to the next member or element; `false` at the closing bracket or the end. */
  private separate(first: boolean, close: string): boolean {
    this.skipSpace();
    let commas = 0;
    while (this.peek() === ',') {
      commas++;
      this.at++;
      this.skipSpace();
    }
    const end = this.at >= this.text.length || this.peek() === close;
    if (commas > 1 || (commas === 1 && (first || end))) {
      this.note('extra-comma', phrase`A comma too many was left out.`);
    } else if (commas === 0 && !first && !end && this.peek() !== ']' && this.peek() !== '}') {
      this.note('missing-comma', phrase`A missing comma was put in.`);
    }
    return !end;
  }

  /** A bracket of the wrong kind, or something that cannot be a key: leaves out what it can. */
  private skipStray(bracket: string): boolean {
    const char = this.peek();
    this.note('stray-text', phrase`"${char}" does not belong here; it was left out.`);
    this.at++;
    if (char === bracket) return true;
    const rest = /[^,}\]\n]*/y;
    rest.lastIndex = this.at;
    this.at += rest.exec(this.text)?.[0].length ?? 0;
    return this.at < this.text.length;
  }

  private isKey(): boolean {
    const key =
      /(?:["“”„«»](?:[^"“”„«»\\\n]|\\.){0,300}["“”„«»]|['‘’](?:[^'‘’\\\n]|\\.){0,300}['‘’]|[A-Za-z_$][\w.$/-]{0,300})\s{0,20}:/y;
    key.lastIndex = this.at;
    return key.test(this.text);
  }

  private key(): string {
    this.keyQuote = this.peek();
    if (isQuote(this.peek())) return this.string();
    const { value, end } = readBareWord(this.text, this.at, ':');
    this.at = end;
    this.note('bare-key', phrase`The key ${value} had no quotes; they were put in.`);
    return value;
  }

  private string(): string {
    const read: ReadString = readString(this.text, this.at);
    this.at = read.end;
    for (const { code, message } of read.mended) {
      this.note(code, message, { was: read.raw, now: read.value });
    }
    return read.value;
  }

  private bareWord(): unknown {
    const { value, end } = readBareWord(this.text, this.at, ',}]\n');
    this.at = Math.max(end, this.at + 1);
    const literal = readLiteral(value);
    if (literal !== undefined) return literal.value;
    this.note('bare-word', unquoted, { was: value, now: value });
    return value;
  }

  /** Goes on at the next document: behind another one it may stand in the midst of a line, as in "and the second: {…}". */
  private ignoreRest(isBehind: boolean): void {
    const next = isBehind ? nextWithin : nextOnLine;
    next.lastIndex = this.at;
    const end = next.exec(this.text)?.index ?? this.text.length;
    this.at = Math.max(end, this.at + 1);
    this.note('ignored-text', phrase`Text that is not part of a configuration was left out.`);
  }

  private skipSpace(): void {
    space.lastIndex = this.at;
    const skipped = space.exec(this.text)?.[0] ?? '';
    if (lineComment.test(skipped.slice(0, 2000))) {
      this.note('comment', phrase`A comment was left out.`);
    }
    this.at += skipped.length;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private note(code: string, message: Phrase, change?: { was: string; now: string }): void {
    if (this.findings.length > maxFindings) return;
    const finding: Finding = { severity: 'mended', code, path: pointer(this.path), message };
    // Only what is no secret is quoted: a broken line may be in the middle of a key.
    const shown = change !== undefined && !isSecretKey(String(this.path.at(-1) ?? ''));
    this.add(shown ? { ...finding, was: clip(change.was), now: clip(change.now) } : finding);
  }

  private fail(code: string, message: Phrase): void {
    this.add({ severity: 'error', code, path: pointer(this.path), message });
  }

  private add(finding: Finding): void {
    if (this.findings.length < maxFindings) this.findings.push(finding);
    else if (this.findings.length === maxFindings) this.findings.push(tooMany);
  }
}

const maxFindings = 500;
const tooMany: Finding = {
  severity: 'error',
  code: 'too-many',
  path: '',
  message: phrase`There is more wrong with this text than ${maxFindings} findings can say; is it a configuration at all?`,
};

/** Whether a text between quotes begins or ends with it. */
function isQuote(char: string): boolean {
  return char !== '' && (quotes.includes(char) || singleQuotes.includes(char));
}
