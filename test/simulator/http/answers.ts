import { errorsToXml } from './xml';

/** Headers to answer with. */
export interface AnswerHeaders {
  [name: string]: string | number | string[];
}

/** A whole answer, before it is sent. */
export interface HttpAnswer {
  status: number;
  body: string | Buffer;
  headers: AnswerHeaders;
  /** In place of a body: a file, read piece by piece while it is sent. */
  stream?: { size: number; pieces: () => Iterable<Buffer> };
}

export function json(status: number, body: string | Buffer, headers: AnswerHeaders = {}): HttpAnswer {
  return { status, body, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } };
}

export function xml(status: number, body: string, headers: AnswerHeaders = {}): HttpAnswer {
  return { status, body, headers: { 'content-type': 'application/xml; charset=utf-8', ...headers } };
}

export function html(status: number, title: string, headers: AnswerHeaders = {}): HttpAnswer {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
}

/** Whether XML was asked for and JSON was not. */
export function wantsXml(accept = ''): boolean {
  return accept.includes('xml') && !accept.includes('json');
}

/** Coupa's errors, by attribute: `{"errors":{"account":["…"]}}`, or `<errors><error>…` where XML was asked for. */
export function errors(
  asXml: boolean,
  status: number,
  messages: { [attribute: string]: string[] },
  headers: AnswerHeaders = {},
): HttpAnswer {
  return asXml
    ? xml(status, errorsToXml(Object.values(messages).flat()), headers)
    : json(status, JSON.stringify({ errors: messages }), headers);
}

/** The 401 of a token that is too fresh, too old or unknown. */
export function unauthorized(): HttpAnswer {
  return json(401, JSON.stringify({ error: 'invalid_token' }), {
    'www-authenticate': 'Bearer realm="Coupa", error="invalid_token"',
  });
}

/** The 429; `seconds` (or an HTTP date) go into `Retry-After`. */
export function tooMany(asXml: boolean, seconds?: number | string): HttpAnswer {
  return errors(asXml, 429, { base: ['Too Many Requests'] }, retryAfter(seconds));
}

export function retryAfter(seconds: number | string | undefined): AnswerHeaders {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}
