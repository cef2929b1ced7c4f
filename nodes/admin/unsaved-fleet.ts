import type { NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { isVariable } from '../../lib/base/environment-variable';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { storedSecret } from '../../lib/connection/settings/credential-names';
import type { FleetCredential } from '../../lib/fleet/options';
import type { EngineSettings } from '../../lib/fleet/redis/engine-link';
import { readFleetSettings } from '../../lib/fleet/settings';
import type { CoupaFleetNode } from '../runtime/fleet-node';
import { tlsOf } from '../runtime/network-nodes';
import { asFields, asText, bounded, type Fields } from './endpoint';

/** A fleet as its dialog has it. */
export interface UnsavedFleet {
  engine: EngineSettings;
  prefix: string;
}

/** What decides where a password goes, and whether the way there is encrypted. */
const ways = ['url', 'sentinel', 'tls'] as const;

/**
 * The settings of a fleet as its dialog has them, deployed or not. A password that was not typed is the deployed one, but only where it
 * would go the way it was deployed for. An environment variable counts as it was deployed, and only where the dialog says the same as
 * the flow.
 *
 * @throws {CoupaError} `COUPA_CONFIG`
 */
export function unsavedFleet(RED: NodeAPI, fields: Fields): UnsavedFleet {
  const id = asText(fields['id']);
  const deployed = RED.nodes.getNode(id) as CoupaFleetNode | null;
  const raw = rawOf(RED, id);
  const filled = (name: string) => resolve(name, fields, raw, deployed);
  const { addresses, sentinel, prefix } = readFleetSettings({
    url: filled('url'),
    sentinel: filled('sentinel'),
    prefix: filled('prefix'),
  });
  const isSameWay = raw !== undefined && ways.every((name) => asText(fields[name]) === asText(raw[name]));
  const credential = (name: FleetCredential) => credentialOf(name, fields, isSameWay ? deployed : null);
  const [username, password] = [credential('username'), credential('password')];
  const tls = tlsFor(RED, filled('tls'));
  return {
    prefix,
    engine: {
      addresses,
      clock: systemClock,
      ...(sentinel && { sentinel }),
      ...(username && { username }),
      ...(password && { password }),
      ...(tls && { tls }),
    },
  };
}

function rawOf(RED: NodeAPI, id: string): Fields | undefined {
  let found: Fields | undefined;
  RED.nodes.eachNode((definition) => {
    if (definition.id === id && definition.type === 'coupa-fleet') found = asFields(definition);
  });
  return found;
}

/** A property as Node-RED would fill it in. */
function resolve(
  name: string,
  fields: Fields,
  raw: Fields | undefined,
  deployed: CoupaFleetNode | null,
): string {
  const text = bounded(name, asText(fields[name]));
  if (!isVariable(text)) return text;
  const value = raw?.[name] === text ? deployed?.filled?.[name] : undefined;
  if (value === undefined) throw deployFirst(name, text);
  return asText(value);
}

/** What was typed, else what is deployed and may travel there. */
function credentialOf(
  name: FleetCredential,
  fields: Fields,
  deployed: CoupaFleetNode | null,
): string | undefined {
  const typed = asFields(fields['credentials'])[name];
  const text = typeof typed === 'string' && typed !== storedSecret ? bounded(name, typed) : undefined;
  if (text !== undefined && !isVariable(text)) return text;
  if (deployed !== null) return asText(deployed.credentials?.[name]);
  if (text !== undefined) throw deployFirst(name, text);
  // Nothing is stored that could be meant.
  if (typed !== storedSecret) return undefined;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The engine's address or its TLS node differs from what is deployed, so the stored password is not sent there. Type it again.`,
    { reason: { kind: 'retypeSecret' } },
  );
}

function tlsFor(RED: NodeAPI, id: string) {
  if (id === '' || id === '_ADD_') return undefined;
  if (RED.nodes.getNode(id)) return tlsOf(RED, id);
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The TLS node of the fleet is not deployed yet. Deploy, then test again.`,
    { reason: { kind: 'deployFirst' } },
  );
}

function deployFirst(name: string, text: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${name}" is the environment variable ${text}, which is read when the flow is deployed. Deploy, then test again.`,
    { reason: { kind: 'deployFirst' } },
  );
}
