import { isVariable, mustacheIn, variableWithin } from '../../base/environment-variable';
import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { withoutTrailingSlashes } from '../../base/text/without-trailing';

/** How a connection identifies itself, see `ConnectionSettings`. */
export const authentications = ['oauth2', 'apiKey', 'openConnectors'] as const;
export type Authentication = (typeof authentications)[number];

/** The path that every Open Connectors hub has its API under. */
export const hubPath = '/elements/api-v2';

/**
 * Reads the property `siteAddress`: `https://acme.coupahost.com` or `acme.coupahost.com`; a hub's address keeps its
 * path up to `/elements/api-v2`. The result has neither query nor trailing slash in its path; `/api` and what follows it are taken off, see `addressRemarks`.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it cannot be an address, or would send secrets in clear.
 */
export function readSiteAddress(text: string, authentication: Authentication): URL {
  const url = readAddress('siteAddress', text, authentication !== 'openConnectors');
  if (authentication === 'openConnectors') url.pathname = hubPathOf(url);
  else rejectPath('siteAddress', url);
  return url;
}

/**
 * Reads the property `csoAddress`, or derives it from the site: `acme.coupahost.com` → `acme.cso.coupahost.com`.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it cannot be an address, or is empty and cannot be derived.
 */
export function readCsoAddress(text: string | undefined, site: URL): URL {
  if (text === undefined || text.trim() === '') return deriveCsoAddress(site);
  const url = readAddress('csoAddress', text, true);
  rejectPath('csoAddress', url);
  return url;
}

/**
 * What the user should know of addresses that were not taken as they are written: `/api`, and what follows it, is the nodes' to add.
 */
export function addressRemarks(
  siteAddress: string,
  csoAddress: string | undefined,
  authentication: Authentication,
): Phrase[] {
  const addresses = authentication === 'openConnectors' ? [] : [['siteAddress', siteAddress] as const];
  return [...addresses, ['csoAddress', csoAddress ?? ''] as const].flatMap(([property, text]) => {
    const address = withoutQuotes(text);
    const url = URL.canParse(withScheme(address)) ? new URL(withScheme(address)) : undefined;
    if (address !== '' && url !== undefined && property === 'siteAddress' && isNameAlone(url)) {
      return [
        phrase`The connection's siteAddress has the name "${url.hostname}" alone. If that is the name of your Coupa, write https://${url.hostname}.coupahost.com.`,
      ];
    }
    if (address === '' || url === undefined || !isApiPath(url)) return [];
    return [
      phrase`The connection's ${property} is more than the site: "${url.pathname}" is taken off, since the nodes add it. Write ${url.origin}.`,
    ];
  });
}

