import { CoupaError, type CoupaErrorCode, type Outcome } from '../../base/errors';
import type { NetworkProblem } from '../../base/reason';
import type { Scrubber } from '../../base/secrets/scrub';
import { type Phrase, phrase } from '../../base/text/phrase';
import { AttemptFailed, type Errand, sentence } from '../retry/attempt';
import { largestHeaders } from './dispatcher';
import { NoLogin, NoTunnel } from './proxy-client';
import { type EncodingFault, UnreadableBody } from './read-body';

/** What is known where an attempt failed. */
export interface Circumstances {
  errand: Errand;
  scrubber: Scrubber;
  /** Proxy the request went through, unless it is excluded. */
  proxy?: string;
  /** Status of the answer, if its headers had come. */
  statusCode?: number;
}

/** The failure of an attempt that took longer than it may. */
export function timeoutFailure(seconds: number, { errand }: Circumstances): AttemptFailed {
  const message = phrase`${errand.host} gave no whole answer within ${seconds} s. Raise the connection's timeout, or ask for less at once.`;
  const error = new CoupaError('COUPA_TIMEOUT', sentence(errand, message), { reason: { kind: 'timeout' } });
  return new AttemptFailed(error, 'unknown', true);
}

/** The failure behind an error that undici, a socket or a body threw. */
export function networkFailure(thrown: unknown, circumstances: Circumstances): AttemptFailed {
  if (thrown instanceof UnreadableBody) return bodyFailure(thrown, circumstances);
  const { errand, scrubber, statusCode, proxy } = circumstances;
  const found = diagnosisOf(thrown, statusCode !== undefined);
  const diagnosis = found === nameFailure && isNameOf(thrown, proxy) ? proxyNameFailure : found;
  const { code, problem, outcome, transient } = diagnosis;
  const what = phrase`${diagnosis.what(errand.host)} (${scrubber.text(said(thrown))}).`;
  const advice = problem === 'notTls' && isSecureProxy(proxy) ? adviceOnSecureProxy : diagnosis.advice;
  const whole =
    proxy === undefined
      ? phrase`${what} ${advice}`
      : phrase`${what} Requests there go through the proxy ${proxy}, unless the host is excluded from it. ${advice}`;
  const message = sentence(errand, whole);
  // Flows see the cause where there are no details.
  const cause = Object.assign(scrubber.cause(thrown), { reason: problem });
  const error = new CoupaError(code, message, { cause, statusCode, reason: { kind: 'network', problem } });
  // Once headers have come, the request was certainly sent.
  return new AttemptFailed(error, statusCode === undefined ? outcome : 'unknown', transient);
}

/** Whether a proxy is itself spoken to over TLS: most are not, even for the sites that are. */
export function isSecureProxy(proxy: string | undefined): boolean {
  return proxy?.startsWith('https:') ?? false;
}

const adviceOnSecureProxy = phrase`If the proxy speaks plain HTTP, as most do, its address has to begin with http://.`;

function bodyFailure({ fault, detail }: UnreadableBody, circumstances: Circumstances): AttemptFailed {
  const { errand, statusCode, scrubber } = circumstances;
  const cause = typeof detail === 'number' ? detail : scrubber.text(detail, 40);
  const message = sentence(errand, bodyFaults[fault](errand.host, cause));
  const error = new CoupaError('COUPA_RESPONSE', message, { statusCode, reason: { kind: 'body', fault } });
  return new AttemptFailed(error, 'unknown', fault === 'broken');
}

const bodyFaults: Readonly<Record<EncodingFault, (host: string, detail: string | number) => Phrase>> = {
  tooLarge: (host, limit) =>
    phrase`${host} sent an answer that is larger than ${limit} bytes. Ask for fewer records or fields at once.`,
  fileTooLarge: (host, limit) =>
    phrase`${host} sent a file that is larger than ${limit} bytes. If it is meant to be, allow larger files.`,
  broken: (host, name) =>
    phrase`${host} sent an answer whose ${name} compression is broken or cut short. Try again.`,
  undeclared: (host, name) =>
    phrase`${host} sent an answer that is no text and cannot be unpacked by its content encoding "${name}". A proxy or gateway on the way changes answers: ask whoever runs it to leave those from this host as they are.`,
};

interface Diagnosis {
  problem: NetworkProblem;
  code: CoupaErrorCode;
  what(host: string): Phrase;
  advice: Phrase;
  outcome: Outcome;
  transient: boolean;
}

/**
 * The first line that fits decides.
 *
 * @param answered whether the headers of an answer had come.
 */
function diagnosisOf(thrown: unknown, answered: boolean): Diagnosis {
  const code = codeOf(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof NoLogin) return noProxyLogin;
  if (/Proxy response \(407\)/.test(text)) return proxyLogin;
  if (/Proxy response \(/.test(text) || thrown instanceof NoTunnel) return proxyFailure;
  if (/^(ENOTFOUND|EAI_)/.test(code)) return nameFailure;
  if (isPlainAnswer(code, text)) return plain;
  if (tlsCode.test(code)) return tls;
  const unconnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    code,
  );
  const isUnconnected = unconnected && !isOfStanding(thrown);
  if (isUnconnected || isOfConnecting(thrown) || /before secure TLS/.test(text)) return unreachable;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return headersTooLarge;
  if (/^bad (?:response|upgrade)$/.test(text)) return unasked;
  // Two lengths, or a length beside chunks: as long as its headers say it cannot be.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return brokenBody;
  if (/^HPE_/.test(code) || code === impossible || /does not match the HTTP\/1\.1 protocol/.test(text))
    return answered ? brokenBody : notHttp;
  return lost;
}

/** What undici takes for impossible, such as the status 000: it says its own source text. */
const impossible = 'ERR_ASSERTION';

