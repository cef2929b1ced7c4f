import { type Phrase, phrase } from '../text/phrase';
import { AttemptFailed, type Errand, sentence } from './attempt';
import { CoupaError, type CoupaErrorCode } from './errors';
import { UnreadableBody } from './read-body';
import type { Scrubber } from './scrub';

/** What is known where an attempt failed. */
export interface Circumstances {
  errand: Errand;
  scrubber: Scrubber;
  /** Proxy the request went through, unless it is excluded. */
  proxy?: string;
  /** Status of the answer, if its headers had come. */
  statusCode?: number;
}

/** Where on the way to a tenant a request got stuck. */
export type NetworkReason =
  | 'proxyLogin'
  | 'proxyRefused'
  | 'hostNotFound'
  | 'certificate'
  | 'notTls'
  | 'unreachable'
  | 'lost';

/** Which of them an error that undici, a socket or a body threw stands for, or the `cause` of a `COUPA_NETWORK`. */
export function networkReason(thrown: unknown): NetworkReason {
  return diagnose(thrown).reason;
}

/** The failure of an attempt that took longer than it may. */
export function timeoutFailure(seconds: number, { errand }: Circumstances): AttemptFailed {
  const message = phrase`${errand.host} gave no whole answer within ${seconds} s. Raise the connection's timeout, or ask for less at once.`;
  return new AttemptFailed(new CoupaError('COUPA_TIMEOUT', sentence(errand, message)), 'unknown', true);
}

/** The failure behind an error that undici, a socket or a body threw. */
export function networkFailure(thrown: unknown, circumstances: Circumstances): AttemptFailed {
  if (thrown instanceof UnreadableBody) return bodyFailure(thrown, circumstances);
  const finding = diagnose(thrown);
  const { errand, scrubber, statusCode, proxy } = circumstances;
  const what = phrase`${finding.what(errand.host)} (${scrubber.text(reason(thrown))}).`;
  const advice = finding === PLAIN && isSecureProxy(proxy) ? ADVICE_ON_SECURE_PROXY : finding.advice;
  const whole =
    proxy === undefined
      ? phrase`${what} ${advice}`
      : phrase`${what} Requests there go through the proxy ${proxy}, unless the host is excluded from it. ${advice}`;
  const message = sentence(errand, whole);
  const error = new CoupaError(finding.code, message, { cause: scrubber.cause(thrown), statusCode });
  // Once headers have come, the request was certainly sent.
  return new AttemptFailed(error, statusCode === undefined ? finding.fate : 'unknown', finding.passing);
}

/** Whether a proxy is itself spoken to over TLS: most are not, even for the sites that are. */
export function isSecureProxy(proxy: string | undefined): boolean {
  return proxy?.startsWith('https:') ?? false;
}

const ADVICE_ON_SECURE_PROXY = phrase`If the proxy speaks plain HTTP, as most do, its address has to begin with http://.`;

function bodyFailure(unreadable: UnreadableBody, { errand, statusCode }: Circumstances): AttemptFailed {
  const advice = unreadable.passing ? phrase`Try again.` : phrase`Ask for fewer records or fields at once.`;
  const message = sentence(
    errand,
    phrase`${errand.host} sent an answer, but ${unreadable.phrase}. ${advice}`,
  );
  return new AttemptFailed(
    new CoupaError('COUPA_RESPONSE', message, { statusCode }),
    'unknown',
    unreadable.passing,
  );
}

interface Finding {
  reason: NetworkReason;
  code: CoupaErrorCode;
  what(host: string): Phrase;
  advice: Phrase;
  fate: 'not sent' | 'unknown';
  passing: boolean;
}

/** The first line that fits decides. */
function diagnose(thrown: unknown): Finding {
  const code = codeOf(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (/Proxy response \(407\)/.test(text)) return PROXY_LOGIN;
  if (/Proxy response \(/.test(text)) return PROXY;
  if (/^(ENOTFOUND|EAI_)/.test(code)) return NAME;
  if (isPlainAnswer(code, text)) return PLAIN;
  if (TLS_CODE.test(code)) return TLS;
  const unconnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    code,
  );
  if (unconnected || syscallOf(thrown) === 'connect' || /before secure TLS/.test(text)) return UNREACHABLE;
  return LOST;
}

const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|UND_ERR_PRX_TLS)/;

/** OpenSSL takes the first bytes of what is no TLS for a version, or for a length. */
function isPlainAnswer(code: string, text: string): boolean {
  return (
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(code) ||
    (code === 'EPROTO' && /wrong version number|packet length too long/.test(text))
  );
}

const PROXY_LOGIN: Finding = {
  reason: 'proxyLogin',
  code: 'COUPA_NETWORK',
  what: () => phrase`the proxy refused its user name and password`,
  advice: phrase`Correct them in the proxy node or variable.`,
  fate: 'not sent',
  passing: false,
};

const PROXY: Finding = {
  reason: 'proxyRefused',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the proxy did not connect to ${host}`,
  advice: phrase`Check that it allows this host.`,
  fate: 'not sent',
  passing: true,
};

const NAME: Finding = {
  reason: 'hostNotFound',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the name ${host} was not found`,
  advice: phrase`Check the site address, and the DNS of this computer.`,
  fate: 'not sent',
  passing: true,
};

const TLS: Finding = {
  reason: 'certificate',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`no secure connection to ${host}`,
  advice: phrase`Check the certificates of the connection's TLS node.`,
  fate: 'not sent',
  passing: false,
};

const PLAIN: Finding = {
  reason: 'notTls',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`${host} does not speak HTTPS`,
  advice: phrase`Check the site address and its port.`,
  fate: 'not sent',
  passing: false,
};

const UNREACHABLE: Finding = {
  reason: 'unreachable',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`no connection to ${host}`,
  advice: phrase`Check the site address, the network and the proxy.`,
  fate: 'not sent',
  passing: true,
};

const LOST: Finding = {
  reason: 'lost',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the connection to ${host} was lost before the answer was whole`,
  advice: phrase`Try again.`,
  fate: 'unknown',
  passing: true,
};

function reason(thrown: unknown): string {
  const code = codeOf(thrown);
  const whole = thrown instanceof Error ? thrown.message : String(thrown);
  // OpenSSL puts its own memory, source file and line around what it has to say.
  const text = /:SSL routines:[^:]*:([^:]+):/.exec(whole)?.[1] ?? whole;
  return text === '' || text.includes(code) ? text || code : `${code}: ${text}`;
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
}

function syscallOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'syscall' in thrown ? thrown.syscall : undefined;
}