/** Whether a host (as in `URL.hostname`) is this computer, so that what is sent to it stays here. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return /^(.+\.)?localhost$/.test(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]';
}

/** @param takesApi whether the path `/api` and what follows it are taken off */
function readAddress(property: string, text: string, takesApi: boolean): URL {
  const address = withoutQuotes(text);
  if (address.length > longest) {
    throw wrong(property, phrase`is longer than ${longest} characters`, writeItLike);
  }
  if (address === '') throw wrong(property, phrase`is empty`, writeItLike, true);
  rejectUnfilled(property, text, address);
  const url = parse(property, withScheme(address));
  const mixed = mixedLabel(address);
  if (mixed !== undefined) {
    throw wrong(
      property,
      phrase`has the name ${quote(mixed)}, which mixes letters of several alphabets and only looks like another`,
      phrase`Type it in anew.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(
      property,
      phrase`holds a user name or password`,
      phrase`Put secrets into the credential fields only.`,
    );
  }
  if (isApiPath(url) && takesApi) {
    url.pathname = '';
    url.search = '';
    url.hash = '';
  }
  if (url.search !== '' || url.hash !== '')
    throw wrong(property, phrase`holds a query or fragment`, writeItLike);
  rejectClearText(property, url);
  url.pathname = withoutTrailingSlashes(url.pathname);
  return url;
}

/** What would have had to be filled in. Blanks or quotes around a variable are enough for Node-RED to leave it. */
function rejectUnfilled(property: string, text: string, address: string): void {
  const within = variableWithin(address) ?? (text !== address && isVariable(address) ? address : undefined);
  if (within !== undefined) {
    throw wrong(
      property,
      phrase`holds the environment variable ${within} within a longer text, where Node-RED fills in none`,
      phrase`Give the whole address to one variable.`,
    );
  }
  const mustache = mustacheIn(address);
  if (mustache !== undefined) {
    throw wrong(
      property,
      phrase`has ${quote(mustache)} in it, and values in braces are filled in only in URLs of nodes`,
      phrase`Give the whole address to one environment variable.`,
    );
  }
  if (address.includes('${')) {
    throw wrong(
      property,
      phrase`is ${quote(address)}: that environment variable is not set`,
      phrase`Set it and restart.`,
    );
  }
}

/** Without what is copied along with an address: blanks, quotes, the angles of an e-mail, a comma or semicolon behind it. */
function withoutQuotes(text: string): string {
  if (text.length > longest) return text;
  return text
    .trim()
    .replace(/[\s,;]{1,20}$/, '')
    .replace(/^["'`<“”„«‘’]{1,2}(.*?)["'`>“”»‘’]{0,2}$/s, '$1')
    .trim();
}

/** Characters of an address at most: more than anybody writes. */
const longest = 2048;

/**
 * An address with its scheme, https:// where it has none. A slip of the scheme itself (`https:/acme…`, `https//acme…`, `https:\\\\acme…`,
 * `htps://acme…`) is read as what was meant.
 */
export function withScheme(address: string): string {
  const [slip = '', word = ''] =
    /^(h?tt?ps?|hhttps?)(?::[/\\]{0,3}|[/\\]{2,3})(?=[\w-]{1,63}\.)/i.exec(address) ?? [];
  if (slip !== '' && !/^https?:\/\/$/i.test(slip)) {
    const scheme = /s$/i.test(word) ? 'https' : 'http';
    return `${scheme}://${address.slice(slip.length)}`;
  }
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}

/** `acme`, which is no address but in a network of one's own. */
function isNameAlone({ hostname }: URL): boolean {
  return /^[a-z][a-z\d-]*$/i.test(hostname) && !isLoopback(hostname);
}

/** What people copy from Coupa's documentation, or from a browser: `/api`, `/api/invoices?limit=1`. */
function isApiPath({ pathname }: URL): boolean {
  return /^\/+api(?:\/|$)/i.test(pathname);
}

const writeItLike = phrase`Write it like https://acme.coupahost.com.`;

function parse(property: string, address: string): URL {
  // Node's own message repeats the input, which may hold a password typed by mistake.
  if (!URL.canParse(address) || pathAlone.test(address) || oddHost.test(new URL(address).hostname))
    throw wrong(property, phrase`is not an address`, writeItLike);
  return new URL(address);
}

/** Signs that no host's name has, though they parse: `{{env.X}}`, `$SITE`, a quote; and a name with nothing between two points. */
const oddHost = /[^\w.:[\]-]|^\.|\.\./;

/** `/api`, of which a URL would make a host. */
const pathAlone = /^https?:\/{3}[^/.]{0,300}(?:\/|$)/i;

/**
 * A word of a host's name in which Latin letters stand beside those of alphabets that have letters of the same look: no registry allows
 * that, and whoever sees it takes it for another host. `undefined` where there is none. Words of two alphabets with a hyphen between them may be
 * names within somebody's own domain.
 */
function mixedLabel(address: string): string | undefined {
  const [, host = ''] = /^(?:[a-z][a-z\d+.-]*:[/\\]{0,9})?(?:[^/\\?#]*@)?([^/\\?#]*)/i.exec(address) ?? [];
  const typed = host
    .normalize('NFKC')
    .replace(/(?:%[\da-f]{2})+/gi, (codes) =>
      new TextDecoder().decode(
        Uint8Array.from(codes.match(/[\da-f]{2}/gi) ?? [], (hex) => Number.parseInt(hex, 16)),
      ),
    );
  return typed.split(/[.:\u3002_-]/).find((label) => latin.test(label) && alike.test(label));
}

const latin = /\p{Script=Latin}/u;
const alike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

function rejectClearText(property: string, url: URL): void {
  if (url.protocol === 'https:') return;
  if (url.protocol !== 'http:') throw wrong(property, phrase`starts with ${url.protocol}//`, writeItLike);
  if (isLoopback(url.hostname)) return;
  throw wrong(property, phrase`starts with http://`, phrase`Use https://: a secret never travels in clear.`);
}

function rejectPath(property: string, url: URL): void {
  if (url.pathname === '/') return;
  throw wrong(
    property,
    phrase`has the path ${quote(url.pathname)}`,
    phrase`Only the site belongs there: ${url.origin}.`,
  );
}

function hubPathOf(url: URL): string {
  if (url.pathname === '/') return hubPath;
  const at = url.pathname.indexOf(hubPath);
  if (at === -1) {
    const example = `https://api.openconnectors.<landscape>.hana.ondemand.com${hubPath}`;
    throw wrong(
      'siteAddress',
      phrase`has the path ${quote(url.pathname)}`,
      phrase`Write it like ${example}.`,
    );
  }
  return url.pathname.slice(0, at + hubPath.length);
}

function deriveCsoAddress(site: URL): URL {
  const instance = /^(.+?)(?:\.cso)?\.(?:coupahost|coupacloud)\.com$/.exec(site.hostname)?.[1];
  if (instance !== undefined) return new URL(`https://${instance}.cso.coupahost.com`);
  const why = phrase`is empty and cannot be derived from ${site.hostname}`;
  throw wrong('csoAddress', why, phrase`Write it like https://acme.cso.coupahost.com.`, true);
}

function wrong(property: string, what: Phrase, advice: Phrase, missing = false): CoupaError {
  return new CoupaError('COUPA_CONFIG', phrase`The connection's ${property} ${what}. ${advice}`, {
    reason: { kind: 'setting', property, ...(missing && { missing }) },
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 79)}…`);
}
