import { CoupaError } from '../../base/errors';
import { parseJson } from '../json/parse-json';

/** Characters of an error body that are looked at, messages taken from it, and levels of nesting followed. */
const longest = 64 * 1024;
const most = 50;
const deepest = 20;

/** Characters of XML that are checked before they are read: the check is quadratic on tags that never end. */
const longestChecked = 8 * 1024;

/** Names that a message is given for its place: an error in a line of a line says no more. */
const longestPath = 6;

/**
 * The messages in the body of an error answer, whatever form it has: Coupa's JSON (`{"errors":{"account":["…"]}}`),
 * OAuth's (`{"error":"invalid_scope"}`), a hub's (`{"message":"…"}`), Coupa's XML (`<errors><error>…`), an HTML page
 * (its title), or plain text. Empty if there is nothing to read. The texts are the tenant's own, neither clipped nor
 * scrubbed.
 */
export function readErrorMessages(body: string): string[] {
  const text = body
    .slice(0, longest)
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return [];
  if (text.startsWith('<')) return isHtml(text) ? htmlTitle(text) : xmlMessages(text);
  if (/^[{["]/.test(text)) return jsonMessages(text) ?? [text];
  return [text];
}

/**
 * Whether these messages say no more than that a search found nothing. Coupa does so with status 404 where an answer is XML,
 * and gateways that translate between XML and JSON pass that on. Any other 404 is about a path or an object.
 */
export function isNothingFound(messages: readonly string[]): boolean {
  return messages.some((message) => /(^|: )No results match your search criteria\.?$/i.test(message));
}

/** What a tenant calls a scope that is missing, or was never granted. */
export const scopeWords = /\b(invalid_scope|insufficient_scope)\b/i;

/** What tenants and hubs call credentials or a token that they do not take. */
export const signInWords = /\b(invalid_token|invalid_client|unauthori[sz]ed|authenticat|invalid credential)/i;

/** Members by which an object says no, whatever the status says. */
const refusals = ['error', 'errors', 'error_description', 'message', 'messages', 'fault'];

/** What OAuth (RFC 6749) calls it when there is no token. */
export const oauthErrors =
  /\b(invalid_(client|grant|request|scope|token)|unauthorized_client|unsupported_grant_type|access_denied|insufficient_scope|server_error|temporarily_unavailable)\b/i;

/**
 * The messages of an answer that says no although its status says yes; empty if it does not. Data says yes, and so does a web
 * page, unless it names one of OAuth's errors.
 */
export function readRefusal(body: string): string[] {
  const text = body
    .slice(0, longest)
    .replace(/^\uFEFF/, '')
    .trim();
  const word = oauthErrors.exec(text)?.[0];
  if (word !== undefined) {
    const messages = readErrorMessages(text);
    return messages.some((message) => message.includes(word)) ? messages : [word, ...messages];
  }
  if (text.startsWith('<'))
    return /^(<\?xml[^>]*>\s*)?<(errors?|fault)\b/i.test(text) ? readErrorMessages(text) : [];
  const value = text.startsWith('{') ? parsed(text) : undefined;
  if (typeof value !== 'object' || value === null) return [];
  return refusals.some((name) => Boolean(Reflect.get(value, name))) ? readErrorMessages(text) : [];
}

/** Whether a text is a web page rather than data. */
export function isHtml(text: string): boolean {
  const start = behindComments(text).slice(0, 1000);
  return beginOfPage.test(start) || (start.startsWith('<') && /<html/i.test(start));
}

/** Gateways often send no whole page: a heading alone, or a script that leads to one. */
const beginOfPage = new RegExp(
  `^<(!doctype html|form\\s[^>]{0,500}(?:action|method)|(?:${[
    'html|head|body|title|meta|base|link|h[1-6]|center|script|style|noscript|div|p|pre|br|hr|font|iframe|frameset|img',
    'table|tbody|tr|td|ul|ol|li|dl|main|section|header|footer|nav|article|aside|span|a|b|i|u|em|strong|big|small|button|input',
  ].join('|')})(?=[\\s/>]))`,
  'i',
);

/** A text from where neither blanks nor comments stand, such as a firewall puts before its page. */
function behindComments(text: string): string {
  let rest = text.trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->');
    if (end === -1) return rest;
    rest = rest.slice(end + '-->'.length).trimStart();
  }
  return rest;
}

/** Whether an answer is one, by its text or by what it calls itself; no text, or JSON, is none whatever it is called. */
export function isWebPage(body: string, contentType: string | string[] | undefined): boolean {
  if (isHtml(body)) return true;
  return /^\s*text\/html/i.test(String(contentType ?? '')) && isPlainText(body);
}

/** Whether an answer is a text that is neither JSON nor XML nor a page. */
export function isPlainText(body: string): boolean {
  return /^\s*[^\s{["<]/.test(body.replace(/^\uFEFF/, ''));
}

/**
 * Whether an error is JSON in none of the forms in which Coupa, OAuth and hubs say no: AWS's `{"message":"Forbidden"}`, Apigee's
 * `{"fault":…}`, Cloudflare's `{"success":false,…}`, RFC 9457's `{"title":…}`.
 */
export function isForeignJson(body: string): boolean {
  const value = /^[\s\uFEFF]*\{/.test(body) ? parsed(body.slice(0, longest)) : undefined;
  if (typeof value !== 'object' || value === null || oauthErrors.test(body)) return false;
  if ('success' in value) return true;
  return !('error' in value || 'errors' in value || ('requestId' in value && 'message' in value));
}

function htmlTitle(html: string): string[] {
  const title = html.search(/<title/i);
  const start = title === -1 ? html.search(/<h[1-6][\s>]/i) : title;
  if (start === -1) return [];
  const end = html.indexOf('<', start + 1);
  const name = html.slice(html.indexOf('>', start) + 1, end === -1 ? undefined : end).trim();
  return name === '' ? [] : [`web page "${name}"`];
}

function xmlMessages(xml: string): string[] {
  // Entities that a document defines itself are only ever an attack on its reader.
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return [];
  try {
    // Loaded when a tenant first answers in XML: Node-RED's start does not wait for it.
    const { XMLParser } = require('fast-xml-parser') as typeof import('fast-xml-parser');
    const parser = new XMLParser({ processEntities: false, parseTagValue: false, ignoreAttributes: true });
    const isWhole = xml.length <= longestChecked;
    return collect(parser.parse(withoutDeclaration(xml), isWhole)).map(decodeEntities);
  } catch (error) {
    return [`XML that cannot be read (${error instanceof Error ? error.message : 'malformed'})`];
  }
}

function withoutDeclaration(xml: string): string {
  const end = /^<\?xml\s/i.test(xml) ? xml.indexOf('?>') : -1;
  return end === -1 ? xml : xml.slice(end + 2);
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  amp: '&',
};

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|#39|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

function jsonMessages(json: string): string[] | undefined {
  const value = parsed(json);
  return value === undefined ? undefined : collect(value);
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch (error) {
    // Not JSON, or built to overflow the stack of whoever walks it: then it is a text.
    if (error instanceof SyntaxError || error instanceof CoupaError) return undefined;
    throw error;
  }
}

/** Names that only wrap messages and say nothing themselves. */
const wrappers = new Set([
  'errors',
  'error',
  'message',
  'messages',
  'error_description',
  'description',
  'result',
  'hash',
]);

/** Fields beside the messages that are of no use to a reader. */
const noise = new Set(['status', 'statusCode', 'code', 'requestId', 'type', 'timestamp', 'path']);

function collect(value: unknown, path: readonly string[] = [], depth = 0): string[] {
  if (value === null || value === undefined || depth > deepest || path.length > longestPath) return [];
  if (typeof value !== 'object') return [path.length === 0 ? String(value) : `${path.join('.')}: ${value}`];
  const found: string[] = [];
  for (const [key, inner] of Array.isArray(value)
    ? value.map((item) => ['', item] as const)
    : Object.entries(value)) {
    if (noise.has(key)) continue;
    found.push(...collect(inner, key === '' || wrappers.has(key) ? path : [...path, key], depth + 1));
    if (found.length >= most) return found.slice(0, most);
  }
  return found;
}
