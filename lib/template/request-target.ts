import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { withoutTrailingSlashes } from '../base/text/without-trailing';

/**
 * Encodes text that was written as part of a URL: what is already encoded, delimiters, brackets and apostrophes stay (Coupa
 * writes `updated-at[gt_or_eq]`), everything else that may not stand in a request becomes `%XX`. Backslashes stay for
 * `checkTarget` to see.
 */
export function encodeLiteral(text: string): string {
  return text.replace(/%(?![0-9A-Fa-f]{2})|[^\w.~:/?[\]@!$&'()*+,;=%\\-]/gu, encodeURIComponent);
}

/**
 * Encodes, in a URL that comes in pieces, each `+` that begins the offset of a time (`T08:15:00+01:00`): a server reads it as a
 * blank. Any other `+` may be meant as one and stays.
 */
export function encodeOffsets(pieces: readonly string[]): string[] {
  const signs = new Set(Array.from(pieces.join('').matchAll(offsetSign), ({ index }) => index));
  let start = 0;
  return pieces.map((piece) => {
    const written = piece.replace(/\+/g, (sign, at: number) => (signs.has(start + at) ? '%2B' : sign));
    start += piece.length;
    return written;
  });
}

/** A time of day behind its date, or to the second; `:` may be encoded. */
const offsetSign = (() => {
  const colon = '(?::|%3A)';
  const seconds = `${colon}\\d\\d(?:[.,]\\d{1,9})?`;
  const time = `\\d\\d${colon}\\d\\d`;
  const behindDate = `(?:\\dT|\\d{4}-\\d\\d-\\d\\d(?:\\+|%20))${time}(?:${seconds})?|\\dT\\d{4}(?:\\d\\d(?:[.,]\\d{1,9})?)?`;
  const offset = `\\d\\d(?:${colon}?\\d\\d)?(?!\\d|${colon})`;
  // Ruby and e-mails write one: `00:00:00 +0200`.
  const blank = '(?:\\+|%20)?';
  const wholeOffset = `\\d\\d${colon}?\\d\\d(?!\\d|${colon})`;
  return new RegExp(
    `(?<=${behindDate})\\+(?=${offset})|(?<=(?:${behindDate}|(?:(?<!\\d)|(?<=%20))${time}${seconds})${blank})\\+(?=${wholeOffset})`,
    'gi',
  );
})();

/** What can never stand in a URL: control characters, line breaks, halves of surrogate pairs. */
export const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** How an encoded URL becomes a path on the site. */
export interface Target {
  /** Characters to drop from its beginning: the site's own address. */
  drop: number;
  /** What is missing at its beginning. */
  prefix: '' | '/';
}

/**
 * Makes sure that an encoded URL stays on the site, and says how to make a path of it.
 *
 * @param site origin of the site, or its base URL if the path is to be relative to one
 * @throws {CoupaError} `COUPA_CONFIG` if it would lead off the site. Values may be secret, so the message does not show them.
 */
export function checkTarget(url: string, site: URL): Target {
  const drop = lengthOfSite(url, site);
  const rest = url.slice(drop);
  const path = rest.split('?', 1)[0] ?? '';
  if (startsWithTwoSlashes(path)) throw offSite(phrase`it begins with "//", which names another host`);
  if (path.includes('\\')) throw offSite(phrase`its path has a backslash, which some servers take for "/"`);
  if (/%(?:[01][0-9a-f]|7f)/i.test(path))
    throw offSite(phrase`its path has a line break or control character`);
  if (path.split('/').some(climbs)) throw offSite(phrase`its path has a segment ".."`);
  if (drop === 0 && !path.startsWith('/') && path.split('/', 1)[0]?.includes('@')) {
    throw offSite(phrase`it has "@" before its first "/", which names another host`);
  }
  return { drop, prefix: path.startsWith('/') ? '' : '/' };
}

/** Whether a path begins with `//` once its segments `.` are gone, which whoever reads it takes away. */
export function startsWithTwoSlashes(path: string): boolean {
  const plain = plainPath(path);
  let at = plain.startsWith('/') ? 1 : 0;
  while (plain.startsWith('./', at)) at += 2;
  return plain[at] === '/';
}

function climbs(segment: string): boolean {
  return plainPath(segment).split('/').includes('..');
}

/** Encoded forms count: servers decode them before or after they resolve segments. */
function plainPath(path: string): string {
  return path.replace(/%2e/gi, '.').replace(/%2f|%5c/gi, '/');
}

/** Characters at the beginning of an absolute URL that name the site; 0 for a relative one. */
function lengthOfSite(url: string, site: URL): number {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) return 0;
  const origin = /^https?:\/\/[^/?\\@]*(?=[/?]|$)/i.exec(url)?.[0];
  if (origin === undefined || !URL.canParse(origin) || new URL(origin).origin !== site.origin) {
    throw offSite(phrase`it does not begin with ${site.origin}`);
  }
  const base = withoutTrailingSlashes(site.pathname);
  const rest = url.slice(origin.length);
  if (base === '' || rest === base || rest.startsWith(`${base}/`) || rest.startsWith(`${base}?`)) {
    return origin.length + base.length;
  }
  throw offSite(phrase`it does not begin with ${site.origin}${base}`);
}

function offSite(reason: Phrase): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`The URL would lead off the connection's site: ${reason}. Nothing was sent. Write a path such as /api/invoices, and check the values that are put into it.`,
  );
}
