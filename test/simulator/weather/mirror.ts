import type { IncomingHttpHeaders } from 'node:http';
import { type HttpAnswer, html, json } from '../http/answers';
import type { WeatherRule } from './weather';

/** What was asked, as far as an answer may show it again. */
export interface Asked {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The answer of something that shows the request again, secrets and all: a debug page, a gateway, an echo. */
export function mirror({ status = 403, shown = 'json' }: WeatherRule, asked: Asked): HttpAnswer {
  const key = keyOf(asked);
  switch (shown) {
    case 'json':
      return json(status, JSON.stringify({ errors: { base: [shownOf(asked)], authorization: [key] } }));
    case 'html':
      return html(status, `Cannot serve ${shownOf(asked)}`);
    case 'text':
      // The secret stands at the end, where a reader that quotes the end would cut it.
      return { status, body: `${shownOf(asked)} ${key}`, headers: { 'content-type': 'text/plain' } };
    case 'location':
      return html(302, 'Found', { location: `https://elsewhere.invalid/${encodeURIComponent(key)}/page` });
    case 'encoding':
      return json(status, JSON.stringify({ errors: { base: ['Not Acceptable'] } }), {
        'content-encoding': key,
      });
  }
}

/** A request in every form in which mirrors are known to show it. */
function shownOf({ method, path, headers, body }: Asked): string {
  const key = keyOf({ headers, body });
  const base64 = Buffer.from(key).toString('base64');
  return [`${method} ${path}`, JSON.stringify(headers), body, base64, encodeURIComponent(key)].join(' ');
}

/** What the request proves itself with: a header, or the form of a sign-in. */
function keyOf({ headers, body }: Pick<Asked, 'headers' | 'body'>): string {
  const { authorization, 'x-cso-api-key': cso, 'x-coupa-api-key': legacy } = headers;
  return String(authorization ?? cso ?? legacy ?? body);
}
