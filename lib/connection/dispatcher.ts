import type { Agent, Dispatcher, EnvHttpProxyAgent } from 'undici';
import { phrase, type Text } from '../text/phrase';
import { CoupaError } from './errors';
import type { ConnectionSettings, ProxySettings } from './settings';
import { isLoopback } from './site-address';
import { undici } from './undici';

/** Milliseconds until a connection has to stand, at most. */
const LONGEST_CONNECT = 10_000;

/** Milliseconds for which an idle connection is kept; a server may ask for less. */
const KEEP_ALIVE = 10_000;

/** Bytes of an answer's headers: gateways add cookies to Coupa's few hundred. */
export const LARGEST_HEADERS = 128 * 1024;

/** The sockets of one connection. */
export interface Dispatchers {
  /** The way to an address: directly, or through the proxy that is configured for it. */
  to(url: URL): Dispatcher;
  /** The proxy that requests to an address go through unless it is excluded, without its password. */
  proxyFor(url: URL): string | undefined;
  /** Passwords of the proxies. */
  secrets: string[];
  /** Destroys every socket. */
  destroy(): Promise<void>;
}

/**
 * Makes the agents of a connection: keep-alive, at most `connections` sockets to one host, TLS as set, and a proxy if
 * there is one. Proxies of the environment are not used for this computer itself; and plain HTTP, which only a loopback
 * host may have, goes through a proxy only if that runs here too: a secret never travels in clear. Each agent is made for
 * its first request.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when a proxy's address cannot be read.
 */
export function createDispatchers(
  settings: ConnectionSettings,
  connections: number,
  timeout: number,
): Dispatchers {
  const options = agentOptions(settings, connections, timeout);
  const explicit = settings.proxy && explicitProxy(settings.proxy);
  const proxy = explicit ?? environmentProxy(settings.environment ?? process.env);
  const agents: { direct?: Agent; proxied?: EnvHttpProxyAgent } = {};
  const direct = () => {
    agents.direct ??= new (undici().Agent)(options);
    return agents.direct;
  };
  const proxied = () => {
    agents.proxied ??= new (undici().EnvHttpProxyAgent)({ ...options, ...proxy?.agentOptions });
    return agents.proxied;
  };
  const goesThrough = (url: URL): string | undefined => {
    const address =
      url.protocol === 'http:' ? proxy?.httpAddress : (proxy?.httpsAddress ?? proxy?.httpAddress);
    if (address === undefined) return undefined;
    if (explicit === undefined && isLoopback(url.hostname)) return undefined;
    if (url.protocol === 'http:' && !isLoopback(new URL(address).hostname)) return undefined;
    return address;
  };
  return {
    to: (url) => (goesThrough(url) === undefined ? direct() : proxied()),
    proxyFor: goesThrough,
    secrets: proxy?.secrets ?? [],
    destroy: async () => {
      await Promise.all([agents.direct?.destroy(), agents.proxied?.destroy()]);
    },
  };
}

function agentOptions(
  settings: ConnectionSettings,
  connections: number,
  timeout: number,
): Agent.Options & {
  requestTls: object;
  proxyTls: object;
} {
  const { ALPNProtocols: _, ...tls } = settings.tls ?? {};
  const connect = { ...tls, timeout: Math.min(LONGEST_CONNECT, timeout) };
  return {
    connections,
    connect,
    maxHeaderSize: LARGEST_HEADERS,
    requestTls: connect,
    // The tenant's client certificate and server name are none of the proxy's business.
    proxyTls: { timeout: connect.timeout, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
    keepAliveTimeout: KEEP_ALIVE,
    // The time for an attempt is kept in `exchange`, over headers and body together.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

interface Proxy {
  httpAddress?: string;
  httpsAddress?: string;
  secrets: string[];
  agentOptions: EnvHttpProxyAgent.Options;
}

function explicitProxy(settings: ProxySettings): Proxy {
  const url = readProxyAddress(settings.url, phrase`The proxy node`);
  const username = settings.username || decodeURIComponent(url.username);
  const password = settings.password || decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const agentOptions = {
    httpProxy: url.href,
    httpsProxy: url.href,
    noProxy: (settings.noProxy ?? []).join(','),
    ...(username === '' ? {} : { token: `Basic ${login}` }),
  };
  return { httpAddress: url.origin, httpsAddress: url.origin, secrets: [password, login], agentOptions };
}

function environmentProxy(environment: Readonly<Record<string, string | undefined>>): Proxy | undefined {
  const variable = (name: string) => environment[name.toLowerCase()] || environment[name] || '';
  const http = variable('HTTP_PROXY') && readProxyAddress(variable('HTTP_PROXY'), 'HTTP_PROXY');
  const https = variable('HTTPS_PROXY') && readProxyAddress(variable('HTTPS_PROXY'), 'HTTPS_PROXY');
  if (http === '' && https === '') return undefined;
  return {
    ...(http === '' ? {} : { httpAddress: http.origin }),
    ...(https === '' ? {} : { httpsAddress: https.origin }),
    secrets: [http, https].map((url) => (url === '' ? '' : decodeURIComponent(url.password))),
    agentOptions: {
      httpProxy: http === '' ? '' : http.href,
      httpsProxy: https === '' ? '' : https.href,
      noProxy: variable('NO_PROXY'),
    },
  };
}

function readProxyAddress(text: string, source: Text): URL {
  const address = text.trim();
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  if (/^https?:/i.test(full) && URL.canParse(full)) return new URL(full);
  const advice = phrase`It has to look like http://proxy.example.com:3128.`;
  throw new CoupaError('COUPA_CONFIG', phrase`${source} holds an address that cannot be read. ${advice}`, {
    details: { property: 'proxy' },
  });
}
