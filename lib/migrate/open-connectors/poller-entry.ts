import { plainName } from '../../base/text/plain-name';
import { asObject, asText, type OutsideObject } from '../pasted/outside-value';

/** Whether a value is one resource of an `event.poller.configuration`; what names a verb or a body is some other request. */
export function isPollerEntry(value: unknown): boolean {
  const entry = asObject(value);
  if (entry === undefined) return false;
  const names = new Set(Object.keys(entry).slice(0, 100).map(plainName));
  if (names.has('datesconfiguration') || names.has('idfield')) return true;
  const isOther = ofOtherRequests.some((key) => names.has(key)) || verb.test(asText(entry['type']) ?? '');
  return names.has('url') && !isOther && !isSiteAlone(entry);
}

/** jQuery's way to name one. */
const verb = /^(?:get|post|put|patch|delete)$/i;

/** What requests of other programs have, without the signs between their words. */
const ofOtherRequests = [
  'method',
  'requestmethod',
  'body',
  'payload',
  'json',
  'data',
  'settings',
  'headers',
  'params',
  'parameters',
  'qs',
  'query',
  'queries',
  'querystring',
  'queryparameters',
  'sendquery',
  'jsonquery',
  'authentication',
  'authenticationtype',
  'tokenendpoint',
];

/** An address without a path lists nothing, and neither does the one below which an API is. */
function isSiteAlone(entry: OutsideObject): boolean {
  const url = Object.entries(entry).find(([key]) => plainName(key) === 'url')?.[1];
  return /^https?:\/\/[^/?#]{1,300}(?:\/api(?:\/v\d{1,3})?)?\/?$/i.test((asText(url) ?? '').trim());
}
