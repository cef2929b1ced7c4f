import { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';
import { forbidden, startsWithTwoSlashes } from './request-target';
import { pieceError, type TemplatePiece } from './template-pieces';
import { checkUrlLength } from './url-length';

/**
 * Makes sure that a URL is one, before its placeholders are looked at.
 *
 * @param offset index of `text` in what was typed, for errors
 * @throws {CoupaError} `COUPA_CONFIG` with its place.
 */
export function checkText(text: string, offset: number): void {
  if (text === '') throw pieceError(0, 0, phrase`The URL is empty. Write a path such as /api/invoices.`);
  checkUrlLength(text, offset);
  const path = text.split('?', 1)[0] ?? '';
  const found = forbidden.exec(text) ?? invisible.exec(path);
  if (found === null) return;
  const what = /[\r\n\u0085\u2028\u2029]/.test(found[0])
    ? phrase`a line break`
    : invisible.test(found[0])
      ? phrase`an invisible character`
      : phrase`a control character`;
  throw pieceError(
    offset + found.index,
    1,
    phrase`The URL has ${what} in it, perhaps from copying. Remove it.`,
  );
}

/** The index of an invisible character in a URL that was compiled; `undefined`: there is none. It may belong to a value. */
export function invisibleAt(text: string): number | undefined {
  return invisible.exec(text)?.index;
}

/** What comes along unseen: no list has a path with one, and a filter with one in its name is none to Coupa, which leaves it out. */
const invisible = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/;

/** What the literal text alone shows to lead off the site; `render` checks the whole with its values. */
export function checkAddress(pieces: readonly TemplatePiece[], origin: string | undefined): void {
  const first = pieces[0];
  if (first?.kind !== 'literal') return;
  const { text, position } = first;
  const copied = startOfCopy(text, origin);
  if (copied !== undefined) {
    throw pieceError(
      position,
      copied.length,
      phrase`"${copied}" does not begin a path. Write a path such as /api/invoices.`,
    );
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  if (scheme !== undefined && !/^https?:\/\//i.test(text)) {
    throw pieceError(
      position,
      scheme.length + 1,
      phrase`"${scheme}:" does not begin a path. Write a path such as /api/invoices.`,
    );
  }
  const address = /^(?:https?:)?(?:\/\/|[/\\]*\\)[^/?\\]*/i.exec(text)?.[0];
  if (address === undefined) {
    checkStart(text, position);
    return;
  }
  const isWhole = address.length < text.length || pieces.length === 1;
  if (scheme === undefined || address.includes('@') || (isWhole && !isOnSite(address, origin))) {
    throw pieceError(
      position,
      address.length,
      phrase`"${address}" is not the connection's site. Write a path such as /api/invoices.`,
    );
  }
}

function checkStart(text: string, position: number): void {
  const path = text.split('?', 1)[0] ?? '';
  if (!startsWithTwoSlashes(path)) return;
  throw pieceError(
    position,
    path.length,
    phrase`"${path}" begins with two slashes once it is read, and these name another host. Write a path such as /api/invoices.`,
  );
}

function isOnSite(address: string, origin: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  return origin === undefined || new URL(address).origin === readSite(origin).origin;
}

/** What a path was copied with: a quote, an angle, a verb, a host without its scheme. */
function startOfCopy(text: string, origin: string | undefined): string | undefined {
  const sign = /^(?:["'`\u201c\u201d\u2018\u2019\u00ab<[]|(?:GET|POST|PUT)\s)/i.exec(text)?.[0];
  if (sign !== undefined) return sign;
  const [host] = text.split(/[/?:]/, 1);
  if (host === undefined || !host.includes('.')) return undefined;
  const isSite = origin !== undefined && readSite(origin).hostname === host.toLowerCase();
  return isSite || /\.coupa(?:host|cloud)\.com$/i.test(host) ? host : undefined;
}

/**
 * The origin of a site, or its base URL.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if it is no URL.
 */
export function readSite(origin: string): URL {
  if (URL.canParse(origin)) return new URL(origin);
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The site address "${origin}" is no URL. Write one such as https://acme.coupahost.com.`,
  );
}
