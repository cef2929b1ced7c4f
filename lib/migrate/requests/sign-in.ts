import { scopesIn } from '../../catalogue/scopes-in';
import { isNoSecret, isPlaceholder } from '../pasted/outside-value';

/** How requests of a text sign in; `""` for what it does not say, or says in two ways. */
export interface SignIn {
  site: string;
  clientId: string;
  clientSecret: string;
  apiKey: string;
  /** With blanks between them. */
  scope: string;
}

/** What may stand in front of a name without making it another system's: `COUPA_OAUTH_CLIENT_ID`, ABAP's `lv_client_id`, but not `SAP_CLIENT_ID`. */
const own = '(?:(?:coupa|oauth2?|oidc|api|rest|prod|test|uat|dev|stage|my|[gil][cv])[-_. ]?){0,4}';
const quoted = String.raw`(?:["'\x60]([^"'\x60\s\\]{6,500})["'\x60])`;
/** A form's, a shell's, a cell of a table, or a line of a file: a value without quotes has a digit. */
const bare = String.raw`((?=[^\s"'\x60&,;]{0,499}\d)[\w.~+/=-]{8,500})(?=$|[\s"'\x60&,;)\\<|])`;
/** `{"key": "client_id", "value": "…"}`, `"clientSecret": {"type": "SecureString", "value": "…"}` */
const within = String.raw`["'],?\s{0,20}:?\s{0,20}(?:\{[^{}]{0,100})?["']value["']\s{0,9}:\s{0,9}${quoted}`;
/** Of a call, `add("client_id", "…")`, of XML, or in bold as well. */
const assigned = String.raw`["'\]\x60*]{0,3}(?:\s{0,9}(?:=>|:=|:|=|(?<=["'\x60]),)\s{0,9}${quoted}|[ \t]{0,9}[=:|>][ \t]{0,9}${bare}|${within})`;

function values(text: string, name: string): string[] {
  const found = text.matchAll(new RegExp(String.raw`(?<![A-Za-z\d_.-])(${own})${name}${assigned}`, 'gi'));
  const all = Array.from(found, ([, prefix = '', ...rest]) => ({
    isCoupas: /coupa/i.test(prefix),
    value: rest.find((one) => one !== undefined) ?? '',
  })).filter(({ value }) => !isNoSecret(value) && !/^[$%{<]|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value));
  const named = all.filter(({ isCoupas }) => isCoupas);
  const others = ofOthers.test(text) ? [] : all;
  return [...new Set((named.length > 0 ? named : others).map(({ value }) => value))];
}

/** Signs that a text signs in to another system, too: which one a name without Coupa's is for is not known then. */
const ofOthers =
  /microsoftonline|ActiveDirectory|graph\.microsoft|googleapis|okta|auth0|salesforce|servicenow|netsuite|workday|\bSAP_|ariba|slack\.com|amazonaws/i;

/** Whether a text signs in to another system, too. */
export function signsInElsewhere(text: string): boolean {
  return ofOthers.test(text);
}

function only(found: readonly string[]): string {
  return found.length === 1 ? (found[0] ?? '') : '';
}

/** How the requests of a text sign in at Coupa: by a client's id and secret, or by an API key. */
export function signInOf(text: string): SignIn {
  const [basicId = '', basicSecret = ''] = basicOf(text);
  const [coupasId = '', coupasSecret = ''] = asCoupaCalls(text);
  return {
    site: siteOf(text),
    clientId: only(values(text, 'client[-_. ]?id')) || basicId || coupasId,
    clientSecret: only(values(text, 'client[-_. ]?secret')) || basicSecret || coupasSecret,
    apiKey: only(keysOf(text)),
    scope: scopeOf(text),
  };
}

