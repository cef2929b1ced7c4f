import type { NodeAPI } from 'node-red';
import type { Authentication } from '../../lib/connection/address/site-address';
import { connectionOptions } from '../../lib/connection/settings/options';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings/settings';
import type { CoupaConfigNode } from '../runtime/node-types';
import { asFields, asText, type Fields } from './endpoint';

/** A connection as it was deployed: as the flow file has it, and as it is used. */
export interface DeployedConnection {
  /** Its properties, environment variables by their names. */
  raw: Fields;
  /** Its credentials, likewise. */
  rawCredentials: Fields;
  /** With environment variables filled in, where it runs. */
  settings: ConnectionSettings;
  /** One that is disabled, or within a subflow, whose instances have copies of it, does not. */
  isRunning: boolean;
}

/** The deployed connection of this id, whether or not it runs; `undefined` if there is none. */
export function deployedConnection(RED: NodeAPI, id: string): DeployedConnection | undefined {
  const raw = definitionOf(RED, id);
  if (raw === undefined) return undefined;
  const rawCredentials = asFields(RED.nodes.getCredentials(id));
  const node = RED.nodes.getNode(id) as CoupaConfigNode | null;
  const running = node?.type === 'coupa-config' ? node.settings : undefined;
  const settings = running ?? storedSettings(raw, rawCredentials);
  return { raw, rawCredentials, settings, isRunning: running !== undefined };
}

function definitionOf(RED: NodeAPI, id: string): Fields | undefined {
  let found: Fields | undefined;
  RED.nodes.eachNode((definition) => {
    if (definition.id === id && definition.type === 'coupa-config') found = asFields(definition);
  });
  return found;
}

/** What tells where a stored secret may go, and the secrets. */
function storedSettings(raw: Fields, rawCredentials: Fields): ConnectionSettings {
  return {
    authentication: asAuthentication(asText(raw['authentication'])),
    siteAddress: asText(raw['siteAddress']),
    csoAddress: asText(raw['csoAddress']) || undefined,
    credentials: rawCredentials as Credentials,
  };
}

/** The kind of authentication that a text names; the default for anything else. */
export function asAuthentication(text: string): Authentication {
  const { choices, default: byDefault } = connectionOptions.authentication;
  return choices.find((one) => one === text) ?? byDefault;
}
