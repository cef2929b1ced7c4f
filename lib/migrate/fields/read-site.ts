import { isVariable, variableWithin } from '../../base/environment-variable';
import { CoupaError } from '../../base/errors';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { readSiteAddress, withScheme } from '../../connection/address/site-address';
import { asText, isPlaceholder } from '../pasted/outside-value';
import { reportSecretInUrl, withoutLogin } from './around-url';

/** Longer than any address; what is longer was pasted by mistake. */
const longest = 2000;

/**
 * Reads a tenant's address out of a configuration: without slashes at its end, and without the `/api` of Coupa's paths. A
 * stand-in is none, and what a connection would refuse is said here.
 *
 * @returns `""` where it has to be typed in, with a finding that says so
 */
export function readSite(value: unknown, findings: Findings): string {
  const text = siteAlone(asAddress(asText(value) ?? ''), findings);
  if (text === '') {
    findings.manual(
      'site-address',
      phrase`Type in the tenant's address in the connection (https://acme.coupahost.com): it is not in the text.`,
    );
    return '';
  }
  if (text.length > longest || isStandIn(text) || severalSites.test(text)) {
    findings.manual(
      'site-address',
      severalSites.test(text)
        ? phrase`Type in the tenant's address in the connection: the text has several.`
        : phrase`Type in the tenant's address in the connection (https://acme.coupahost.com): the text only has a stand-in.`,
    );
    return '';
  }
  const address = withoutApi(trimSlashes(withoutRootPoint(slipMended(text))), findings);
  if (/^[a-z\d][a-z\d-]{0,62}$/i.test(address) && address.toLowerCase() !== 'localhost') {
    findings.manual(
      'site-address',
      phrase`The text has only the name "${address}" for the tenant's address. Type in the whole address in the connection: https://${address.toLowerCase()}.coupahost.com, or whatever a browser shows.`,
    );
    return '';
  }
  const within = variableWithin(address);
  if (within !== undefined) {
    findings.manual(
      'site-address',
      phrase`Node-RED fills in an environment variable only where it is the whole value, and ${within} is a part of one. Give the whole value to one variable.`,
    );
  }
  // A variable's value is not known here.
  else if (!isVariable(address)) report(address, findings);
  return address;
}

/** `https://acme.coupahost.com, https://acme-test.coupahost.com` */
const severalSites = /^[^\s,;|]{1,300}[\s,;|]{1,20}(?:https?:\/\/|[\w-]{1,63}\.[\w-]{1,63}\.)/i;

