import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { findResource } from '../../catalogue/resources';
import { decodeText } from '../../template/percent';
import { splitQuery } from '../../template/split-query';

/**
 * Takes secrets out of a URL before any part of it is quoted: a user name and password in front of the host, a key or token among the
 * parameters. The connection signs in.
 */
export function withoutSecrets(url: string, findings: Findings): string {
  const bare = /^\s{0,20}(?:https?:)?\/\//i.test(url) ? withoutLogin(url) : url;
  const { path, parameters } = splitQuery(bare);
  const kept = parameters.filter((parameter) => !isSecret(parameter));
  const isLess = kept.length < parameters.length;
  if (bare === url && !isLess) return url;
  reportSecretInUrl(findings);
  if (!isLess) return bare;
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

/** An address without the user name and the password in front of its host. */
export function withoutLogin(address: string): string {
  return address.replace(/^(\s{0,20}(?:(?:[a-z]{2,10}:)?\/\/)?)[^/?#@\s]{1,500}@/i, '$1');
}

export function reportSecretInUrl(findings: Findings): void {
  findings.manual(
    'secret-in-url',
    phrase`A secret stood in the URL; it was left out, since the connection signs in. Whoever had this text knows it.`,
  );
}

function isSecret(parameter: string): boolean {
  return secretName.test(decodeText(parameter.split('=', 1).join()));
}

/** What programs, gateways and signed addresses call a key: none of Coupa's filters is called so. */
const secretName = new RegExp(
  `^(?:${[
    'api[-_]?key|x[-_](?:coupa[-_])?api[-_]?key|(?:ocp[-_]apim[-_])?subscription[-_]key|access[-_]?key|private[-_]?key',
    '(?:access|auth|bearer|id|refresh|session|csrf)?[-_]?token|bearer|jwt|client[-_]?(?:id|secret)|pass(?:word|wd|phrase)?',
    '(?:shared[-_]?)?secret(?:[-_]?key)?|auth(?:orization)?|credentials?|sig(?:nature)?|session(?:[-_]?id)?',
  ].join('|')})$`,
  'i',
);

const variables = [
  String.raw`\{\{\s{0,9}(?!env\b|flow\b|global\b|msg\b)[\w. -]{1,100}\}\}`,
  String.raw`<[\w -]{1,100}>`,
  String.raw`«[^«»\n]{1,100}»`,
  String.raw`[$#@]?\{[\w. -]{1,100}\}`,
  String.raw`\[[\w. -]{1,100}\]`,
  String.raw`\$(?:env:)?[A-Za-z_]\w{0,100}?`,
  String.raw`%\w{1,100}%`,
  String.raw`:[A-Za-z_]\w{0,100}?`,
  String.raw`@\w{1,100}@`,
  String.raw`["']\s{0,9}[+&.]\s{0,9}[\w.]{1,100}\s{0,9}[+&.]\s{0,9}["']`,
].join('|');

/** `GET {{base_url}}/api/…`, `https://<instance>.coupahost.com/api/…`, `$BASE_URL/api/…`, `./api/…` */
const inFront = new RegExp(
  String.raw`^(?:(?:GET|POST)\s{1,9})?(?:(?:(?:https?:\/\/)?(?:${variables})(?::\d{1,5})?(?:\.coupa(?:host|cloud)\.com)?)|\.{1,2})?\/{0,2}(?=(?:api|hubs|elements)\/)`,
  'i',
);

/**
 * A URL without what stands for its site in front of the path, and without the words of a request around it: `GET {{base_url}}/api/invoices HTTP/1.1`
 * is `/api/invoices`.
 */
export function withoutSiteStandIn(url: string): string {
  return url.replace(/\s{1,9}HTTP\/[\d.]{1,3}$/i, '').replace(inFront, (found) => (found === '' ? '' : '/'));
}

/** `/API/PurchaseOrders` or `api\\PurchaseOrders` as Coupa spells it, `/api/purchase_orders`. */
export function asCoupaSpells(written: string): string {
  const path = written.split('?', 1).join('');
  const isWindows = /^\\?(?:api|hubs)\\/i.test(path);
  const url = isWindows
    ? `/${path.replace(/^\\/, '').replaceAll('\\', '/')}${written.slice(path.length)}`
    : written;
  const bare = url.replace(/^\/?(?:api|hubs)\//i, (first) => first.toLowerCase());
  return withoutVersion(bare).replace(
    /^(\/api\/)([A-Za-z][\w-]{1,60})(?=[/?]|$)/,
    (whole, first: string, name: string) => {
      const known = findResource(name)?.path;
      return known !== undefined && plainName(known) === plainName(first + name) ? known : whole;
    },
  );
}

/** Coupa's API has no version in its paths, and this package reads JSON alone: `/api/v1/invoices.xml` is `/api/invoices`. */
function withoutVersion(url: string): string {
  return url
    .replace(/^(\/api\/)v\d{1,2}(?:\.\d{1,2})?\/(?=[a-z])/i, '$1')
    .replace(/^(\/api\/[\w/-]{1,200})\.(?:json|xml)(?=\?|$)/i, '$1');
}

/** Where a URL's query was encoded twice, or its first `&` and `?` are not where they belong, it is put right. */
export function withQuery(url: string): string {
  const once = url
    .replace(/\\u00(2[0-9a-f]|3[a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/[?&][\w.%-]{1,200}(?:=|$)|%2524%257B[\w%.'-]{1,300}%257D|[?&]where=[^&]{1,9000}/gi, encodedOnce)
    .replace(/([?&])where%3D/i, (_, sign: string) => `${sign}where=`);
  if (!once.startsWith('/api/')) return once;
  const opened = once.replace(/^([^?&={$]{1,300})&(?=[\w.-]{1,100}(?:\[|=))/, '$1?');
  const question = opened.indexOf('?');
  if (question < 0) return opened;
  const query = opened.slice(question + 1).replace(/[?;](?=[\w.-]{1,100}(?:\[[\w.-]{1,100}\]){0,5}=)/g, '&');
  return opened.slice(0, question + 1) + query;
}

function encodedOnce(text: string): string {
  return text.replace(/%25(?=2[0-9A-F]|3[A-F]|5B|5D|7B|7D)/gi, '%');
}

/** What of a path its reader should fill in: `/suppliers/:id/addresses`, `/suppliers/$ID`. */
export function variablesOfPath(url: string): string[] {
  const path = url.split('?', 1).join('');
  return path.match(/(?<=\/)(?::[A-Za-z_]\w{0,100}|\$[A-Za-z_]\w{0,100}|%\w{1,100}%)(?=\/|$)/g) ?? [];
}

/** A value that somebody's program fills in: `status=$STATUS`, `status=%s`, `status=<%= s %>`. Nothing has such a status. */
const filledIn =
  /^(?:\$[A-Za-z_]\w{0,100}|%(?:[sd]|\w{1,100}%)|__\w{1,100}__|\{\d{0,2}\}|[:@][A-Za-z_]\w{0,100}|<%.{1,200}%>|\[\[.{1,200}\]\]|#\[.{1,200}\]|YOUR_\w{1,100}|##[^#]{1,100}##|@@[^@]{1,100}@@|@[A-Za-z_][\w.-]{0,100}@|#[A-Za-z_][\w.-]{0,100}#)$/;

/** Values of a URL's parameters that its reader should fill in. */
export function variablesOfQuery(url: string): string[] {
  return splitQuery(url).parameters.flatMap((parameter) => {
    const value = decodeText(parameter.slice(parameter.indexOf('=') + 1)).trim();
    return filledIn.test(value) ? [value] : [];
  });
}
