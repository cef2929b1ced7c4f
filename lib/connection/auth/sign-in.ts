import { CoupaError } from '../../base/errors';
import type { Reason } from '../../base/reason';
import type { Scrubber } from '../../base/secrets/scrub';
import { type Phrase, phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import type { TokenAnswer } from '../../ports/tokens';
import {
  isForeignJson,
  isPlainText,
  oauthErrors,
  readErrorMessages,
  readRefusal,
  scopeWords,
} from '../failures/error-messages';
import { statusFailure } from '../failures/map-error';
import { tolerantParse } from '../json/tolerant-parse';
import { AttemptFailed, type Errand, sentence } from '../retry/attempt';
import { exchange, type Wire, type WireAnswer } from '../wire/exchange';

/** What an OAuth client signs in with. */
export interface ClientCredentials {
  site: URL;
  clientId: string;
  clientSecret: string;
  /** Scopes, separated by spaces or commas. */
  scope: string;
}

/** A tenant that does not say how long its token is valid. OAuth leaves that to documentation; Coupa's says 24 hours. */
const defaultLifetime = 3600;

/** Seconds. A shorter life would be a sign-in for each request; of a longer one nobody knows when it ends. */
const shortestLifetime = 60;
const longestLifetime = 30 * 86_400;

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
  const url = tokenAddress(client.site);
  const errand = signInErrand(client.site);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await exchange(wire, { url, method: 'POST', headers, body: form(client), errand }, signal);
  const { scrubber } = wire;
  if (answer.statusCode >= 200 && answer.statusCode < 300) return readToken(answer, errand, scrubber);
  const failed = statusFailure(answer, errand, scrubber, wire.clock.now());
  // OAuth's refusals are JSON of its own: what others write has been explained for what it may be.
  const body = answer.bytes.toString('utf8', 0, lookedAt);
  throw answer.statusCode === 403 && (isPlainText(body) || isForeignJson(body))
    ? failed
    : refusal(failed, errand);
}

/** Bytes of an error that are looked at. */
const lookedAt = 64 * 1024;

function tokenAddress(site: URL): URL {
  return new URL('/oauth2/token', site);
}

/** What errors and events say of a sign-in. */
export function signInErrand(site: URL): Errand {
  const { host, pathname: path } = tokenAddress(site);
  return { purpose: phrase`signing in`, host, api: 'core', method: 'POST', path };
}

function form({ clientId, clientSecret, scope }: ClientCredentials): string {
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const scopes = scopesIn(scope);
  return new URLSearchParams(
    scopes.length === 0 ? fields : { ...fields, scope: scopes.join(' ') },
  ).toString();
}

function readToken(answer: WireAnswer, errand: Errand, scrubber: Scrubber): TokenAnswer {
  const text = answer.bytes.toString().replaceAll('\0', '');
  const said = parseObject(text);
  const { access_token: value, expires_in: expiresIn, scope } = said;
  // Some gateways give the whole header.
  const token = typeof value === 'string' ? value.trim().replace(/^Bearer\s{1,9}/i, '') : '';
  if (!isToken(token)) {
    const given = tokensIn(said);
    for (const one of given) scrubber.addPassing(one);
    throw noToken(answer.statusCode, given.length > 0 ? '' : text, errand, scrubber);
  }
  // Before anything is told of what comes with it.
  scrubber.addPassing(token);
  return { value: token, expiresIn: lifetimeOf(expiresIn), ...(typeof scope === 'string' && { scope }) };
}

/** No server takes a header that is longer, and a line break in one would be another header. */
function isToken(value: string): boolean {
  return value.length <= 64 * 1024 && /^[\x21-\x7e]+$/.test(value);
}

/** Tokens that stand elsewhere than OAuth has them, as what rewrites answers puts them: whoever gives one refuses nothing. */
function tokensIn(value: unknown, name = '', depth = 0): string[] {
  if (typeof value === 'string') {
    const token = value.trim();
    return namesToken.test(name) && token.length >= shortestToken && isToken(token) ? [token] : [];
  }
  if (typeof value !== 'object' || value === null || depth > deepestToken) return [];
  if (Array.isArray(value)) return value.flatMap((one) => tokensIn(one, name, depth + 1));
  return Object.entries(value).flatMap(([key, inner]) => tokensIn(inner, key, depth + 1));
}

const namesToken = /(?:token|jwt|bearer)(?:[-_ ]?value)?$/i;
const shortestToken = 8;

/** `{"data":{"attributes":{"accessToken":…`. */
const deepestToken = 4;

/** Seconds. What the tenant says is within reason, or is no number at all. */
function lifetimeOf(said: unknown): number {
  const isNumber = typeof said === 'number' || (typeof said === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(said));
  const seconds = isNumber ? Number(said) : Number.NaN;
  if (Number.isNaN(seconds) || seconds <= 0) return defaultLifetime;
  return Math.min(longestLifetime, Math.max(shortestLifetime, seconds));
}

/** The failure of a sign-in that was answered with 2xx: a refusal that only its body tells, or no answer of Coupa's. */
function noToken(statusCode: number, text: string, errand: Errand, scrubber: Scrubber): AttemptFailed {
  const said = readRefusal(text);
  const messages = (said.length > 0 ? said : otherwiseSaid(text))
    .filter((message) => !isAssent.test(message))
    .map((message) => scrubber.text(message));
  if (isTemporary(messages)) return notNow(statusCode, messages, errand);
  if (messages.length > 0) {
    const isScope = messages.some((message) => scopeWords.test(message));
    return refused(isScope ? 'scopesRefused' : 'secretRefused', statusCode, messages, errand);
  }
  const what = phrase`${errand.host} answered HTTP ${statusCode}, but with no usable access_token.`;
  const message = sentence(errand, phrase`${what} ${checkSite}`);
  return failure('COUPA_RESPONSE', message, statusCode, { kind: 'noToken' });
}

