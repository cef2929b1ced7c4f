import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';

/**
 * Puts a request's path behind the address it belongs to.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when the result would leave that address: another host, or a hub's other paths.
 */
export function resolvePath(base: URL, path: string): URL {
  const prefix = base.pathname.replace(/\/$/, '');
  if (!/^\/(?!\/)[^\s\\#\p{Cc}]*$/u.test(path) || isElsewhere(path)) throw leaves(base, path);
  const url = new URL(`${base.origin}${prefix}${path}`);
  if (url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`)) throw leaves(base, path);
  // Segments "." and ".." are gone now; two slashes in their place would name another host to whoever passes the request on.
  if (/^\/(?:\/|%2f|%5c)/i.test(url.pathname.slice(prefix.length))) throw leaves(base, path);
  return url;
}

/**
 * Whether a path is another one than it reads: one that was made with the id `..` of a record would be that of everything above its list,
 * and with `.` that of the list.
 */
function isElsewhere(path: string): boolean {
  const segments = path.split('?', 1)[0]?.split('/') ?? [];
  return segments.some(isParent) || isDot.test(segments.at(-1) ?? '');
}

const isDot = /^(?:\.|%2e)$/i;

function isParent(segment: string): boolean {
  return /^(?:\.|%2e){2}$/i.test(segment);
}

function leaves(base: URL, path: string): CoupaError {
  const shown = JSON.stringify(path.split('?')[0]?.slice(0, 100));
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`The path ${shown} cannot be requested from ${base.host}. It has to start with one slash, be percent-encoded, and stay on that site.`,
  );
}
