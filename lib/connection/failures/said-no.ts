import { isJsonObject } from '../../base/json';
import { readErrorMessages, readRefusal } from './error-messages';

/** Members that say no by having something in them. */
const noes = ['error', 'errors', 'error_description', 'error-description', 'fault'];

/** Members that may stand beside a no without being anything that was done. */
const beside = new Set([
  ...noes,
  ...['message', 'messages', 'detail', 'details', 'description', 'title', 'warnings', 'success', 'ok'],
  ...['status', 'statusCode', 'status_code', 'status-code', 'code', 'type', 'path', 'timestamp', 'instance'],
  ...['requestId', 'request_id', 'request-id', 'correlationId', 'traceId'],
]);

/**
 * What the body of an answer with status 2xx says where it says nothing but no: `{"errors":{"base":["…"]}}`,
 * `{"success":false,"message":"…"}`, `<errors><error>…`. Empty where there is anything else in it, such as a record, ids, or a count: then
 * something was done, and whoever asked knows what to make of the rest. A `message` alone may say anything, and so may an error beside a
 * `"success":true`, or in XML a word of OAuth's within a record. A list says no where each of its elements does.
 */
export function saidNo(body: unknown): string[] {
  if (typeof body === 'string')
    return isXmlNo.test(body) ? readRefusal(body).filter((message) => message !== '') : [];
  if (Array.isArray(body)) return saidNoByAll(body);
  if (!isJsonObject(body)) return [];
  const entries = Object.entries(body).filter(([, value]) => value !== null);
  if (!entries.every(([name]) => beside.has(name)) || body['success'] === true || body['ok'] === true)
    return [];
  const saying = entries.filter(([name, value]) => noes.includes(name) && says(value));
  const isNo =
    saying.length > 0 || body['success'] === false || body['ok'] === false || isError(body['status']);
  if (!isNo) return [];
  const words = entries.filter(([name, value]) => texts.has(name) && says(value));
  return readErrorMessages(JSON.stringify(Object.fromEntries(words)));
}

function saidNoByAll(list: readonly unknown[]): string[] {
  const messages = new Set<string>();
  for (const element of list) {
    const said = isJsonObject(element) ? saidNo(element) : [];
    if (said.length === 0) return [];
    for (const message of said) messages.add(message);
  }
  return [...messages];
}

const isXmlNo = /^\s*(?:<\?xml[^>]*>\s*)?<(?:errors?|fault)[\s/>]/i;

/** Those that say why. */
const texts = new Set([...noes, 'message', 'messages', 'detail', 'details', 'description', 'title']);

/** Whether there is a word in a value, at any depth. */
function says(value: unknown): boolean {
  if (value === null || value === false || value === 0) return false;
  return readErrorMessages(JSON.stringify({ errors: value })).some((message) => !nothing.test(message));
}

/** How some say that there is no error. */
const nothing = /^\s*(?:|0|no|none|no errors?|false|null|nil|ok|success)\.?\s*$/i;

function isError(status: unknown): boolean {
  return typeof status === 'string' && /^(error|fail(ed|ure)?)$/i.test(status);
}
