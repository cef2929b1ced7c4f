import { BlockList, isIP } from 'node:net';
import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { isLoopback } from '../address/site-address';
import { AttemptFailed, type Errand, sentence } from '../retry/attempt';
import type { WireAnswer } from '../wire/exchange';

/** Redirects on the way to one file at most: to a signed address, and from there to the store that has it. */
const mostRedirects = 2;

/** Whether an answer names another address where a file may be. */
export function isRedirect({ statusCode, headers }: Pick<WireAnswer, 'statusCode' | 'headers'>): boolean {
  return [301, 302, 303, 307, 308].includes(statusCode) && headers['location'] !== undefined;
}

/**
 * Where a redirected download goes on. Coupa keeps files in a store of its own, whose addresses are signed for some minutes.
 *
 * @param from the address that redirects.
 * @param site the tenant's own address: only where that is on this computer, a file may be, too.
 * @param followed redirects that were followed already.
 * @throws {AttemptFailed} when no file of Coupa's can be there. What the address has behind its host is not told: it is the signature.
 */
export function redirectTarget(
  { statusCode, headers }: Pick<WireAnswer, 'statusCode' | 'headers'>,
  errand: Errand,
  from: URL,
  site: URL,
  followed: number,
): URL {
  const location = [headers['location']].flat()[0] ?? '';
  const refuse = (why: Phrase) => failure(errand, statusCode, why);
  if (!URL.canParse(location, from.href)) throw refuse(phrase`an address that cannot be read`);
  const target = new URL(location, from);
  const place = `${target.protocol}//${target.host}`;
  if (followed >= mostRedirects)
    throw refuse(phrase`${place}, which is one redirect more than the ${mostRedirects} that are followed`);
  const isHome = isLoopback(site.hostname);
  if (target.protocol !== 'https:' && !(isHome && target.protocol === 'http:' && isLoopback(target.hostname)))
    throw refuse(phrase`${place}: a file is fetched by https alone`);
  // A site that is reached inside a private network may keep its files there.
  const isSite = target.hostname === site.hostname;
  if (!isSite && isPrivate(target.hostname) && !(isHome && isLoopback(target.hostname)))
    throw refuse(phrase`${place}, which is inside a private network, where no file of Coupa's is`);
  return target;
}

function failure({ host, ...errand }: Errand, statusCode: number, why: Phrase): AttemptFailed {
  const what = phrase`${host} redirects (HTTP ${statusCode}) to ${why}. It was not followed. Ask whoever runs the site, or a proxy on the way, why it does so.`;
  const reason = { kind: 'redirected', toLogin: false } as const;
  const error = new CoupaError('COUPA_RESPONSE', sentence({ host, ...errand }, what), { statusCode, reason });
  return new AttemptFailed(error, 'refused', false);
}

/**
 * Addresses that mean something else in each network, and names that mean this computer or its network. To what a public name resolves is
 * not looked at: by https whoever answers has to prove that it is that name, so nothing inside can pass for it. And there are networks that
 * reach public stores by private addresses: interface endpoints of S3, gateways that hand out addresses of their own.
 */
function isPrivate(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(bare);
  // A name without a dot is one of the network that one is in.
  if (version === 0)
    return isLoopback(hostname) || /(?:^|\.)(?:localhost|local|internal)\.?$|^[^.]*\.?$/i.test(bare);
  return privateAddresses.check(bare, version === 4 ? 'ipv4' : 'ipv6');
}

/** RFC 6890: special-purpose addresses; and those that stand for others, or for many. */
const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateAddresses.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  privateAddresses.addSubnet(network, prefix, 'ipv6');
