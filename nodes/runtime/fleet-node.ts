import type { Node, NodeAPI } from 'node-red';
import { isVariable } from '../../lib/base/environment-variable';
import { CoupaError } from '../../lib/base/errors';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import type { Fleet } from '../../lib/fleet/fleet';
import type { FleetCredential } from '../../lib/fleet/options';
import type { EngineSettings } from '../../lib/fleet/redis/engine-link';

/** A `coupa-fleet` node at runtime, as the nodes that use it see it. */
export interface CoupaFleetNode extends Node<FleetCredentials> {
  /** `undefined` when the properties cannot work; `problem` says why. */
  fleet?: Fleet;
  /** What is wrong with the properties, known at deploy time. */
  problem?: CoupaError;
  /** How the engine is reached, environment variables filled in, the password included. */
  settings?: EngineSettings;
  /** The properties of which the settings were made, likewise. */
  filled?: Readonly<Record<string, unknown>>;
}

/** The credentials of a `coupa-fleet`. */
export type FleetCredentials = { [Name in FleetCredential]?: string };

/**
 * The fleet that a connection has chosen; `undefined`: it is alone.
 *
 * @throws {CoupaError} `COUPA_CONFIG`: the chosen one does not run, or cannot work. To go on alone would send each record once for
 *   each instance.
 */
export function chosenFleet(RED: NodeAPI, id: string | undefined): Fleet | undefined {
  if (!id) return undefined;
  const node = RED.nodes.getNode(id) as CoupaFleetNode | null;
  const isFleet = node?.type === fleetType;
  if (isFleet && node.fleet !== undefined) return node.fleet;
  const text = node !== null && !isFleet ? otherType(node.type) : (node?.problem?.phrase ?? whyNone(id));
  throw new CoupaError('COUPA_CONFIG', text, { reason: { kind: 'setting', property: 'fleet' } });
}

/** Names, not words of a language. */
const [fleet, fleetType] = ['fleet', 'coupa-fleet'];

function otherType(type: string): Phrase {
  return phrase`The connection's "${fleet}" names a node of the type "${type}". Choose one of the type "${fleetType}".`;
}

function whyNone(id: string): Phrase {
  return isVariable(id)
    ? phrase`The fleet is chosen by the environment variable ${id}, which is not set where the connection is. Set it to the id of a fleet, or open the connection and choose one, or none.`
    : phrase`The chosen fleet does not run: it is disabled, or it was deleted. Enable it, or open the connection and choose another, or none.`;
}
