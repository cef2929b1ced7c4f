import type { Phrase } from '../../base/text/phrase';

/** What a look at a connection found. */
export interface ConnectionReport {
  /** What is in the way, the gravest first. Empty: all is well. */
  findings: ConnectionFinding[];
  /** The sign-in, where there is one and it succeeded. `expiresIn`: seconds. */
  token?: { milliseconds: number; expiresIn: number };
  /** Scopes that the token carries, where the tenant says. */
  scopes?: string[];
  /** Scopes that the nodes of the flow need, once there was a sign-in; `granted` is absent where nobody says. */
  needed?: (NeededScope & { granted?: boolean })[];
  resources: { name: string; milliseconds?: number; ok: boolean }[];
  /** The tenant's clock minus ours, milliseconds; whole seconds are all that is known. */
  clockDifference?: number;
  /** The proxy that requests go through. */
  proxy?: string;
}

/**
 * What can be wrong with a connection, by name; an editor has the words for each in its user's language.
 *
 * | kind | what it means |
 * | --- | --- |
 * | `settings` | a field is empty or cannot work; `detail` says which |
 * | `retypeSecret` | a stored secret is not sent to an address it was not stored for |
 * | `deployFirst` | what is to be tested names something that exists only once deployed |
 * | `hostNotFound` | no such host |
 * | `unreachable`, `lost`, `timeout` | no connection, one that broke, no whole answer in time |
 * | `certificate` | no secure connection |
 * | `notTls`, `proxyNotTls` | something other than HTTPS is spoken at that port; by the host or by an `https://` proxy |
 * | `proxyUnreachable`, `proxyLogin`, `proxyRefused` | the proxy cannot be reached, wants a login, does not let through |
 * | `notCoupa` | the host has no `/oauth2/token` |
 * | `loginPage`, `redirected` | a web page or another address answered instead of the API |
 * | `blocked` | a firewall, a proxy or the like answered with a web page, and did not let the request through |
 * | `credentials`, `hubSecrets`, `csoKey` | client id or secret refused; one of the hub's secrets; the key of CSO |
 * | `retiredKey` | an API key that is refused: Coupa has issued none since release 34 |
 * | `tokenRefused` | the tenant gave a token and refuses it |
 * | `scopesRefused` | the client asked for a scope that it was not granted |
 * | `scopeMissing` | a list wants a scope that the connection lacks |
 * | `scopeMissingFor` | nodes of the flow need a scope that the token does not carry |
 * | `resourceNotFound` | there is no such list |
 * | `rateLimit`, `tenantFailed`, `unexpected` | try later; or something else, as `detail` says |
 * | `clock` | the clocks differ by more than a minute: polling does not mind, people may |
 */
export type ConnectionFindingKind =
  | 'settings'
  | 'retypeSecret'
  | 'deployFirst'
  | 'hostNotFound'
  | 'unreachable'
  | 'lost'
  | 'timeout'
  | 'certificate'
  | 'notTls'
  | 'proxyNotTls'
  | 'proxyUnreachable'
  | 'proxyLogin'
  | 'proxyRefused'
  | 'notCoupa'
  | 'loginPage'
  | 'redirected'
  | 'blocked'
  | 'credentials'
  | 'hubSecrets'
  | 'csoKey'
  | 'retiredKey'
  | 'tokenRefused'
  | 'scopesRefused'
  | 'scopeMissing'
  | 'scopeMissingFor'
  | 'resourceNotFound'
  | 'rateLimit'
  | 'tenantFailed'
  | 'unexpected'
  | 'clock';

/** One thing that is wrong. */
export interface ConnectionFinding {
  kind: ConnectionFindingKind;
  /** `error`: records cannot be read like this. `warning`: they can. */
  level: 'error' | 'warning';
  /** What the kind's sentence names. */
  values: {
    host?: string;
    proxy?: string;
    resource?: string;
    scope?: string;
    nodes?: string;
    seconds?: number;
  };
  /** The whole story, as an error tells it. Free of secrets. */
  detail?: Phrase;
}

/** A scope that nodes of the flow need. */
export interface NeededScope {
  scope: string;
  /** What people call the nodes that need it, each once. */
  nodes: string[];
}

/** What nodes need together. */
export interface NeededScopes {
  /** Each scope once, in the order of the alphabet. */
  needed: NeededScope[];
  /** What people call the nodes of which nobody knows what they need: a message decides, or nothing is known of the resource. */
  open: string[];
}
