import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/connection/errors';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings';
import { type Authentication, readCsoAddress, readSiteAddress } from '../../lib/connection/site-address';
import { type Phrase, phrase } from '../../lib/text/phrase';
import { proxyOf, tlsOf } from '../network-nodes';
import type { CoupaConfigNode } from '../node-types';
import { asFields, asText, bounded, type Fields } from './endpoint';

/** What the editor shows instead of a stored secret. */
const stored = '__PWRD__';

const credentialNames = [
  'clientId',
  'clientSecret',
  'apiKey',
  'csoApiKey',
  'userSecret',
  'organizationSecret',
  'elementToken',
] as const satisfies (keyof Credentials)[];

/**
 * The settings of a connection as its dialog has them, deployed or not. A secret that was not typed is the deployed one of
 * that node, but only where it would go the way it was deployed for: to the same site, by the same proxy and TLS node.
 * Otherwise whoever may open the dialog could have the secret sent to a site of their own.
 *
 * @throws {CoupaError} `COUPA_CONFIG`; `details.finding` is `retypeSecret` or `deployFirst` where that is what to do.
 */
export function unsavedConnection(RED: NodeAPI, fields: Fields): ConnectionSettings {
  const deployed = deployedConnection(RED, asText(fields['id']));
  const text = (name: FieldName) => resolve(name, bounded(name, asText(fields[name])), deployed);
  const settings: ConnectionSettings = {
    authentication: asAuthentication(text('authentication')),
    siteAddress: text('siteAddress'),
    csoAddress: text('csoAddress') || undefined,
    scope: text('scope'),
    credentials: {},
    tls: tlsOf(RED, nodeId(RED, text('tls'), missingTls)),
    proxy: proxyOf(RED, nodeId(RED, text('proxy'), missingProxy)),
    timeout: text('timeout') === '' ? undefined : Number(text('timeout')),
    maxResponseBytes: 8 * 1024 * 1024,
  };
  settings.credentials = readCredentials(fields, settings, deployed);
  return settings;
}

type FieldName = 'authentication' | 'siteAddress' | 'csoAddress' | 'scope' | 'tls' | 'proxy' | 'timeout';

/** A connection as it was deployed: as the flow file has it, and as it is used. */
interface Deployed {
  raw: Fields;
  settings: ConnectionSettings;
}

function deployedConnection(RED: NodeAPI, id: string): Deployed | undefined {
  const node = RED.nodes.getNode(id) as CoupaConfigNode | null;
  if (node === null || node.type !== 'coupa-config' || node.settings === undefined) return undefined;
  let raw: Fields = {};
  RED.nodes.eachNode((definition) => {
    if (definition.id === id) raw = asFields(definition);
  });
  return { raw, settings: node.settings };
}

/** Environment variables are read where they were deployed, so that nobody can send one of their choice somewhere. */
function resolve(name: FieldName, text: string, deployed: Deployed | undefined): string {
  if (!/^\$\{[^}]+\}$/.test(text)) return text;
  const value =
    deployed?.raw[name] === text && name in deployed.settings ? deployed.settings[name] : undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw refusal(
    'deployFirst',
    phrase`"${name}" is the environment variable ${text}, which is read when the flow is deployed. Deploy, then test again.`,
  );
}

const missingTls = phrase`The TLS node of the connection is not deployed yet. Deploy, then test again.`;
const missingProxy = phrase`The proxy node of the connection is not deployed yet. Deploy, then test again.`;

function nodeId(RED: NodeAPI, id: string, missing: Phrase): string {
  if (id === '' || id === '_ADD_' || RED.nodes.getNode(id)) return id === '_ADD_' ? '' : id;
  throw refusal('deployFirst', missing);
}

function readCredentials(
  fields: Fields,
  settings: ConnectionSettings,
  deployed: Deployed | undefined,
): Credentials {
  const typed = asFields(fields['credentials']);
  const credentials: Credentials = {};
  for (const name of credentialNames) {
    const value = typed[name];
    const isTyped = typeof value === 'string' && value !== stored;
    if (isTyped) credentials[name] = bounded(name, value);
    else if (deployed?.settings.credentials[name]) {
      if (mayTravel(name, fields, settings, deployed))
        credentials[name] = deployed.settings.credentials[name];
      else if (isNeeded(name, settings)) throw retype();
    }
  }
  return credentials;
}

function mayTravel(
  name: keyof Credentials,
  fields: Fields,
  settings: ConnectionSettings,
  { raw, settings: before }: Deployed,
): boolean {
  // The client id is no secret.
  if (name === 'clientId') return true;
  const sameWay = (property: string) => asText(fields[property]) === asText(raw[property]);
  if (!sameWay('tls') || !sameWay('proxy')) return false;
  const address = (one: ConnectionSettings) => {
    const site = readSiteAddress(one.siteAddress, one.authentication);
    return name === 'csoApiKey' ? readCsoAddress(one.csoAddress, site).href : site.href;
  };
  try {
    return settings.authentication === before.authentication && address(settings) === address(before);
  } catch (error) {
    // An address that cannot be read is no address to send a secret to.
    if (error instanceof CoupaError) return false;
    throw error;
  }
}

const needed: Readonly<Record<Authentication, readonly (keyof Credentials)[]>> = {
  oauth2: ['clientSecret'],
  apiKey: ['apiKey'],
  openConnectors: ['userSecret', 'organizationSecret', 'elementToken'],
};

/** Only a secret whose address can be read at all is worth asking for; a bad address is told by whoever uses it. */
function isNeeded(name: keyof Credentials, { authentication, siteAddress }: ConnectionSettings): boolean {
  return needed[authentication].includes(name) && isReadable(siteAddress, authentication);
}

function isReadable(siteAddress: string, authentication: Authentication): boolean {
  try {
    readSiteAddress(siteAddress, authentication);
    return true;
  } catch (error) {
    if (error instanceof CoupaError) return false;
    throw error;
  }
}

function asAuthentication(text: string): Authentication {
  return text === 'apiKey' || text === 'openConnectors' ? text : 'oauth2';
}

function retype(): CoupaError {
  return refusal(
    'retypeSecret',
    phrase`The address, the proxy or the TLS node differs from what is deployed, so the stored secret is not sent there. Type it again.`,
  );
}

function refusal(finding: 'retypeSecret' | 'deployFirst', message: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, { details: { finding } });
}
