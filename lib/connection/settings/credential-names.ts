import type { Authentication } from '../address/site-address';

/** The credentials of a `coupa-config`. `clientId` is public, the others are secrets. */
export const credentialNames = [
  'clientId',
  'clientSecret',
  'apiKey',
  'csoApiKey',
  'userSecret',
  'organizationSecret',
  'elementToken',
] as const;

export type CredentialName = (typeof credentialNames)[number];

/** The credentials that each kind of authentication takes. CSO's own key comes beside any of them. */
export const neededCredentials: Readonly<Record<Authentication, readonly CredentialName[]>> = {
  oauth2: ['clientId', 'clientSecret'],
  apiKey: ['apiKey'],
  openConnectors: ['userSecret', 'organizationSecret', 'elementToken'],
};

/** What there is to sign in with, of whatever kind. */
export const signInCredentials: readonly CredentialName[] = Object.values(neededCredentials).flat();

/** How Node-RED keeps a credential: a `password` it never tells the editor. */
export function credentialType(name: CredentialName): 'text' | 'password' {
  return name === 'clientId' ? 'text' : 'password';
}

/** What the editor shows, and sends back, instead of a secret that only the runtime knows; Node-RED's own convention. */
export const storedSecret = '__PWRD__';
