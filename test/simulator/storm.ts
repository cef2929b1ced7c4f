import type { Reply } from './reply';
import type { WeatherRule } from './weather';

/**
 * Answers a request that meets weather which needs nothing of the tenant.
 *
 * @returns `false` for weather that strikes later: in the query, in the records, in the body.
 */
export function storm(reply: Reply, rule: WeatherRule, revoke: () => void): boolean {
  switch (rule.kind) {
    case '401-fresh-token':
      return done(unauthorized(reply));
    case '401-expired':
      revoke();
      return done(unauthorized(reply));
    case '403':
      return done(forbidden(reply));
    case '404':
      return done(reply.errors(404, { base: ['Not Found'] }));
    case '429':
      return done(tooMany(reply));
    case '429-retry-after':
      return done(tooMany(reply, rule.retryAfter ?? 1));
    case '500':
      return done(reply.errors(500, { base: ['Internal Server Error'] }));
    case '502-html':
      return done(reply.html(502, 'Bad Gateway'));
    case '503-html':
      return done(reply.html(503, 'Service Unavailable', retryAfter(rule.retryAfter)));
    case 'refused':
      return done(reply.refuse());
    case 'login-page':
      return done(reply.html(200, 'Sign in'));
    case 'empty-list':
      return done(reply.json(200, '[]'));
    case 'redirect-elsewhere':
      return done(
        reply.html(302, 'Found', { location: rule.location ?? 'https://elsewhere.invalid/sessions/new' }),
      );
    case 'token-400':
      return done(reply.json(400, JSON.stringify({ error: 'invalid_scope' })));
    case 'token-500':
      return done(reply.html(500, 'Internal Server Error'));
    default:
      return false;
  }
}

/** The 401 of a token that is too fresh, too old or unknown. */
export function unauthorized(reply: Reply): void {
  reply.json(401, JSON.stringify({ error: 'invalid_token' }), {
    'www-authenticate': 'Bearer realm="Coupa", error="invalid_token"',
  });
}

export function forbidden(reply: Reply, scope?: string): void {
  reply.errors(403, { base: [scope ? `The scope ${scope} is required` : 'Forbidden'] });
}

/** The 429; `seconds` go into `Retry-After`. */
export function tooMany(reply: Reply, seconds?: number | string): void {
  reply.errors(429, { base: ['Too Many Requests'] }, retryAfter(seconds));
}

function retryAfter(
  seconds: number | string | undefined,
): { 'retry-after'?: string } & Record<string, string> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

function done(_answered: void): true {
  return true;
}
