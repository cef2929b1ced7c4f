/** A URL template's path and the parameters of its query, as they are written. */
export interface SplitQuery {
  path: string;
  /** `name=value` each; empty if there is no query. */
  parameters: string[];
}

/**
 * Splits a URL template at `?` and `&`, but not inside `${…}` and `{{…}}`, nor at an `&` inside a literal that no
 * `name=` follows. A fragment is not looked for: hubs have none, and `#` occurs in values.
 */
export function splitQuery(written: string): SplitQuery {
  const url = plainAmpersands(written);
  const question = indexOutside(url, '?', 0);
  if (question < 0) return { path: url, parameters: [] };
  const parameters: string[] = [];
  let start = question + 1;
  for (let at = indexOutside(url, '&', start); at >= 0; at = indexOutside(url, '&', at + 1)) {
    if (!/^&(?:[\w.\-[\]%]{1,200}=|$|&)/.test(url.slice(at, at + 204))) continue;
    parameters.push(url.slice(start, at));
    start = at + 1;
  }
  parameters.push(url.slice(start));
  return { path: url.slice(0, question), parameters: parameters.filter((parameter) => parameter !== '') };
}

/** Without what a page's source makes of an `&` between two parameters: no server has one that is called `amp;…`. */
export function plainAmpersands(url: string): string {
  return url.replace(/&amp;(?=[\w.\-[\]%]{1,200}=)/g, '&');
}

/** Characters of a placeholder at most: whatever is longer was never closed, and is not looked for to the end of the text. */
const longestPlaceholder = 500;

/** Position behind the placeholder that begins at `at`, or `at` if none does. */
export function skipPlaceholder(text: string, at: number): number {
  const close = text.startsWith('${', at) ? '}' : text.startsWith('{{', at) ? '}}' : undefined;
  if (close === undefined) return at;
  const end = text.slice(at + 2, at + longestPlaceholder).indexOf(close);
  return end < 0 ? at : at + 2 + end + close.length;
}

/** A text cut at its placeholders: plain text and placeholders by turns, plain text first. */
export function cutAtPlaceholders(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const next = skipPlaceholder(text, at);
    if (next > at) {
      pieces.push(text.slice(start, at), text.slice(at, next));
      start = next;
      at = next;
    } else {
      at += 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** What of a text is no placeholder. */
export function plainPartsOf(text: string): string[] {
  return cutAtPlaceholders(text).filter((_, index) => index % 2 === 0);
}

function indexOutside(text: string, char: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const next = skipPlaceholder(text, at);
    if (next > at) at = next;
    else if (text[at] === char) return at;
    else at++;
  }
  return -1;
}

/**
 * Encodes a value for a URL template: what would end it or be read as an encoding. The template encodes
 * the rest when it is rendered, and placeholders stay as they are.
 */
export function encodeForTemplate(value: string): string {
  return cutAtPlaceholders(value)
    .map((piece, index) => (index % 2 === 1 ? piece : encodePiece(piece)))
    .join('');
}

/** Two braces in a row, as in JSON, would be mustache. */
function encodePiece(piece: string): string {
  return piece.replace(/[%&#+\s]|\{(?=\{)|\}(?=\})/g, encodeURIComponent);
}
