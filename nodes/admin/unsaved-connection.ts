import type { NodeAPI } from 'node-red';
import { isVariable, variableWithin } from '../../lib/base/environment-variable';
import { CoupaError } from '../../lib/base/errors';
import { notWhole, unsetVariable } from '../../lib/base/options/filled-in';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import {
  type Authentication,
  readCsoAddress,
  readSiteAddress,
} from '../../lib/connection/address/site-address';
import {
  type CredentialName,
  credentialNames,
  neededCredentials,
  storedSecret,
} from '../../lib/connection/settings/credential-names';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings/settings';
import { proxyOf, proxyOptionsOf, tlsOf } from '../runtime/network-nodes';
import { asAuthentication, type DeployedConnection, deployedConnection } from './deployed-connection';
import { asFields, asText, bounded, type Fields } from './endpoint';

/**
 * The settings of a connection as its dialog has them, deployed or not. A secret that was not typed is the deployed one of
 * that node, but only where it would go the way it was deployed for: to the same site, by the same proxy and TLS node.
 * Otherwise whoever may open the dialog could have the secret sent to a site of their own.
 *
 * An environment variable counts as it was deployed, and only where the dialog says the same as the flow: nobody can have one of
 * their choice sent somewhere.
 *
 * @throws {CoupaError} `COUPA_CONFIG`; its reason is `retypeSecret` or `deployFirst` where that is what to do.
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
    tls: networkNode(RED, 'tls', fields, deployed, tlsOf),
    proxy: networkNode(RED, 'proxy', fields, deployed, proxyOf),
    proxyOptions: proxyOptionsOf(RED),
    timeout: text('timeout') === '' ? undefined : Number(text('timeout')),
    maxResponseBytes: 8 * 1024 * 1024,
  };
  settings.credentials = readCredentials(fields, settings, deployed);
  return settings;
}

type FieldName = 'authentication' | 'siteAddress' | 'csoAddress' | 'scope' | 'timeout';

function resolve(name: FieldName, text: string, deployed: DeployedConnection | undefined): string {
  const part = variableWithin(text);
  if (part !== undefined) throw notWhole(name, part);
  return isVariable(text)
    ? deployedValue(name, text, deployed?.raw[name], deployed?.settings[name], deployed)
    : text;
}

/** What Node-RED filled in for a variable when it deployed. */
function deployedValue(
  name: string,
  text: string,
  raw: unknown,
  value: unknown,
  deployed: DeployedConnection | undefined,
): string {
  if (deployed === undefined || raw !== text) throw deployFirst(name, text);
  if (!deployed.isRunning) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`"${name}" is the environment variable ${text}, which Node-RED fills in where the connection runs. This one is disabled, or each instance of its subflow has one of its own, so the value is not known here.`,
      { reason: { kind: 'setting', property: name } },
    );
  }
  // Node-RED leaves the text as it is where there is no such variable.
  if ((typeof value === 'string' || typeof value === 'number') && value !== text) return String(value);
  throw unsetVariable(name, text);
}

/** What Node-RED's own node says that the field chooses. */
function networkNode<Settings>(
  RED: NodeAPI,
  name: 'tls' | 'proxy',
  fields: Fields,
  deployed: DeployedConnection | undefined,
  read: (RED: NodeAPI, id: string) => Settings | undefined,
): Settings | undefined {
  const id = bounded(name, asText(fields[name]));
  if (id === '' || id === '_ADD_') return undefined;
  if (!isVariable(id)) {
    if (RED.nodes.getNode(id)) return read(RED, id);
    throw refusal('deployFirst', name === 'tls' ? missingTls : missingProxy);
  }
  if (deployed?.raw[name] !== id || !deployed.isRunning) throw deployFirst(name, id);
  return deployed.settings[name] as Settings | undefined;
}

const missingTls = phrase`The TLS node of the connection is not deployed yet. Deploy, then test again.`;
const missingProxy = phrase`The proxy node of the connection is not deployed yet. Deploy, then test again.`;

function readCredentials(
  fields: Fields,
  settings: ConnectionSettings,
  deployed: DeployedConnection | undefined,
): Credentials {
  const typed = asFields(fields['credentials']);
  const credentials: Credentials = {};
  for (const name of credentialNames) {
    const value = typed[name];
    const text = typeof value === 'string' && value !== storedSecret ? bounded(name, value) : undefined;
    const isPlain = text !== undefined && !isVariable(text);
    const known = isPlain ? text : storedCredential(name, text, fields, settings, deployed);
    if (known !== undefined) credentials[name] = known;
  }
  return credentials;
}

/**
 * The deployed credential, if it may travel where these settings lead.
 *
 * @param text the environment variable that the dialog has; `undefined` where nothing was typed.
 */
function storedCredential(
  name: CredentialName,
  text: string | undefined,
  fields: Fields,
  settings: ConnectionSettings,
  deployed: DeployedConnection | undefined,
): string | undefined {
  const raw = deployed?.rawCredentials[name];
  const isUsed = isSent(name, settings.authentication);
  if (text !== undefined && raw !== text) {
    if (isUsed) throw deployFirst(name, text);
    return undefined;
  }
  if (deployed === undefined || raw === undefined || raw === '') return undefined;
  if (!mayTravel(name, fields, settings, deployed)) {
    if (!isNeeded(name, settings)) return undefined;
    throw text === undefined ? retype() : deployFirst(name, text);
  }
  const value: unknown = deployed.settings.credentials[name];
  if (typeof raw !== 'string' || !isVariable(raw)) return value === undefined ? undefined : String(value);
  return isUsed ? deployedValue(name, raw, raw, value, deployed) : undefined;
}

function mayTravel(
  name: CredentialName,
  fields: Fields,
  settings: ConnectionSettings,
  { raw, settings: before }: DeployedConnection,
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

/** Whether this kind of authentication sends it. CSO's own key goes beside each. */
function isSent(name: CredentialName, authentication: Authentication): boolean {
  return name === 'csoApiKey' || neededCredentials[authentication].includes(name);
}

/** Only a secret whose address can be read at all is worth asking for; a bad address is told by whoever uses it. */
function isNeeded(name: CredentialName, { authentication, siteAddress }: ConnectionSettings): boolean {
  return (
    name !== 'clientId' &&
    neededCredentials[authentication].includes(name) &&
    isReadable(siteAddress, authentication)
  );
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

function retype(): CoupaError {
  return refusal(
    'retypeSecret',
    phrase`The address, the proxy or the TLS node differs from what is deployed, so the stored secret is not sent there. Type it again.`,
  );
}

function deployFirst(name: string, text: string): CoupaError {
  return refusal(
    'deployFirst',
    phrase`"${name}" is the environment variable ${text}, which is read when the flow is deployed. Deploy, then test again.`,
  );
}

function refusal(finding: 'retypeSecret' | 'deployFirst', message: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, { reason: { kind: finding } });
}
