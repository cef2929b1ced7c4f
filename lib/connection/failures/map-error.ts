import { CoupaError, type CoupaErrorCode } from '../../base/errors';
import type { StatusReason } from '../../base/reason';
import type { Scrubber } from '../../base/secrets/scrub';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import { AttemptFailed, type AttemptOutcome, type Errand, sentence } from '../retry/attempt';
import { isTransientStatus, readRetryAfter } from '../retry/retry-policy';
import type { WireAnswer } from '../wire/exchange';
import {
  isForeignJson,
  isPlainText,
  isWebPage,
  readErrorMessages,
  scopeWords,
  signInWords,
} from './error-messages';

/**
 * The failure that an answer outside 2xx stands for: the one place where status and body become a code, a message
 * and advice.
 *
 * @param now epoch milliseconds, for a `Retry-After` date from a tenant without a clock of its own.
 */
export function statusFailure(
  answer: WireAnswer,
  errand: Errand,
  scrubber: Scrubber,
  now: number,
): AttemptFailed {
  if (answer.statusCode < 400) return redirectFailure(answer, errand, scrubber);
  const body = answer.bytes.toString('utf8', 0, lookedAt);
  const form = formOf(body, answer.headers['content-type']);
  const messages = readErrorMessages(body).map((message) => scrubber.text(message));
  const { code, advice, kind = 'status' } = verdict(answer.statusCode, messages, form, errand);
  const said = scrubber.text(messages.join('; ')).replace(/\.$/, '');
  const what =
    messages.length === 0
      ? phrase`${answered(answer, errand)}. ${advice}`
      : phrase`${answered(answer, errand)}: ${said}. ${advice}`;
  const error = new CoupaError(code, sentence(errand, what), {
    statusCode: answer.statusCode,
    reason: { kind, ...(messages.length > 0 && { messages }) },
    retryAfter: readRetryAfter(answer.headers['retry-after'], answer.date ?? now),
  });
  return new AttemptFailed(error, outcomeOf(answer.statusCode), isTransientStatus(answer.statusCode, errand));
}

/** What an answer is written as: `foreign` is JSON of somebody else's. */
type Form = 'page' | 'text' | 'foreign' | 'data';

function formOf(body: string, contentType: string | string[] | undefined): Form {
  if (isWebPage(body, contentType)) return 'page';
  if (isPlainText(body)) return 'text';
  return isForeignJson(body) ? 'foreign' : 'data';
}

/** The failure of a write whose answer says no in its body (`saidNo`), though its status says yes. */
export function refusedInBody(
  answer: WireAnswer,
  saying: readonly string[],
  errand: Errand,
  scrubber: Scrubber,
): AttemptFailed {
  const messages = saying.map((message) => scrubber.text(message));
  const isAboutSignIn = saying.some((message) => signInWords.test(message));
  const { code, advice } = verdict(isAboutSignIn ? 401 : 400, saying, 'data', errand);
  const said = scrubber.text(messages.join('; ')).replace(/\.$/, '');
  const what = phrase`${answered(answer, errand)}: ${said}. ${advice}`;
  const { statusCode } = answer;
  const error = new CoupaError(code, sentence(errand, what), {
    statusCode,
    reason: { kind: 'refusal', messages },
  });
  return new AttemptFailed(error, 'refused', false);
}

/** Bytes of an error body that are looked at. */
const lookedAt = 64 * 1024;

function answered(answer: WireAnswer, { host, method, path }: Errand): Phrase {
  return phrase`${host} answered HTTP ${answer.statusCode} to ${method} ${path}`;
}

interface Verdict {
  code: CoupaErrorCode;
  advice: Phrase;
  /** Of the reason. Default `status`. */
  kind?: StatusReason['kind'];
}

function verdict(status: number, messages: readonly string[], form: Form, errand: Errand): Verdict {
  if (messages.some((message) => scopeWords.test(message))) return forbidden;
  if (wantsLogin.includes(status)) return { code: 'COUPA_RESPONSE', advice: login, kind: 'blocked' };
  if (form === 'page' && isBlocked(status, errand))
    return { code: 'COUPA_RESPONSE', advice: blocked(errand.host), kind: 'blocked' };
  const { code, advice } = verdictOn(status, errand);
  if (form === 'text' && status === 403) return { code, advice: phrase`${advice} ${plainText}` };
  if (form === 'foreign' && (status === 401 || status === 403))
    return { code, advice: phrase`${advice} ${foreignJson}` };
  return { code, advice: form === 'page' ? phrase`${advice} ${page}` : advice };
}

/**
 * Core refuses in JSON or XML, and so does CSO where it is about who asks. Both may have web pages for what is not there, and for
 * when they are not there themselves.
 */
function isBlocked(status: number, { api }: Errand): boolean {
  if (status === 401 || status === 403) return true;
  return api === 'core' && status < 500 && ![404, 408, 429].includes(status);
}

function blocked(host: string): Phrase {
  return phrase`A web page is no answer of Coupa's API: something between here and Coupa, such as a firewall or a proxy, did not let the request through. Ask whoever runs it to allow requests to ${host}.`;
}

