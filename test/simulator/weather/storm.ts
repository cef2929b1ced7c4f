import { errors, type HttpAnswer, html, json, retryAfter, tooMany, unauthorized } from '../http/answers';
import { type Asked, mirror } from './mirror';
import type { WeatherRule } from './weather';

/**
 * The answer to a request that meets weather which needs nothing of the tenant; `reset` for a connection that ends
 * without one.
 *
 * @returns `undefined` for weather that strikes later: in the query, in the records, in the body.
 */
export function storm(rule: WeatherRule, asXml: boolean, asked: Asked): HttpAnswer | 'reset' | undefined {
  switch (rule.kind) {
    case '401-fresh-token':
    case '401-expired':
      return unauthorized();
    case '403':
      return errors(asXml, 403, { base: ['Forbidden'] });
    case '404':
      return errors(asXml, 404, { base: ['Not Found'] });
    case '429':
      return tooMany(asXml);
    case '429-retry-after':
      return tooMany(asXml, rule.retryAfter ?? 1);
    case '500':
      return errors(asXml, 500, { base: ['Internal Server Error'] });
    case '502-html':
      return html(502, 'Bad Gateway');
    case '503-html':
      return html(503, 'Service Unavailable', retryAfter(rule.retryAfter));
    case 'refused':
      return 'reset';
    case 'login-page':
      return html(200, 'Sign in');
    case 'empty-list':
      return json(200, '[]');
    case 'redirect-elsewhere':
      return html(302, 'Found', { location: rule.location ?? 'https://elsewhere.invalid/sessions/new' });
    case 'firewall':
      return html(rule.status ?? 403, 'Request Rejected');
    case 'mirror':
      return mirror(rule, asked);
    case 'token-400':
      return json(400, JSON.stringify({ error: 'invalid_scope' }));
    case 'token-500':
      return html(500, 'Internal Server Error');
    default:
      return undefined;
  }
}
