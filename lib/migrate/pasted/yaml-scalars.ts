/**
 * The key that a line of YAML begins with, and what stands behind it; `undefined` where there is none. A colon ends a key where a blank or
 * nothing follows: `https://…` has none.
 */
export function pairOf(text: string): [key: string, value: string] | undefined {
  const quote = /^["'“]/.test(text) ? text.charAt(0) : '';
  const end = quote === '' ? endOfPlainKey(text) : endOfQuotes(text);
  if (end < 1) return undefined;
  const [colon] = /^\s{0,20}:(?=\s|$)/.exec(text.slice(end, end + 30)) ?? [];
  const key = quote === '' ? text.slice(0, end).trim() : quotedValue(text.slice(0, end));
  if (colon === undefined || key === undefined || key.length > longestKey) return undefined;
  return [key, text.slice(end + colon.length).trim()];
}

/** Characters of a key. */
const longestKey = 500;

function endOfPlainKey(text: string): number {
  if (/^[{[|>&*!?%@`#]/.test(text)) return -1;
  for (let at = text.indexOf(':'); at >= 0 && at <= longestKey; at = text.indexOf(':', at + 1)) {
    if (at + 1 === text.length || /\s/.test(text.charAt(at + 1))) return at;
  }
  return -1;
}

/** The place behind the quote that closes the one which stands at a place; -1 where none does. */
export function endOfQuotes(text: string, start = 0): number {
  const open = text.charAt(start);
  const close = open === '“' ? '”' : open;
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && open === '"') at++;
    else if (char === close && open === "'" && text[at + 1] === "'") at++;
    else if (char === close) return at + 1;
  }
  return -1;
}

/** What a text in quotes says; `undefined` where they are not closed, or more follows than a comment. */
export function quotedValue(written: string): string | undefined {
  const end = endOfQuotes(written);
  if (end < 0 || !/^\s*(?:#.*)?$/.test(written.slice(end))) return undefined;
  const inner = written.slice(1, end - 1);
  if (written.startsWith("'")) return inner.replaceAll("''", "'");
  return written.startsWith('"')
    ? inner.replace(escapeSequence, (_, ...codes: string[]) => characterOf(codes))
    : inner;
}

const escapeSequence = /\\(?:x([\da-f]{2})|u([\da-f]{4})|([\s\S]))/gi;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', ' ': ' ' };

function characterOf([byte, unicode, char = '']: readonly (string | undefined)[]): string {
  const hex = byte ?? unicode;
  return hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16));
}

/** A text without quotes, up to a comment. */
export function withoutComment(written: string): string {
  if (written.startsWith('#')) return '';
  const at = written.search(/\s#/);
  return (at < 0 ? written : written.slice(0, at)).trim();
}

/** What a text without quotes stands for: a number where it is one in one way only, a yes or no, nothing. */
export function plainValue(text: string): unknown {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^(?:null|~)?$/i.test(text)) return null;
  const number = Number(text);
  return /^-?\d/.test(text) && String(number) === text ? number : text;
}
