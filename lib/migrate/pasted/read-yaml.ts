import { readFlow } from './yaml-flow';
import { pairOf, plainValue, quotedValue, withoutComment } from './yaml-scalars';

/**
 * Reads a configuration in YAML: mappings and lists by their indentation, texts in any of its quotes or none, blocks of text (`|`, `>`), JSON within,
 * several documents. What else YAML has (anchors, tags, keys that are no texts) is in no configuration that people paste.
 *
 * @returns its documents; `undefined` where it is not YAML, or has any of that. Takes time that grows with the length of the text.
 */
export function readYaml(text: string): unknown[] | undefined {
  try {
    return new YamlReader(linesOf(text)).documents();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** Something that is not YAML, or is not read of it. */
class NotRead extends Error {}

interface Line {
  indent: number;
  /** Without indentation and what stands behind it. */
  text: string;
}

/** Levels of nesting, and columns that a line begins behind. */
const deepest = 40;

/** What a word processor or a page puts into a text is taken out of its indentation; of a page with code between fences that counts. */
function linesOf(text: string): Line[] {
  const [, fenced] = /^[ \t]{0,20}```ya?ml[ \t]*\r?\n([\s\S]*?)^[ \t]{0,20}```/im.exec(text) ?? [];
  const lines = (fenced ?? text)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => {
      const content = line.replace(/^[\s\u200b\ufeff]+/, '');
      const before = line.slice(0, line.length - content.length).replace(/[\u200b\ufeff]/g, '');
      return { indent: before.replaceAll('\t', '  ').length, text: content.trimEnd() };
    });
  const first = lines.findIndex((line) => !isProse(line));
  const last = lines.findLastIndex((line) => !isProse(line));
  return lines.slice(first, last + 1);
}

/** What people write in front of a configuration, and behind one. */
function isProse({ indent, text }: Line): boolean {
  if (text === '') return true;
  return indent === 0 && /^[\p{L}\p{N}*_~(]/u.test(text) && pairOf(text) === undefined;
}

class YamlReader {
  private at = 0;
  /** All lines as one text, and where each ends in it. */
  private readonly whole: string;
  private readonly ends: readonly number[];

  constructor(private readonly lines: Line[]) {
    let end = -1;
    this.ends = lines.map(({ text }) => (end += text.length + 1));
    this.whole = lines.map(({ text }) => text).join('\n');
  }

  documents(): unknown[] {
    const found: unknown[] = [];
    for (;;) {
      const line = this.next();
      if (line === undefined) return found;
      if (startOfDocument.test(line.text)) {
        this.at++;
        continue;
      }
      found.push(this.node(line.indent, 0));
      const behind = this.next();
      if (behind !== undefined && !startOfDocument.test(behind.text)) throw new NotRead();
    }
  }

  /** The next line that says something. */
  private next(): Line | undefined {
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      if (line !== undefined && line.text !== '' && !line.text.startsWith('#')) return line;
    }
    return undefined;
  }

  /** The lines of one value that begins at the next one. */
  private node(indent: number, depth: number): unknown {
    const line = this.next();
    if (line === undefined || depth > deepest) throw new NotRead();
    if (isItem(line.text)) return this.list(indent, depth);
    if (pairOf(line.text) !== undefined) return this.mapping(indent, depth);
    this.at++;
    return this.value(line.text, indent - 1);
  }

  private list(indent: number, depth: number): unknown[] {
    const items: unknown[] = [];
    for (;;) {
      const line = this.next();
      if (line === undefined || line.indent !== indent || !isItem(line.text)) return items;
      const content = line.text.slice(1).trimStart();
      if (content === '' || content.startsWith('#')) {
        this.at++;
        items.push(this.below(indent, depth, false));
      } else {
        // What stands behind the dash is as if it stood on a line of its own.
        const inside = indent + line.text.length - content.length;
        this.lines[this.at] = { indent: inside, text: content };
        items.push(this.node(inside, depth + 1));
      }
    }
  }

  private mapping(indent: number, depth: number): object {
    const entries: [string, unknown][] = [];
    for (;;) {
      const line = this.next();
      const pair = line?.indent === indent && !isItem(line.text) ? pairOf(line.text) : undefined;
      if (pair === undefined) return Object.fromEntries(entries);
      this.at++;
      const [key, written] = pair;
      const value =
        withoutComment(written) === '' ? this.below(indent, depth, true) : this.value(written, indent);
      entries.push([key, value]);
    }
  }

  /** What stands below a key or a dash, if anything does. A list may begin where its key does. */
  private below(indent: number, depth: number, mayBeList: boolean): unknown {
    const line = this.next();
    if (line === undefined || startOfDocument.test(line.text)) return null;
    if (line.indent > indent || (mayBeList && line.indent === indent && isItem(line.text)))
      return this.node(line.indent, depth + 1);
    return null;
  }

  /** A value that begins in a line which was taken, and may go on in those that stand further in than `indent`. */
  private value(written: string, indent: number): unknown {
    if (/^(?:[&*!%@`]|\?\s)/.test(written)) throw new NotRead();
    const [, style, tail = ''] = /^([|>])([+-]?\d?[+-]?)(?:\s+#.*)?$/.exec(written) ?? [];
    if (style !== undefined) return this.block(style === '>', tail.includes('-'), indent);
    if (/^[{[]/.test(written)) return this.flow(written);
    if (/^["'“]/.test(written)) return this.quoted(written);
    const parts = [withoutComment(written)];
    for (let line = this.next(); line !== undefined && line.indent > indent; line = this.next()) {
      if (pairOf(line.text) !== undefined || isItem(line.text)) throw new NotRead();
      parts.push(withoutComment(line.text));
      this.at++;
    }
    return plainValue(parts.join(' '));
  }

  /** Lines as they are, or folded into one; those of a text within JSON keep what they are further in. */
  private block(isFolded: boolean, isStripped: boolean, indent: number): string {
    const taken: Line[] = [];
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      if (line === undefined || (line.text !== '' && line.indent <= indent)) break;
      taken.push(line);
    }
    const least = taken.find(({ text }) => text !== '')?.indent ?? 0;
    const lines = taken.map(
      (line) => ' '.repeat(Math.max(0, Math.min(line.indent, longestIndent) - least)) + line.text,
    );
    const text = lines
      .map((line) => line.trimEnd())
      .join(isFolded ? ' ' : '\n')
      .trimEnd();
    return isStripped || isFolded ? text : `${text}\n`;
  }

  /** JSON, or what YAML makes of it: up to where its brackets are closed. `written` is the end of the line that was taken last. */
  private flow(written: string): unknown {
    const read = readFlow(this.whole, this.endOf(this.at - 1) - written.length, deepest);
    if (read === undefined) throw new NotRead();
    while (this.endOf(this.at - 1) < read.end) this.at++;
    if (withoutComment(this.whole.slice(read.end, this.endOf(this.at - 1)).trim()) !== '')
      throw new NotRead();
    return read.value;
  }

  private endOf(line: number): number {
    return this.ends[line] ?? this.whole.length;
  }

  private quoted(first: string): string {
    const parts = [first];
    for (;;) {
      const read = quotedValue(parts.join(' '));
      if (read !== undefined) return read;
      const more = parts.length < mostQuotedLines ? this.take() : undefined;
      if (more === undefined) throw new NotRead();
      parts.push(more);
    }
  }

  private take(): string | undefined {
    const line = this.lines[this.at];
    this.at++;
    return line?.text;
  }
}

/** Columns, and lines of a text in quotes. */
const longestIndent = 200;
const mostQuotedLines = 20;

const startOfDocument = /^(?:---|\.\.\.)(?:\s|$)|^%(?:YAML|TAG)\b/;

function isItem(text: string): boolean {
  return /^-(?:\s|$)/.test(text) && !text.startsWith('---');
}
