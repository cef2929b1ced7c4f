import type { SecureContextOptions } from 'node:tls';
import { type Clock, systemClock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { ProxyOptions } from '../address/proxy-choice';
import type { Authentication } from '../address/site-address';
import type { CredentialName } from './credential-names';

/** What a connection is made of: plain values, as the config node, a test or another program gives them. */
export interface ConnectionSettings {
  authentication: Authentication;
  /** `https://acme.coupahost.com`; with `openConnectors` the hub's base up to `/elements/api-v2`. */
  siteAddress: string;
  /** Default: `https://<instance>.cso.coupahost.com`, derived from the site. */
  csoAddress?: string;
  /** OAuth scopes, separated by spaces or commas. */
  scope?: string;
  credentials: Credentials;
  tls?: TlsSettings;
  proxy?: ProxySettings;
  /** Node-RED's `settings.proxyOptions`: see `proxyChoice`. */
  proxyOptions?: ProxyOptions;
  /** Where `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and their kind are looked up. Default `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Ceiling for all requests of the connection together; 0: none. Default 20. */
  requestsPerSecond?: number;
  /** Requests under way at once. Default 4. */
  maxConcurrency?: number;
  /** Seconds for one attempt, its body included. Default 60. */
  timeout?: number;
  /** Bytes of one answer, after decompression. Default 64 MiB: a page of the largest invoices has about 5 MB. */
  maxResponseBytes?: number;
  /** Default: the computer's own. */
  clock?: Clock;
  /** Numbers from 0 to below 1 that spread retries. Default `Math.random`. */
  random?: () => number;
}

/** What only the tenant's administrator and this connection know (`clientId` excepted, which is public). */
export type Credentials = { [Name in CredentialName]?: string };

/** What Node-RED's `tls-config` node puts on an options object. HTTP/1.1 is spoken whatever `ALPNProtocols` says. */
export interface TlsSettings extends Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase'> {
  servername?: string;
  rejectUnauthorized?: boolean;
  ALPNProtocols?: string[];
}

/** What Node-RED's `http proxy` node holds. */
export interface ProxySettings {
  url: string;
  username?: string;
  password?: string;
  /** Hosts that are reached directly, subdomains included. */
  noProxy?: string[];
}

/** What nobody may read in an error. */
export function secretsOf({ credentials, tls }: ConnectionSettings): (string | undefined)[] {
  const { clientId: _, ...secrets } = credentials;
  return [...Object.values(secrets), tls?.passphrase];
}

/** The settings that have defaults, with them. */
export interface Limits {
  requestsPerSecond: number;
  maxConcurrency: number;
  timeout: number;
  maxResponseBytes: number;
  clock: Clock;
  random: () => number;
}

/**
 * Reads the numbers of the settings.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when one of them is not a number in its range.
 */
export function readLimits(settings: ConnectionSettings): Limits {
  const limits = {
    requestsPerSecond: settings.requestsPerSecond ?? 20,
    maxConcurrency: settings.maxConcurrency ?? 4,
    timeout: settings.timeout ?? 60,
    maxResponseBytes: settings.maxResponseBytes ?? 64 * 1024 * 1024,
    clock: settings.clock ?? systemClock,
    random: settings.random ?? Math.random,
  };
  check('requestsPerSecond', limits.requestsPerSecond, (n) => n >= 0, phrase`a number, 0 (no limit) or more`);
  check(
    'maxConcurrency',
    limits.maxConcurrency,
    (n) => n >= 1 && Number.isInteger(n),
    phrase`a whole number from 1`,
  );
  check(
    'timeout',
    limits.timeout,
    (n) => n > 0 && n <= 86_400,
    phrase`a number of seconds above 0, at most 86400`,
  );
  check('maxResponseBytes', limits.maxResponseBytes, (n) => n >= 1, phrase`a number of bytes`);
  return limits;
}

function check(name: string, value: number, accepts: (value: number) => boolean, expected: Phrase): void {
  if (Number.isFinite(value) && accepts(value)) return;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The connection's ${name} is ${value}. It has to be ${expected}.`,
    { reason: { kind: 'setting', property: name } },
  );
}
