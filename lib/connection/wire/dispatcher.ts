import type { Agent, Dispatcher, ProxyAgent } from 'undici';
import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { type ProxyAddress, readProxyAddress, unreadable } from '../address/proxy-address';
import { everyProxy, proxyChoice, type Variables } from '../address/proxy-choice';
import { isLoopback } from '../address/site-address';
import type { ConnectionSettings, ProxySettings, TlsSettings } from '../settings/settings';
import { proxyClient } from './proxy-client';
import { undici } from './undici';
import { userAgent } from './user-agent';

/** Milliseconds until a connection has to stand, at most. */
const longestConnect = 10_000;

/** Milliseconds for which an idle connection is kept; a server may ask for less. */
const keepAlive = 10_000;

/** Bytes of an answer's headers: gateways add cookies to Coupa's few hundred. */
export const largestHeaders = 128 * 1024;

/** The sockets of one connection. */
export interface Dispatchers {
  /**
   * The way to an address: directly, or through the proxy that is configured for it.
   *
   * @param stranger it is not the tenant's: its client certificate and server name are kept from it. Default: `false`.
   */
  to(url: URL, stranger?: boolean): Dispatcher;
  /**
   * The proxy that requests to an address go through, without its password.
   *
   * @throws {CoupaError} `COUPA_CONFIG` when its address cannot be read; so does `to`.
   */
  proxyFor(url: URL): string | undefined;
  /**
   * Makes sure that the proxy which is set for a host can be read, even where this computer is asked without it.
   *
   * @throws {CoupaError} `COUPA_CONFIG`
   */
  check(url: URL): void;
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
 */
export function createDispatchers(
  settings: ConnectionSettings,
  connections: number,
  timeout: number,
): Dispatchers {
  const optionsFor = (stranger: boolean) => agentOptions(settings, connections, timeout, stranger);
  const proxyOf = proxyLookup(settings);
  const agents = new Map<string, Agent | ProxyAgent>();
  const agentFor = (key: string, make: () => Agent | ProxyAgent) => {
    const agent = agents.get(key) ?? make();
    agents.set(key, agent);
    return agent;
  };
  return {
    to: (url, stranger = false) => {
      const proxy = proxyOf(url);
      const key = JSON.stringify([stranger, proxy]);
      if (proxy === undefined) return agentFor(key, () => new (undici().Agent)(optionsFor(stranger)));
      return agentFor(
        key,
        () => new (undici().ProxyAgent)({ ...optionsFor(stranger), ...toProxy(proxy, timeout) }),
      );
    },
    proxyFor: (url) => proxyOf(url)?.origin,
    check: ({ host }) => void proxySet(settings, new URL(`https://${host}`)),
    secrets: proxySecrets(settings),
    destroy: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function agentOptions(
  settings: ConnectionSettings,
  connections: number,
  timeout: number,
  stranger: boolean,
): Agent.Options & {
  requestTls: object;
  proxyTls: object;
} {
  const { ALPNProtocols: _, ...tls } = stranger ? forStrangers(settings.tls ?? {}) : (settings.tls ?? {});
  const connect = { ...tls, timeout: Math.min(longestConnect, timeout) };
  return {
    connections,
    connect,
    maxHeaderSize: largestHeaders,
    requestTls: connect,
    // The tenant's client certificate and server name are none of the proxy's business.
    proxyTls: { timeout: connect.timeout, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
    keepAliveTimeout: keepAlive,
    // The time for an attempt is kept in `exchange`, over headers and body together.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** What says whom this computer trusts, without what says who it is. */
function forStrangers({
  cert: _c,
  key: _k,
  passphrase: _p,
  servername: _s,
  ...trust
}: TlsSettings): TlsSettings {
  return trust;
}

function toProxy({ origin, username, password }: ProxyAddress, timeout: number): ProxyAgent.Options {
  const hasLogin = username !== '' || password !== '';
  return {
    uri: origin,
    headers: { 'user-agent': userAgent() },
    clientFactory: (proxy, options) => proxyClient(proxy, options, { timeout, hasLogin }),
    ...(hasLogin && { token: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }),
  };
}

const proxyNode = phrase`The proxy node`;

/** Finds the proxy that requests to a URL go through, if there is one. */
function proxyLookup(settings: ConnectionSettings): (url: URL) => ProxyAddress | undefined {
  const known = new Map<string, ProxyAddress | undefined>();
  return (url) => {
    if (!known.has(url.origin)) known.set(url.origin, proxyFor(settings, url));
    return known.get(url.origin);
  };
}

function proxyFor(settings: ConnectionSettings, url: URL): ProxyAddress | undefined {
  if (settings.proxy === undefined && isLoopback(url.hostname)) return undefined;
  const proxy = proxySet(settings, url);
  const isFar = proxy !== undefined && !isLoopback(new URL(proxy.origin).hostname);
  return url.protocol === 'http:' && isFar ? undefined : proxy;
}

/** The proxy that the node or the environment name for a URL. */
function proxySet(settings: ConnectionSettings, url: URL): ProxyAddress | undefined {
  const { proxy: node, proxyOptions, environment = process.env } = settings;
  if (node?.url.trim() === '') throw unreadable(proxyNode);
  const options = node === undefined ? proxyOptions : { ...proxyOptions, env: asVariables(node) };
  const written = proxyChoice(url, environment, options);
  if (written === undefined) return undefined;
  const source = node === undefined ? written.name : proxyNode;
  return withLogin(readProxyAddress(written.address, source), node);
}

/** As Node-RED's http request node hands its proxy node on. */
function asVariables({ url, noProxy = [] }: ProxySettings): Variables {
  return { http_proxy: url, https_proxy: url, no_proxy: noProxy.join(',') };
}

/** The fields of the proxy node count before what its address says. */
function withLogin(proxy: ProxyAddress, node: ProxySettings | undefined): ProxyAddress {
  const username = node?.username || proxy.username;
  return { ...proxy, username, password: node?.password || proxy.password };
}

function proxySecrets({ proxy: node, proxyOptions, environment }: ConnectionSettings): string[] {
  const addresses = node === undefined ? everyProxy(environment ?? process.env, proxyOptions) : [node.url];
  const logins = addresses.map((address) => loginOf(address, node));
  return logins.flatMap(({ username, password }) =>
    password === '' ? [] : [password, Buffer.from(`${username}:${password}`).toString('base64')],
  );
}

function loginOf(
  address: string,
  node: ProxySettings | undefined,
): Pick<ProxyAddress, 'username' | 'password'> {
  try {
    return withLogin(readProxyAddress(address, ''), node);
  } catch (error) {
    // Of what cannot be read nobody knows which part is the secret; who uses it is told.
    if (error instanceof CoupaError) return { username: '', password: address };
    throw error;
  }
}
