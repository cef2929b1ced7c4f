import type { Node, NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import type { ProxyOptions } from '../../lib/connection/address/proxy-choice';
import type { ProxySettings, TlsSettings } from '../../lib/connection/settings/settings';
import { textOf } from './text-of';

/** Node-RED's own `tls-config` node. */
interface TlsConfigNode {
  addTLSOptions(options: object): TlsSettings;
}

/** Node-RED's own `http proxy` node; an environment variable may put a number where a text belongs. */
interface ProxyNode {
  url?: unknown;
  noproxy?: unknown;
  credentials?: { username?: unknown; password?: unknown };
}

/**
 * What the `tls-config` node of this id says; `undefined` without one.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it is a node of another type.
 */
export function tlsOf(RED: NodeAPI, id: string | undefined): TlsSettings | undefined {
  const node = nodeOf<TlsConfigNode>(RED, id, 'tls', 'tls-config');
  return node?.addTLSOptions({});
}

/**
 * What the `http proxy` node of this id says; `undefined` without one.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it is a node of another type.
 */
export function proxyOf(RED: NodeAPI, id: string | undefined): ProxySettings | undefined {
  const node = nodeOf<ProxyNode>(RED, id, 'proxy', 'http proxy');
  if (!node) return undefined;
  const { url, noproxy, credentials } = node;
  return {
    url: textOf(url),
    noProxy: Array.isArray(noproxy) ? noproxy.map(textOf) : [textOf(noproxy)],
    username: textOf(credentials?.username),
    password: textOf(credentials?.password),
  };
}

/** How Node-RED's own nodes choose a proxy of the environment. */
export function proxyOptionsOf(RED: NodeAPI): ProxyOptions | undefined {
  return (RED.settings as { proxyOptions?: ProxyOptions }).proxyOptions;
}

/** What is to be told of nodes that a connection or a fleet names and that do not run: it goes on without them, as Node-RED's own nodes do. */
export function missingNetworkNodes(RED: NodeAPI, chosen: { tls?: unknown; proxy?: unknown }): Phrase[] {
  return (['tls', 'proxy'] as const).flatMap((property) => {
    const id = textOf(chosen[property]);
    if (id === '' || RED.nodes.getNode(id)) return [];
    return [
      phrase`"${property}" names the node ${id}, which does not run: it is disabled, it was deleted, or that environment variable is not set. Requests go without it.`,
    ];
  });
}

function nodeOf<T>(RED: NodeAPI, id: string | undefined, property: string, type: string): T | undefined {
  const node = id ? (RED.nodes.getNode(id) as Node | null) : null;
  if (!node) return undefined;
  if (node.type === type) return node as unknown as T;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The connection's "${property}" names a node of the type "${node.type}". Choose one of the type "${type}".`,
    { reason: { kind: 'setting', property } },
  );
}
