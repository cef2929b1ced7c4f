import { createHash } from 'node:crypto';
import { readSiteAddress } from '../connection/address/site-address';
import type { ConnectionParts } from '../connection/parts';
import { type ConnectionSettings, readLimits } from '../connection/settings/settings';
import type { Fleet } from '../fleet/fleet';
import { FleetGate } from '../fleet/fleet-gate';
import { sharedSignIn } from '../fleet/shared-sign-in';
import { tokenCipher } from '../fleet/token-cipher';
import { TokenSource } from '../local/token-source';

/**
 * The parts of a connection that a fleet shares: one rate for all who sign in to one site with one client, and one token for those
 * among them who have the same secret and ask for the same scopes.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when an address or a number cannot work.
 */
export function sharedParts(
  { engine, run }: Fleet,
  settings: ConnectionSettings,
): Pick<ConnectionParts, 'gate'> & Partial<Pick<ConnectionParts, 'tokens'>> {
  const { requestsPerSecond, maxConcurrency, clock } = readLimits(settings);
  const site = readSiteAddress(settings.siteAddress, settings.authentication).href;
  const limit = `limit:${nameOf(site, whoSignsIn(settings))}`;
  const gate = new FleetGate({ engine, limit, run, clock, requestsPerSecond, maxConcurrency });
  if (settings.authentication !== 'oauth2') return { gate };
  const { clientId = '', clientSecret = '' } = settings.credentials;
  // Of the secret, too: whoever mistyped it is refused, and nobody else is to wait for that.
  const name = `token:${nameOf(site, clientId, clientSecret, settings.scope ?? '')}`;
  const cipher = tokenCipher(clientSecret, JSON.stringify([site, clientId]));
  return {
    gate,
    tokens: (signIn) => new TokenSource(sharedSignIn({ engine, name, cipher, run, clock }, signIn), clock),
  };
}

/**
 * Tells what a connection may see: Coupa gives one client all records of a list, and another, of other content groups, some of them. Two
 * connections with the same name see the same.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when the address cannot work.
 */
export function viewOf(settings: ConnectionSettings): string {
  const site = readSiteAddress(settings.siteAddress, settings.authentication).href;
  return nameOf(site, whoSignsIn(settings), settings.scope ?? '');
}

function whoSignsIn({ authentication, credentials }: ConnectionSettings): string {
  const { clientId = '', apiKey = '', elementToken = '' } = credentials;
  return { oauth2: clientId, apiKey, openConnectors: elementToken }[authentication];
}

/** A name that says nothing of what it is made of. */
function nameOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
