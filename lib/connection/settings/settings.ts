import type { SecureContextOptions } from 'node:tls';
import { type Clock, systemClock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import type { Stored } from '../../base/options/option';
import { isInBounds } from '../../base/options/stored-number';
import { phrase, type Text } from '../../base/text/phrase';
import type { ProxyOptions } from '../address/proxy-choice';
import type { CredentialName } from './credential-names';
import { connectionOptions } from './options';

type Stated = Stored<typeof connectionOptions>;

/**
 * What a connection is made of: plain values, as the config node, a test or another program gives them. What is absent has its
 * default; durations are in the unit of their option, as a flow stores them.
 */
export interface ConnectionSettings
  extends Pick<Stated, 'authentication' | 'siteAddress'>,
    Partial<Pick<Stated, 'csoAddress' | 'scope' | NumberName>> {
  credentials: Credentials;
  tls?: TlsSettings;
  proxy?: ProxySettings;
  /** Node-RED's `settings.proxyOptions`: see `proxyChoice`. */
  proxyOptions?: ProxyOptions;
  /** Where `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and their kind are looked up. Default `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>;
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
export interface Limits extends Pick<Stated, NumberName> {
  maxResponseBytes: number;
  clock: Clock;
  random: () => number;
}

/** What each number has to be. */
const expected = {
  requestsPerSecond: phrase`a number, 0 (no limit) or more`,
  maxConcurrency: phrase`a whole number from ${connectionOptions.maxConcurrency.min}`,
  timeout: phrase`a number of seconds above 0, at most ${connectionOptions.timeout.max}`,
} as const;
type NumberName = keyof typeof expected;

/**
 * Reads the numbers of the settings.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when one of them is not a number in its range.
 */
export function readLimits(settings: ConnectionSettings): Limits {
  const { maxResponseBytes = 64 * 1024 * 1024, clock = systemClock, random = Math.random } = settings;
  const limit = (name: NumberName) => {
    const value = settings[name] ?? connectionOptions[name].default;
    if (isInBounds(connectionOptions[name], value)) return value;
    throw refusal(name, value, expected[name]);
  };
  const numbers = {
    requestsPerSecond: limit('requestsPerSecond'),
    maxConcurrency: limit('maxConcurrency'),
    timeout: limit('timeout'),
  };
  if (Number.isFinite(maxResponseBytes) && maxResponseBytes >= 1)
    return { ...numbers, maxResponseBytes, clock, random };
  throw refusal('maxResponseBytes', maxResponseBytes, phrase`a number of bytes`);
}

/**
 * Refuses a kind of authentication that there is not: an environment variable may name any, or not be set.
 *
 * @throws {CoupaError} `COUPA_CONFIG`
 */
export function checkAuthentication({ authentication }: Pick<ConnectionSettings, 'authentication'>): void {
  const { choices } = connectionOptions.authentication;
  if (choices.includes(authentication)) return;
  throw refusal('authentication', authentication, choices.map((one) => `"${one}"`).join(', '));
}

function refusal(name: string, value: number | string, has: Text): CoupaError {
  // The text that is no number is not known here any more: `60s`, `1,5`.
  const text = Number.isNaN(value)
    ? phrase`The connection's ${name} is not a number. It has to be ${has}.`
    : phrase`The connection's ${name} is ${value}. It has to be ${has}.`;
  return new CoupaError('COUPA_CONFIG', text, { reason: { kind: 'setting', property: name } });
}