/** A proxy's own, and a network's: never Coupa's. */
const wantsLogin: readonly number[] = [407, 511];

const login = phrase`This is no answer of Coupa's: a proxy or the network between here and Coupa wants a login first. Ask whoever runs it, or give the proxy's login with its address.`;

const page = phrase`It is a web page, so something between here and Coupa, such as a firewall or a proxy, may have answered.`;

const plainText = phrase`Coupa says so in JSON or XML, and this is plain text, so something between here and Coupa, such as a firewall or a proxy, may have answered instead.`;

const foreignJson = phrase`Coupa says so in JSON of another form, so something between here and Coupa, such as a firewall or a proxy, may have answered instead.`;

function verdictOn(status: number, errand: Errand): Verdict {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status < 500)
    return { code: 'COUPA_VALIDATION', advice: phrase`Correct the request; the same one is refused again.` };
  return { code: 'COUPA_SERVER', advice: errand.api === 'cso' && status === 500 ? cso500 : server };
}

const server = phrase`The tenant has a problem of its own: try again later.`;
const cso500 = phrase`Coupa says that such a request fails again: correct it, or ask Coupa, before sending it once more.`;

const forbidden: Verdict = {
  code: 'COUPA_FORBIDDEN',
  advice: phrase`A scope or permission is missing: grant it to the OAuth client or API user in Coupa, and name the scope in the connection.`,
};

const byStatus: Readonly<Record<number, Verdict>> = {
  401: {
    code: 'COUPA_AUTH',
    advice: phrase`The credentials of the connection were refused: check them, they may have been revoked.`,
  },
  403: forbidden,
  404: {
    code: 'COUPA_NOT_FOUND',
    advice: phrase`There is no such path or object: check the path, the id, and whether this release of Coupa has it.`,
  },
  408: { code: 'COUPA_TIMEOUT', advice: phrase`The tenant waited too long for the request: try again.` },
  429: {
    code: 'COUPA_RATE_LIMIT',
    advice: phrase`Too many requests, perhaps from several programs together: lower the requests per second.`,
  },
};

function outcomeOf(status: number): AttemptOutcome {
  if (status === 401 || status === 429) return 'not sent';
  return status >= 500 || status === 408 ? 'unknown' : 'refused';
}

/** Redirects are reported, never followed: no API answer is one, and following would carry the secret elsewhere. */
function redirectFailure(answer: WireAnswer, errand: Errand, scrubber: Scrubber): AttemptFailed {
  if (answer.statusCode === 304) return unchanged(answer, errand);
  const target = targetOf(answer, errand);
  const toLogin = target !== undefined && isLogin(target, errand);
  const advice = toLogin
    ? phrase`That is a login page: check that the site address is the API host itself, and the kind of authentication.`
    : phrase`Check the site address: write it as the browser shows it after opening Coupa.`;
  const text = sentence(
    errand,
    phrase`${errand.host} redirects (HTTP ${answer.statusCode}) to ${placeOf(target, scrubber)}. ${advice}`,
  );
  const code = toLogin ? 'COUPA_AUTH' : 'COUPA_RESPONSE';
  const { statusCode } = answer;
  const error = new CoupaError(code, text, { statusCode, reason: { kind: 'redirected', toLogin } });
  return new AttemptFailed(error, 'refused', false);
}

/** A query of a login page may hold tickets; an address of another kind (`javascript:`, `data:`) has no host to name. */
function placeOf(target: URL | undefined, scrubber: Scrubber): Text {
  if (target === undefined) return phrase`nowhere`;
  if (!/^https?:$/.test(target.protocol))
    return phrase`an address that begins with ${scrubber.text(target.protocol, 40)}`;
  return scrubber.text(`${target.origin}${target.pathname}`, 200);
}

/** What was asked for is no login page at another address either, although Coupa's token has a path of that kind. */
function isLogin({ hostname, pathname }: URL, { path }: Errand): boolean {
  const elsewhere = pathname.replace(/\/$/, '') === path ? '' : pathname.replace(/oauth2?\b/gi, '');
  return loginPage.test(hostname + elsewhere);
}

/** Nobody asked whether something has changed: no answer of the tenant's, and no redirect. */
function unchanged(answer: WireAnswer, errand: Errand): AttemptFailed {
  const what = phrase`${answered(answer, errand)}. A cache on the way says that nothing has changed, though nobody asked that: ask whoever runs it to keep no answers of ${errand.host}.`;
  const { statusCode } = answer;
  const error = new CoupaError('COUPA_RESPONSE', sentence(errand, what), {
    statusCode,
    reason: { kind: 'blocked' },
  });
  return new AttemptFailed(error, 'refused', false);
}

const loginPage = /log_?in|sign_?in|session|sso|saml|auth/i;

function targetOf(answer: WireAnswer, errand: Errand): URL | undefined {
  const location = [answer.headers['location']].flat()[0] ?? '';
  const base = `https://${errand.host}`;
  return location !== '' && URL.canParse(location, base) ? new URL(location, base) : undefined;
}
