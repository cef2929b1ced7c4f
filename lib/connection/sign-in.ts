import { type Phrase, phrase } from '../text/phrase';
import { AttemptFailed, type Errand, sentence } from './attempt';
import { CoupaError } from './errors';
import { exchange, type Wire, type WireAnswer } from './exchange';
import { statusFailure } from './map-error';
import type { TokenAnswer } from './token-source';

/** What an OAuth client signs in with. */
export interface ClientCredentials {
  site: URL;
  clientId: string;
  clientSecret: string;
  /** Scopes, separated by spaces or commas. */
  scope: string;
}

/** A tenant that does not say how long its token is valid. OAuth leaves that to documentation; Coupa's says 24 hours. */
const DEFAULT_LIFETIME = 3600;

/**
 * Asks the tenant for a token, once: OAuth 2 client credentials, form-encoded, the scopes separated by spaces.
 *
 * @throws {AttemptFailed} when there is none.
 */
export async function signIn(
  wire: Wire,
  client: ClientCredentials,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const url = new URL('/oauth2/token', client.site);
  const errand: Errand = {
    purpose: phrase`signing in`,
    host: url.host,
    api: 'core',
    method: 'POST',
    path: url.pathname,
  };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await exchange(wire, { url, method: 'POST', headers, body: form(client), errand }, signal);
  if (answer.statusCode >= 200 && answer.statusCode < 300) return readToken(answer, errand);
  throw refusal(statusFailure(answer, errand, wire.scrubber, wire.clock.now()), errand);
}

function form({ clientId, clientSecret, scope }: ClientCredentials): string {
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const scopes = scope.split(/[\s,]+/).filter((name) => name !== '');
  return new URLSearchParams(
    scopes.length === 0 ? fields : { ...fields, scope: scopes.join(' ') },
  ).toString();
}

function readToken(answer: WireAnswer, errand: Errand): TokenAnswer {
  const {
    access_token: value,
    expires_in: expiresIn = DEFAULT_LIFETIME,
    scope,
  } = parseObject(answer.bytes.toString());
  // A line break in a header would be another header.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    const what = phrase`${errand.host} answered HTTP ${answer.statusCode}, but with no usable access_token.`;
    throw failure('COUPA_RESPONSE', sentence(errand, phrase`${what} ${CHECK_SITE}`), answer.statusCode);
  }
  const seconds = Number(expiresIn);
  return {
    value,
    expiresIn: seconds > 0 && Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME,
    ...(typeof scope === 'string' && { scope }),
  };
}

const CHECK_SITE = phrase`Check the site address: a login page or proxy may have answered instead of Coupa.`;

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    // No JSON is no token: the caller says so.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A token endpoint says 400 where another path says 401: the code says what it means. */
function refusal(failed: AttemptFailed, errand: Errand): AttemptFailed {
  const { code, statusCode, details } = failed.error;
  // A redirect has been explained already.
  if (failed.passing || statusCode === undefined || statusCode < 400) return failed;
  const { host } = errand;
  if (code === 'COUPA_NOT_FOUND') {
    const what = phrase`${host} has no /oauth2/token. Check the site address: it has to be a Coupa site.`;
    return failure('COUPA_CONFIG', sentence(errand, what), statusCode);
  }
  const forbidden = code === 'COUPA_FORBIDDEN';
  const what = forbidden
    ? phrase`${host} refused the scopes`
    : phrase`${host} refused the credentials (HTTP ${statusCode})`;
  const said = saidBy(details);
  const told = said === undefined ? what : phrase`${what}: ${said}`;
  const advice = forbidden ? ADVICE_ON_SCOPES : ADVICE_ON_CLIENT;
  return failure(
    forbidden ? code : 'COUPA_AUTH',
    sentence(errand, phrase`${told}. ${advice}`),
    statusCode,
    details,
  );
}

const ADVICE_ON_SCOPES = phrase`The OAuth client was not granted every scope that the connection names: grant it in Coupa, or name fewer.`;
const ADVICE_ON_CLIENT = phrase`Check the client id, the secret, and that the OAuth client is active in Coupa.`;

function saidBy(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('messages' in details)) return undefined;
  return Array.isArray(details.messages)
    ? details.messages.slice(0, 3).join('; ').replace(/\.$/, '')
    : undefined;
}

function failure(
  code: 'COUPA_AUTH' | 'COUPA_FORBIDDEN' | 'COUPA_CONFIG' | 'COUPA_RESPONSE',
  message: Phrase,
  statusCode?: number,
  details?: unknown,
): AttemptFailed {
  return new AttemptFailed(new CoupaError(code, message, { statusCode, details }), 'refused', false);
}
