import type { NodeAPI } from 'node-red';
import type { ProxySettings, TlsSettings } from '../lib/connection/settings';

/** Node-RED's own `tls-config` node. */
interface TlsConfigNode {
  addTLSOptions(options: object): TlsSettings;
}

/** Node-RED's own `http proxy` node. */
interface ProxyNode {
  url: string;
  noproxy?: string[];
  credentials?: { username?: string; password?: string };
}

/** What the `tls-config` node of this id says; `undefined` without one. */
export function tlsOf(RED: NodeAPI, id: string | undefined): TlsSettings | undefined {
  const node = id ? (RED.nodes.getNode(id) as unknown as TlsConfigNode | null) : null;
  return node?.addTLSOptions({});
}

/** What the `http proxy` node of this id says; `undefined` without one. */
export function proxyOf(RED: NodeAPI, id: string | undefined): ProxySettings | undefined {
  const node = id ? (RED.nodes.getNode(id) as unknown as ProxyNode | null) : null;
  if (!node) return undefined;
  const { url, noproxy, credentials } = node;
  return { url, noProxy: noproxy, username: credentials?.username, password: credentials?.password };
}
