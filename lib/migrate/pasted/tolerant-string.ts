import { type Phrase, phrase } from '../../base/text/phrase';

/** One string out of a pasted text. */
export interface ReadString {
  value: string;
  /** Position behind the closing quote. */
  end: number;
  /** The text between the quotes as it was pasted. */
  raw: string;
  mended: { code: string; message: Phrase }[];
}

/**
 * Reads a quoted string that begins at `start`, whatever quotes it has.
 *
 * A line break inside it, with the indentation behind it, is a page's wrapping and is taken out. A quote that is not
 * followed by what follows a string belongs to the text. A string that is never closed ends with its line.
 */
export function readString(text: string, start: number): ReadString {
  const parts = new Parts();
  const plain = text[start] === '"';
  const single = isSingle(text[start] ?? '');
  if (single) parts.mend('quotes', phrase`Single quotes were read as double ones.`);
  else if (!plain) parts.mend('quotes', phrase`Typographic quotes were read as plain ones.`);
  let at = start + 1;
  while (at < text.length) {
    const char = text[at] ?? '';
    const isEnd = single ? isSingle(char) : plain ? char === '"' : isQuote(char);
    if (isEnd && closes(text, at)) {
      // In French a blank stands between these quotes and the text.
      if (text[start] === '«') parts.value = parts.value.trim();
      return parts.close(text, start, at, at + 1);
    }
    if (char === '"' && !single)
      parts.mend('inner-quote', phrase`A quote inside the text had no backslash; it was kept as text.`);
    if (char === '\n' || char === '\r') {
      if (endsHere(text, at)) return unclosed(parts, text, start, at);
      parts.mend(
        'line-break',
        phrase`A line break inside the text was taken out, with the indentation behind it.`,
      );
      at = skipIndentation(text, at);
    } else if (char === '\\') {
      at = readEscape(text, at, parts);
    } else {
      parts.value += char;
      at++;
    }
  }
  return unclosed(parts, text, start, at);
}

/** Reads a word without quotes up to one of `ends`, a line break or the end. */
export function readBareWord(text: string, start: number, ends: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== '\n' && !ends.includes(text[end] ?? '')) end++;
  return { value: text.slice(start, end).trim(), end };
}

class Parts {
  value = '';
  readonly mended: ReadString['mended'] = [];

  mend(code: string, message: Phrase): void {
    if (!this.mended.some((one) => one.code === code)) this.mended.push({ code, message });
  }

  close(text: string, start: number, rawEnd: number, end: number): ReadString {
    return { value: this.value, end, raw: text.slice(start + 1, rawEnd), mended: this.mended };
  }
}

function isQuote(char: string): boolean {
  return char !== '' && '"“”„«»'.includes(char);
}

function isSingle(char: string): boolean {
  return char !== '' && "'‘’".includes(char);
}

/** Whether the quote at `at` ends the string: what follows is what follows a string in JSON. */
function closes(text: string, at: number): boolean {
  const following = /([ \t\u00a0]*)(.|$)/sy;
  following.lastIndex = at + 1;
  const [, blank = '', next = ''] = following.exec(text) ?? [];
  if (next === '' || ':,}]\r\n'.includes(next)) return true;
  return blank !== '' && (isQuote(next) || next === '/');
}

/** Whether the line behind the break is JSON again, so that the string was never closed. */
function endsHere(text: string, at: number): boolean {
  const json = /\s{0,200}(?:["“”][^"“”\n]{1,200}["“”][ \t]*:|[}\]][ \t]*(?:,|\r?\n|$))/y;
  json.lastIndex = at;
  return json.test(text);
}

function unclosed(parts: Parts, text: string, start: number, at: number): ReadString {
  parts.mend('unclosed-string', phrase`The closing quote is missing; the text ends with its line.`);
  parts.value = parts.value.replace(/,\s{0,20}$/, '');
  return parts.close(text, start, at, at);
}

function skipIndentation(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next] ?? '')) next++;
  return next;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function readEscape(text: string, at: number, parts: Parts): number {
  const char = text[at + 1] ?? '';
  const hex = char === 'u' ? /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0] : undefined;
  if (hex !== undefined) {
    parts.value += String.fromCharCode(Number.parseInt(hex, 16));
    return at + 6;
  }
  // The line goes on in the next one, as in YAML and JavaScript.
  if (char === '\n' || char === '\r') return skipIndentation(text, at + 1);
  if (!'"\\/bfnrt'.includes(char) || char === '') {
    parts.mend('escape', phrase`A backslash before an ordinary character was left out.`);
  }
  parts.value += escapes[char] ?? char;
  return at + 2;
}

const bareStandIn =
  /(?:«[\w.-]{1,200}»|\{\{\{[^{}:\n]{1,200}\}\}\}|\{\{[^{}:\n]{1,200}\}\}|[$@#%]?\{[A-Za-z_][\w.-]{0,200}\})(?=\s{0,200}(?:[,}\]]|$))/y;

/** What stands without quotes where a value should be filled in: `«records_per_request»`, `{{ limit | default(50) }}`, `${LIMIT}`, `{limit}`. */
export function readStandIn(text: string, start: number): string | undefined {
  bareStandIn.lastIndex = start;
  return bareStandIn.exec(text)?.[0];
}
