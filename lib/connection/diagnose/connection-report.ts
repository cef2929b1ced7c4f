import type { Phrase } from '../../base/text/phrase';

/** What a look at a connection found. */
export interface ConnectionReport {
  /** What is in the way, the gravest first. Empty: all is well. */
  findings: ConnectionFinding[];
  /** The sign-in, where there is one and it succeeded. `expiresIn`: seconds. */
  token?: { milliseconds: number; expiresIn: number };
  /** Scopes that the token carries, where the tenant says. */
  scopes?: string[];
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
  values: { host?: string; proxy?: string; resource?: string; scope?: string; seconds?: number };
  /** The whole story, as an error tells it. Free of secrets. */
  detail?: Phrase;
}