/** A host with several addresses fails with an error that only holds the errors of each. */
function isOfConnecting(thrown: unknown): boolean {
  if (thrown instanceof AggregateError)
    return thrown.errors.length > 0 && thrown.errors.every((each) => syscallOf(each) === 'connect');
  return syscallOf(thrown) === 'connect';
}

/**
 * A connection that stood may end for want of a route as well, which the system tells the next time it is read from or written to: what
 * was sent over it may have arrived.
 */
function isOfStanding(thrown: unknown): boolean {
  return ['read', 'write', 'shutdown'].includes(String(syscallOf(thrown)));
}

const tlsCode =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|ERROR_IN_C(?:ERT|RL)_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH|EPROTO|UND_ERR_PRX_TLS)/;

/** OpenSSL takes the first bytes of what is no TLS for a version, or for a length. */
function isPlainAnswer(code: string, text: string): boolean {
  return (
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(code) ||
    (code === 'EPROTO' && /wrong version number|packet length too long/.test(text))
  );
}

const proxyLogin: Diagnosis = {
  problem: 'proxyLogin',
  code: 'COUPA_NETWORK',
  what: () => phrase`the proxy refused its user name and password`,
  advice: phrase`Correct them in the proxy node or variable.`,
  outcome: 'not sent',
  transient: false,
};

const noProxyLogin: Diagnosis = {
  ...proxyLogin,
  what: () => phrase`the proxy wants a user name and password`,
  advice: phrase`Give them in the proxy node or variable.`,
};

const proxyFailure: Diagnosis = {
  problem: 'proxyRefused',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the proxy did not connect to ${host}`,
  advice: phrase`Check that it allows this host.`,
  outcome: 'not sent',
  transient: true,
};

const nameFailure: Diagnosis = {
  problem: 'hostNotFound',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the name ${host} was not found`,
  advice: phrase`Check the site address, and the DNS of this computer.`,
  outcome: 'not sent',
  transient: true,
};

const proxyNameFailure: Diagnosis = {
  ...nameFailure,
  what: () => phrase`the name of the proxy was not found`,
  advice: phrase`Correct it in the proxy node or variable, or check the DNS of this computer.`,
};

/** Whether what was not found is a proxy's host: through a proxy nobody here looks for the site's. */
function isNameOf(thrown: unknown, proxy: string | undefined): boolean {
  if (proxy === undefined || !URL.canParse(proxy)) return false;
  const sought = typeof thrown === 'object' && thrown !== null && 'hostname' in thrown && thrown.hostname;
  return sought === new URL(proxy).hostname;
}

const tls: Diagnosis = {
  problem: 'certificate',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`no secure connection to ${host}`,
  advice: phrase`Check the certificates of the connection's TLS node.`,
  outcome: 'not sent',
  transient: false,
};

const plain: Diagnosis = {
  problem: 'notTls',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`${host} does not speak HTTPS`,
  advice: phrase`Check the site address and its port.`,
  outcome: 'not sent',
  transient: false,
};

const unreachable: Diagnosis = {
  problem: 'unreachable',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`no connection to ${host}`,
  advice: phrase`Check the site address, the network and the proxy.`,
  outcome: 'not sent',
  transient: true,
};

/** Sent again, it would be answered with the same headers. */
const headersTooLarge: Diagnosis = {
  problem: 'headersTooLarge',
  code: 'COUPA_RESPONSE',
  what: (host) => phrase`the headers of the answer from ${host} are larger than ${largestHeaders} bytes`,
  advice: phrase`Coupa's are not: a gateway or proxy on the way adds some, most often cookies. Ask whoever runs it.`,
  outcome: 'unknown',
  transient: false,
};

const notHttp: Diagnosis = {
  problem: 'notHttp',
  code: 'COUPA_RESPONSE',
  what: (host) => phrase`the answer from ${host} does not begin with headers as HTTP has them`,
  advice: phrase`A gateway or proxy on the way may change answers: ask whoever runs it. If there is none, check the site address and its port.`,
  outcome: 'unknown',
  transient: false,
};

/** What undici calls a bad response or upgrade: a server may send `100 Continue` unasked, and undici gives up. */
const unasked: Diagnosis = {
  problem: 'notHttp',
  code: 'COUPA_RESPONSE',
  what: (host) =>
    phrase`${host} began its answer with "100 Continue" or "101 Switching Protocols", which nobody asked for`,
  advice: phrase`Coupa does not: a gateway or proxy on the way does. Ask whoever runs it.`,
  outcome: 'unknown',
  transient: false,
};

const brokenBody: Diagnosis = {
  problem: 'notHttp',
  code: 'COUPA_RESPONSE',
  what: (host) => phrase`the body of the answer from ${host} is not written as HTTP has it`,
  advice: phrase`Try again. If it happens each time, a gateway or proxy on the way changes answers: ask whoever runs it.`,
  outcome: 'unknown',
  transient: true,
};

const lost: Diagnosis = {
  problem: 'lost',
  code: 'COUPA_NETWORK',
  what: (host) => phrase`the connection to ${host} was lost before the answer was whole`,
  advice: phrase`Try again.`,
  outcome: 'unknown',
  transient: true,
};

function said(thrown: unknown): string {
  const code = codeOf(thrown);
  const whole = thrown instanceof Error ? thrown.message : String(thrown);
  // OpenSSL puts its own memory, source file and line around what it has to say.
  const text = /:SSL routines:[^:]*:([^:]+):/.exec(whole)?.[1] ?? whole;
  if (text === '' || code === impossible) return code || 'unknown';
  return text.includes(code) ? text : `${code}: ${text}`;
}

/** undici has errors whose code is there and `undefined`. */
function codeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

function syscallOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'syscall' in thrown ? thrown.syscall : undefined;
}