/** Without what a browser or a program puts around a site and may be secret: a password in front of its host, a query, a fragment. */
function siteAlone(text: string, findings: Findings): string {
  if (text.length > longest) return text;
  const bare = withoutLogin(text);
  if (bare !== text) reportSecretInUrl(findings);
  // A stand-in may have both signs: `«site?»`, `#{site}`.
  return /^(?:https?:\/\/)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}(?::\d{1,5})?(?:\/[^?#\s]*)?[?#]/i.test(bare)
    ? bare.replace(/[?#].*$/s, '')
    : bare;
}

/**
 * Without what is copied along with an address: quotes, a link around it, the sign behind it. Less than a connection takes off what is typed
 * into it: here `<site>` and `«site»` stand for what somebody is to fill in.
 */
function asAddress(text: string): string {
  const bare = text.trim().replace(/[\s,;]{1,20}$/, '');
  const [, linked] = /^\[[^[\]]{0,200}\]\(\s?<?(https?:[^()<>\s]{1,1000})>?\s?\)$/i.exec(bare) ?? [];
  if (linked !== undefined) return linked;
  // JSON in a program may escape each slash, and a chat writes a link as its address and what is shown.
  return bare
    .replaceAll('\\/', '/')
    .replace(/^(?:(["'])([^"']{1,1000})\1|<(https?:[^<>|]{1,1000})(?:\|[^<>]{1,1000})?>)$/i, '$2$3')
    .trim();
}

/** An address whose scheme was mistyped; one without a scheme stays so. */
function slipMended(text: string): string {
  const whole = withScheme(text);
  return whole === `https://${text}` ? text : whole;
}

/** Without the point behind a host that stands for the root of all names: what a certificate is for has none. */
function withoutRootPoint(address: string): string {
  return address.replace(/^((?:https?:\/\/)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})\.(?=[:/]|$)/i, '$1');
}

/** The host of an address, `""` for what is none. */
export function hostOf(address: string): string {
  const url = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(address)
    ? address.replace(/^\/\//, 'https://')
    : `https://${address}`;
  return address.length > longest || !URL.canParse(url) ? '' : new URL(url).host.replace(/\.(?=:|$)/, '');
}

/** Whether two addresses are one site's, however they are written: `acme.coupahost.com`, `https://ACME.coupahost.com/`. */
export function isOneSite(a: string, b: string): boolean {
  return a === b || (hostOf(a) !== '' && hostOf(a) === hostOf(b));
}

/** The host of Coupa's that a URL names; `""` for a path, and for any other. */
export function coupaHostOf(url: string): string {
  const address = withoutLogin(url.slice(0, longest).trim());
  const [start = ''] = /^(?:https?:)?\/\/[^/?#]*/i.exec(address) ?? bareHost.exec(address) ?? [];
  const host = hostOf(start);
  return isCoupaHost(host) ? host : '';
}

/**
 * A URL that names its host, without it where that is the site's own.
 *
 * @returns `undefined` where it is another one's, with a finding: nothing is asked there
 */
export function withoutSite(url: string, siteAddress: string, findings: Findings): string | undefined {
  const address = (/^(?:https?:)?\/\/[^/?#]*/i.exec(url) ?? bareHost.exec(url))?.[0];
  if (address === undefined) return url;
  const [host, site] = [hostOf(address), hostOf(siteAddress)];
  const path = url.slice(address.length).replace(/^\/{2,9}(?=(?:api|hubs|elements)\/)/i, '/') || '/';
  if (host !== '' && host === site) return path;
  if (site === '' && isCoupaHost(host)) {
    const message = phrase`${host} was taken off the URL: choose or add a connection with this address.`;
    findings.manual('other-host', message, url);
    return path;
  }
  findings.error(
    'other-host',
    site === ''
      ? phrase`The URL is on ${host || address}, and the text does not say that this is the site; it was left out.`
      : phrase`The URL is on ${host || address} and not on the site, ${site}; it was left out.`,
  );
  return undefined;
}

/** A host in front of a path without a scheme: `acme.coupahost.com/api/…`. */
const bareHost = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}(?::\d{1,5})?(?=\/(?:api|hubs|elements)\/)/i;

/** Whether a host is one of Coupa's own. */
export function isCoupaHost(host: string): boolean {
  return /\.(?:coupahost|coupacloud)\.com(?::\d+)?$/i.test(host);
}

/** A text without slashes at its beginning and end. */
export function trimSlashes(text: string, from: 'end' | 'both' = 'end'): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end--;
  while (from === 'both' && start < end && text[start] === '/') start++;
  return text.slice(start, end);
}

/** What documents call a host that is not theirs to know. */
const named =
  /^(?:(?:my|the)[-_]?)?(?:company|customer|instance|tenant|example|domain|site|host|client|coupa)(?:[-_]?(?:name|instance|id|domain))?$/i;

/** Coupa's own domains, and those of documents: `https://coupa.acme.com` may well be Acme's. */
const ofNobody = /^(?:\.(?:coupahost|coupacloud|example)\.[a-z]+)?(?![\w.-])/i;

/** A whole stand-in, or a host that begins with one: `https://xxx.coupahost.com`, `https://your-company.coupahost.com`. */
function isStandIn(text: string): boolean {
  const [, host = '', rest = ''] = /^(?:[a-z]+:\/\/)?([^/.]*)(.*)/is.exec(text) ?? [];
  if (
    isPlaceholder(text) ||
    isPlaceholder(host) ||
    /^(?:your|(?:votre|notre|ihre?|eure?|meine?)[-_])/i.test(host)
  )
    return true;
  if (!text.includes('${') && !isVariable(text) && noHost.test(text)) return true;
  // A program puts something in there; what Node-RED puts in is said elsewhere.
  if (!text.includes('${') && !isVariable(text) && /[^\w.:[\]-]/.test(hostOf(text))) return true;
  return named.test(host) && ofNobody.test(rest);
}

/** A path, a word in brackets of its own (`‹site›`, `【site】`), or nothing that a name begins with: a host is none of these. */
const noHost = /^(?:https?:\/\/)?(?:[^\p{L}\p{N}[%]|\/(?!\/)|n\/a$)/iu;

function withoutApi(address: string, findings: Findings): string {
  const [, site = '', isOfApi] = /^((?:https?:\/\/)?[^/?#]+)\/(?:(?:api|oauth2)(\/|$))?/i.exec(address) ?? [];
  // Of what a browser shows, no path is one of Coupa's API.
  if (site === '' || (isOfApi === undefined && !isCoupaHost(hostOf(site)))) return address;
  const message = phrase`The path was taken off: the address is the site's, and /api begins the path of each URL.`;
  findings.mended('site-path', message, address, site);
  return site;
}

function report(address: string, findings: Findings): void {
  try {
    readSiteAddress(address, 'oauth2');
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    findings.manual('site-address', error.phrase);
  }
}
