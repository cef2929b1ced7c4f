import { Findings } from '../../base/findings';
import { parsedJson } from '../../base/json';
import { readQuery } from '../fields/read-query';
import { asObject, asText, type OutsideObject } from '../pasted/outside-value';
import { asWritten, codeRequests, parametersIn } from './code-requests';
import { deepestLevel } from './limits';
import { type ListRequest, listAddresses } from './list-request';

const urlKeys = [
  'url',
  'uri',
  'raw',
  'href',
  'relativeUrl',
  'relative_url',
  'relativeURI',
  'relativeUri',
  'RelativePath',
  'resourcePath',
  'endpoint',
  'path',
  'requestUrl',
];
const methodKeys = ['method', 'requestMethod', 'httpMethod', 'http_method', 'verb'];
const queryKeys = [
  'query',
  'queries',
  'params',
  'qs',
  'queryString',
  'queryParameters',
  'queryParams',
  'query_params',
  'parameters',
  'requestParameters',
  'request_parameters',
  'jsonQuery',
];
/** Answers that a program kept, and what was asked for them. */
const answers = new Set(['response', 'responses', 'originalRequest', 'pinData']);

/**
 * The requests in a document that read lists, as programs export them: each with its address, its verb, and its parameters, which stand beside the
 * address in an object or a list of names and values, and of which some are switched off. Programs in texts are looked through as well.
 */
export function jsonRequests(document: unknown): ListRequest[] {
  const isAboutCoupa = /coupa/i.test(JSON.stringify(document).slice(0, 1_000_000));
  return below(document, '', isAboutCoupa, deepestLevel);
}

function below(value: unknown, verb: string, isAboutCoupa: boolean, levels: number): ListRequest[] {
  if (levels === 0) return [];
  if (typeof value === 'string') return codeIn(value);
  if (Array.isArray(value)) return value.flatMap((one) => below(one, verb, isAboutCoupa, levels - 1));
  const object = withWholeAddress(asObject(value));
  if (object === undefined) return [];
  const own = methodKeys.map((key) => asText(object[key])).find((text) => text !== undefined);
  // As jQuery names it; elsewhere a type is anything.
  const type = /^(?:get|post|put|patch|delete)$/i.exec(asText(object['type']) ?? '')?.[0];
  const named = own ?? type ?? verb;
  const key = urlKeys.find((one) => isAddress(object[one], isAboutCoupa));
  const request = key === undefined ? [] : requestOf(object, asText(object[key]) ?? '', named);
  const rest = Object.entries(object).filter(
    ([name]) => name !== key && !answers.has(name) && !(key !== undefined && queryKeys.includes(name)),
  );
  return [...request, ...rest.flatMap(([, one]) => below(one, named, isAboutCoupa, levels - 1))];
}

/** Postman's parts of an address where the whole of it is missing. */
function withWholeAddress(object: OutsideObject | undefined): OutsideObject | undefined {
  const { host, path, raw, protocol } = object ?? {};
  if (raw !== undefined || !Array.isArray(path)) return object;
  const name = (Array.isArray(host) ? host : [host]).map((part) => asText(part) ?? '').join('.');
  if (name === '') return object;
  const scheme = asText(protocol) ?? 'https';
  const start = /^(?:\{\{|https?:)/.test(name) ? name : `${scheme}://${name}`;
  return { ...object, raw: `${start}/${path.map((part) => asText(part) ?? '').join('/')}` };
}

/** A program, or an address that a node puts into a message. */
function codeIn(text: string): ListRequest[] {
  const isRead = /["'`\s]|^https:\/\/[\w.-]{1,200}\.coupa(?:host|cloud)\.com\//.test(text.trim());
  return text.includes('/api/') && isRead ? codeRequests(text) : [];
}

function isAddress(value: unknown, isAboutCoupa: boolean): boolean {
  const text = plain(asText(value) ?? '');
  if (text === '' || text.length > 10_000) return false;
  return addressOf(text, isAboutCoupa) !== undefined;
}

function addressOf(text: string, isAboutCoupa: boolean) {
  // A path alone is one in an object that is about Coupa, as if in quotes.
  const path = text.replace(/^\/?(?=api\/)/, '/');
  const quoted = path.startsWith('/api/') && isAboutCoupa ? `"${path}"` : path;
  const prefix = quoted === path ? '' : 'coupa ';
  const [found] = listAddresses(prefix + quoted);
  return found?.start === prefix.length ? found : undefined;
}

/** Without the sign that begins a formula, and a verb. */
function plain(text: string): string {
  return text
    .trim()
    .replace(/^=(?=\S)/, '')
    .replace(/^GET\s+/, '');
}

function requestOf(object: OutsideObject, url: string, verb: string): ListRequest[] {
  const text = plain(url);
  const found = addressOf(text, true);
  const isRead = verb === '' || /^(?:get|use|list)$/i.test(verb);
  if (found === undefined || !isRead || (verb === '' && hasBody(object))) return [];
  const question = text.indexOf('?');
  const inline = question < 0 ? [] : parametersIn(text.slice(question));
  const names = new Set(inline.map(nameOf));
  const read = queryKeys.flatMap((key) => (key in object ? [besides(object, key)] : []));
  const more = read.flatMap(({ parameters }) => parameters).filter((one) => !names.has(nameOf(one)));
  const isUnread = read.some((one) => one.isUnread);
  return [{ name: found.name, site: found.site, parameters: [...inline, ...more], isUnread }];
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1).join().replaceAll('%5B', '[').replaceAll('%5D', ']');
}

function hasBody(object: OutsideObject): boolean {
  return ['body', 'data', 'payload', 'json', 'requestBody'].some((key) => {
    const value = object[key];
    return value !== undefined && value !== null && value !== '';
  });
}

function besides(object: OutsideObject, key: string): { parameters: string[]; isUnread: boolean } {
  if (object['sendQuery'] === false) return { parameters: [], isUnread: false };
  const given = object[key];
  const inside = asObject(given);
  const list = Array.isArray(inside?.['parameters']) ? inside['parameters'] : given;
  const value = Array.isArray(list) ? list.filter(isOn) : parsed(list);
  const unread = new Findings();
  const { parameters, written } = readQuery(value, unread);
  return {
    parameters: [
      ...parametersIn(written),
      ...parameters.map(([name, text]) => asWritten([name, plain(text)])),
    ],
    isUnread: unread.list.some(({ severity }) => severity === 'error'),
  };
}

function isOn(one: unknown): boolean {
  const object = asObject(one);
  return object?.['disabled'] !== true && object?.['enabled'] !== false && object?.['active'] !== false;
}

/** An object may be JSON in a text. */
function parsed(value: unknown): unknown {
  const text = typeof value === 'string' ? plain(value) : '';
  if (!text.startsWith('{')) return value;
  return parsedJson(text) ?? value;
}