/** `curl -u id:secret …/oauth2/token`, `auth=("id", "secret")`, `Authorization: Basic …` */
function basicOf(text: string): string[] {
  if (!text.includes('/oauth2/token') || ofOthers.test(text)) return [];
  const [, inHeader = ''] =
    /authorization["'\]]{0,2}\s{0,9}[:=,]\s{0,9}["'\x60]?basic\s{1,5}([\w+/=-]{16,1400})/i.exec(text) ?? [];
  const found =
    /\s(?:-u|--user)[\s=]{1,5}["']?([\w.~-]{6,200}):([\w.~+/=-]{6,500})["']?(?=\s|$)/.exec(text) ??
    /\b(?:auth\s?=\s?\(|\w{0,20}BasicAuth\()\s{0,9}["']([\w.~-]{6,200})["']\s{0,5},\s{0,5}["']([\w.~+/=-]{6,500})["']/.exec(
      text,
    ) ??
    /^([\w.~-]{6,200}):([\w.~+/=-]{6,500})$/.exec(Buffer.from(inHeader, 'base64').toString());
  const [, id = '', secret = ''] = found ?? [];
  return [id, secret].some(isNoSecret) ? [] : [id, secret];
}

/** "Identifier" and "Secret", as Coupa's own page of a client has them. */
function asCoupaCalls(text: string): string[] {
  const [id, secret] = [only(values(text, 'identifier')), only(values(text, 'secrets?'))];
  return id === '' || secret === '' || !/coupa/i.test(text) ? [] : [id, secret];
}

function keysOf(text: string): string[] {
  const found = text.matchAll(
    new RegExp(
      String.raw`x-coupa-api-key(?:["'\x60]{0,2}\s{0,9}(?:=>|:|=|,)\s{0,9}["'\x60]?([\w.~+/=-]{16,200})(?=$|[\s"'\x60])|${within})`,
      'gi',
    ),
  );
  return [...new Set(Array.from(found, ([, plain, value]) => plain ?? value ?? ''))].filter(
    (one) => /\d/.test(one) && !isNoSecret(one),
  );
}

/** The scopes of a text that names some for whoever asks for a token. */
function scopeOf(text: string): string {
  const named = text.matchAll(
    new RegExp(
      String.raw`(?<![A-Za-z])${own}scopes?["'\]\x60]{0,2}(?:\s{0,9}(?:=>|:|=|,)\s{0,9}|${'["\'],\\s{0,20}["\']value["\']\\s{0,9}:\\s{0,9}'})["'\x60]?((?:[a-z_]+\.[a-z_.]+(?:[ ,+]|%20|%2C){0,3}){1,60})`,
      'gi',
    ),
  );
  const scopes = Array.from(named, ([, list = '']) => scopesIn(list.replace(/\+|%20|%2C/gi, ' '))).flat();
  return [
    ...new Set(
      scopes.filter((one) =>
        /^[a-z_]+(?:\.[a-z_]+)+\.(?:read|write|delete|read_write)$|^[a-z]+\.all$/.test(one),
      ),
    ),
  ].join(' ');
}

/** The sites of Coupa's that a text names, each once. */
export function sitesIn(text: string): string[] {
  const hosts = Array.from(
    text.matchAll(
      /(?<![\w.-])(?:https:\/\/)?([a-z\d][\w-]{0,60}(?:\.[\w-]{1,60}){0,3}\.coupa(?:host|cloud)\.com)(?![\w.-])/gi,
    ),
    ([, host = '']) => host.toLowerCase(),
  ).filter(
    (host) =>
      !isPlaceholder(host) && !/^(?:sftp|fileshare|compass|success|your|instance|example|my)\b/.test(host),
  );
  return [...new Set(hosts)].map((host) => `https://${host}`);
}

/**
 * The hosts at which a text asks for a token, each once. None where it also asks at one that something stands for, or signs in to
 * another system: what is Coupa's is told by its name there.
 */
export function tokenHostsIn(text: string): string[] {
  const hosts = Array.from(
    text.matchAll(/https?:\/\/([\w.-]{1,253}(?::\d{1,5})?)\/oauth2\/token(?![\w-])/gi),
    ([, host = '']) => host.toLowerCase(),
  );
  const all = text.split('/oauth2/token').length - 1;
  return all > hosts.length || signsInElsewhere(text) ? [] : [...new Set(hosts)];
}

/** The only site of Coupa's that a text names, perhaps in two parts: `INSTANCE = "acme"`, `https://{INSTANCE}.coupahost.com`. */
function siteOf(text: string): string {
  const sites = sitesIn(text);
  if (sites.length > 0) return sites.length === 1 ? sites.join('') : '';
  const [, name = '', domain = ''] =
    /https:\/\/\$?\{\{?\s?(?:[\w.]{0,40}\.)?([A-Za-z_]\w{0,60})\s?\}?\}(\.coupa(?:host|cloud)\.com)/.exec(
      text,
    ) ?? [];
  if (name === '') return '';
  const value = new RegExp(
    String.raw`(?<![\w.])${name}["']?\s{0,9}[:=]\s{0,9}["']([a-z\d][a-z\d-]{0,62})["']`,
    'i',
  ).exec(text)?.[1];
  return value === undefined || isPlaceholder(value) ? '' : `https://${value}${domain}`;
}
