import { CoupaError } from '../../base/errors';
import { phrase, type Text } from '../../base/text/phrase';

/** How to reach a proxy. */
export interface ProxyAddress {
  /** Origin, without its login. */
  origin: string;
  username: string;
  password: string;
}

/**
 * Reads the address of a proxy as people write it: `proxy:3128`, `http://user:password@proxy:3128`. The login may hold any
 * character as it is; what is percent-encoded in it is decoded, and a `%` that begins no code is one.
 *
 * @param source what holds it, for the error: a variable, the proxy node.
 * @throws {CoupaError} `COUPA_CONFIG` when it is none. The error does not repeat it, since it may hold a password.
 */
export function readProxyAddress(text: string, source: Text): ProxyAddress {
  const [, scheme = 'http', rest = ''] =
    /^(?:(https?(?=:\/(?!\/))|[a-z][a-z\d+.-]*(?=:\/\/)):\/{1,2}|\/\/)?(.*)$/is.exec(
      text.trim().replace(/^(https?)(?=\/\/[^/])/i, '$1:'),
    ) ?? [];
  // Whatever stands before the last `@`: a password may hold one, and `/`, `#` and `?`, too.
  const at = rest.lastIndexOf('@');
  const place = `${scheme}://${rest.slice(at + 1)}`;
  if (!/^https?$/i.test(scheme)) throw unusable(source, scheme);
  // What a shell or Windows did not fill in is no host, and neither is a quote of a word processor, of which a URL would make one.
  if (!URL.canParse(place) || /[$%{}“”„‘’«»]/.test(place)) throw unreadable(source);
  const login = rest.slice(0, Math.max(0, at));
  const colon = login.indexOf(':');
  const [username, password] = colon < 0 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
  return { origin: new URL(place).origin, username: decoded(username), password: decoded(password) };
}

/** Codes are decoded where they are some; everything else stays as it was typed. */
function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (codes) => {
    const bytes = Buffer.from(codes.replaceAll('%', ''), 'hex');
    const meant = bytes.toString();
    return Buffer.from(meant).equals(bytes) ? meant : codes;
  });
}

function unusable(source: Text, scheme: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`${source} names a proxy of the kind "${scheme}", and only http and https are possible. Name such a proxy, or except the host of the connection in NO_PROXY.`,
    { reason: { kind: 'setting', property: 'proxy' } },
  );
}

/** The error for a proxy's address that is none. */
export function unreadable(source: Text): CoupaError {
  const advice = phrase`It has to look like http://proxy.example.com:3128.`;
  return new CoupaError('COUPA_CONFIG', phrase`${source} holds an address that cannot be read. ${advice}`, {
    reason: { kind: 'setting', property: 'proxy' },
  });
}
