import { endOfQuotes, plainValue, quotedValue } from './yaml-scalars';

/**
 * What YAML has between brackets, JSON included, across lines: `{endpoint: api/invoices, fields: [id, "updated_at"]}`. A name with an operator
 * (`updated-at[gt]`) and a placeholder (`${…}`) may stand in it without quotes, where YAML itself would want some.
 *
 * @param start where its bracket stands
 * @param deepest levels of nesting
 * @returns the value and where it ends; `undefined` where it is not closed, or no YAML
 */
export function readFlow(
  text: string,
  start: number,
  deepest: number,
): { value: unknown; end: number } | undefined {
  const reader = new FlowReader(text, start);
  const value = reader.value(deepest);
  return value === failed ? undefined : { value, end: reader.at };
}

const failed = Symbol('no YAML');

class FlowReader {
  at: number;

  constructor(
    private readonly text: string,
    start: number,
  ) {
    this.at = start;
  }

  value(levels: number): unknown {
    this.space();
    const char = this.text.charAt(this.at);
    if (levels === 0) return failed;
    if (char === '{') return this.mapping(levels);
    if (char === '[') return this.list(levels);
    if (char === '"' || char === "'") return this.quoted();
    if (/^[&*!|>%@`]/.test(char)) return failed;
    const plain = this.plain();
    return plain === '' ? failed : plainValue(plain);
  }

  private mapping(levels: number): unknown {
    const entries: [string, unknown][] = [];
    this.at++;
    for (;;) {
      if (this.closes('}')) return Object.fromEntries(entries);
      const key = /["']/.test(this.text.charAt(this.at)) ? this.quoted() : this.plain();
      if (typeof key !== 'string' || !this.takes(':')) return failed;
      this.space();
      const isNothing = /[,}]/.test(this.text.charAt(this.at));
      const value = isNothing ? null : this.value(levels - 1);
      if (value === failed || !(this.takes(',') || this.isAt('}'))) return failed;
      entries.push([key, value]);
    }
  }

  private list(levels: number): unknown {
    const items: unknown[] = [];
    this.at++;
    for (;;) {
      if (this.closes(']')) return items;
      const value = this.value(levels - 1);
      if (value === failed || !(this.takes(',') || this.isAt(']'))) return failed;
      items.push(value);
    }
  }

  private quoted(): unknown {
    const end = endOfQuotes(this.text, this.at);
    // A text that goes on in the next line has a blank there.
    const value = end < 0 ? undefined : quotedValue(this.text.slice(this.at, end).replaceAll('\n', ' '));
    if (value === undefined) return failed;
    this.at = end;
    return value;
  }

  /** A text without quotes: up to a comma or a bracket, to a colon behind which a blank stands, or to a comment. */
  private plain(): string {
    const start = this.at;
    for (; this.at < this.text.length; this.at++) {
      const rest = this.text.slice(this.at, this.at + longestName);
      const inside = /^\$\{[^{}\n]*\}/.exec(rest)?.[0] ?? this.operator(rest);
      if (inside !== '') this.at += inside.length - 1;
      else if (/^(?:[,[\]{}\n]|:(?:[\s,[\]{}]|$)|\s#)/.test(rest)) break;
    }
    return this.text.slice(start, this.at).trim();
  }

  /** `[gt]` directly behind a name. */
  private operator(rest: string): string {
    if (!/[\w-]/.test(this.text.charAt(this.at - 1))) return '';
    return /^\[[\w-]+\]/.exec(rest)?.[0] ?? '';
  }

  /** Takes a bracket, and nothing behind it: what follows may be another value's. */
  private closes(bracket: string): boolean {
    const is = this.isAt(bracket);
    if (is) this.at++;
    return is;
  }

  private takes(char: string): boolean {
    const is = this.isAt(char);
    if (is) {
      this.at++;
      this.space();
    }
    return is;
  }

  private isAt(char: string): boolean {
    this.space();
    return this.text.charAt(this.at) === char;
  }

  /** Blanks, ends of lines, and comments. */
  private space(): void {
    for (;;) {
      while (/\s/.test(this.text.charAt(this.at))) this.at++;
      const isComment = this.text.charAt(this.at) === '#' && /^\s?$/.test(this.text.charAt(this.at - 1));
      if (!isComment) return;
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    }
  }
}

/** Characters of a placeholder, or an operator. */
const longestName = 200;