const checkSite = phrase`Check the site address: a login page or proxy may have answered instead of Coupa.`;

/** No refusal, though nobody could sign in with it. */
const isAssent = /^(?:(?:success|ok|status): *)?(?:true|ok|okay|success|successful|successfully)[.!]?$/i;

/** A tenant that has no token for now. */
function notNow(statusCode: number, messages: readonly string[], errand: Errand): AttemptFailed {
  const what = phrase`${errand.host} cannot give a token now: ${messages.join('; ')}. Try again later.`;
  const reason = { kind: 'refusal', messages } as const;
  const error = new CoupaError('COUPA_SERVER', sentence(errand, what), { statusCode, reason });
  return new AttemptFailed(error, 'refused', true);
}

/** The words of a refusal that others than OAuth and Coupa write: `{"detail":"…"}`, `{"success":false,"reason":"…"}`, `{"error_message":"…"}`. */
function otherwiseSaid(text: string): string[] {
  const said = parseObject(text);
  if (said['success'] === true || said['ok'] === true) return [];
  // Whatever answers in Coupa's place may have a title, too.
  const names = saysFailure(said) ? namesWords : namesRefusals;
  const words = Object.entries(said).filter(([name, value]) => names.test(name) && typeof value === 'string');
  return readErrorMessages(JSON.stringify({ errors: words.map(([, value]) => value) }));
}

function saysFailure(said: Record<string, unknown>): boolean {
  const isRefused = said['success'] === false || said['ok'] === false;
  const marks = [said['status'], said['statusCode'], said['code'], said['result']];
  return isRefused || marks.some((mark) => /^[45]\d\d$|^(?:err|fail)/i.test(String(mark)));
}

const namesRefusals = /err|fault|reason|detail|cause/i;
const namesWords = /err|fault|reason|detail|cause|descr|title|msg|message/i;

function isTemporary(messages: readonly string[] = []): boolean {
  return messages.some((message) => temporary.test(message));
}

/** OAuth's names for what passes. */
const temporary = /\b(server_error|temporarily_unavailable)\b/;

function parseObject(text: string): Record<string, unknown> {
  try {
    const value = tolerantParse(text, true);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    // No JSON is no token: the caller says so.
    if (error instanceof SyntaxError || error instanceof CoupaError) return {};
    throw error;
  }
}

/** A token endpoint says 400 where another path says 401: the code says what it means. */
function refusal(failed: AttemptFailed, errand: Errand): AttemptFailed {
  const { code, statusCode = 0, reason } = failed.error;
  // A redirect has been explained already, and so has what came from somebody else; a server's failure is about no secret.
  if (failed.transient || statusCode >= 500 || reason?.kind !== 'status') return failed;
  const { host } = errand;
  if (code === 'COUPA_NOT_FOUND' || [405, 410].includes(statusCode)) {
    const what = phrase`${host} has no /oauth2/token. Check the site address: it has to be a Coupa site.`;
    return failure('COUPA_CONFIG', sentence(errand, what), statusCode, { kind: 'notCoupa' });
  }
  // What is wrong with the request, or its way, says nothing of the secret.
  if (isTemporary(reason.messages)) return notNow(statusCode, reason.messages ?? [], errand);
  const isAboutClient = [400, 401, 403, 422].includes(statusCode) || saysOAuth(reason.messages);
  if (!isAboutClient) return failed;
  const isScope = code === 'COUPA_FORBIDDEN';
  return refused(isScope ? 'scopesRefused' : 'secretRefused', statusCode, reason.messages, errand);
}

function saysOAuth(messages: readonly string[] = []): boolean {
  return messages.some((message) => oauthErrors.test(message));
}

function refused(
  kind: 'scopesRefused' | 'secretRefused',
  statusCode: number,
  messages: readonly string[] | undefined,
  errand: Errand,
): AttemptFailed {
  const { host } = errand;
  const isScope = kind === 'scopesRefused';
  const what = isScope
    ? phrase`${host} refused the scopes`
    : phrase`${host} refused the credentials (HTTP ${statusCode})`;
  const said = messages?.slice(0, mostSaid).join('; ').replace(/\.$/, '');
  const told = said === undefined ? what : phrase`${what}: ${said}`;
  const advice = isScope ? adviceOnScopes : adviceOnClient;
  const message = sentence(errand, phrase`${told}. ${advice}`);
  return failure(isScope ? 'COUPA_FORBIDDEN' : 'COUPA_AUTH', message, statusCode, { kind, messages });
}

/** Messages of a tenant that a sentence quotes. */
const mostSaid = 3;

const adviceOnScopes = phrase`The OAuth client was not granted every scope that the connection names: grant it in Coupa, or name fewer.`;
const adviceOnClient = phrase`Check the client id, the secret, and that the OAuth client is active in Coupa.`;

function failure(
  code: 'COUPA_AUTH' | 'COUPA_FORBIDDEN' | 'COUPA_CONFIG' | 'COUPA_RESPONSE',
  message: Phrase,
  statusCode: number,
  reason: Reason,
): AttemptFailed {
  return new AttemptFailed(new CoupaError(code, message, { statusCode, reason }), 'refused', false);
}
