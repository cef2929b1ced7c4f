import type { NodeAPI } from 'node-red';
import { isVariable } from '../../lib/base/environment-variable';
import { CoupaError } from '../../lib/base/errors';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import type { Connection } from '../../lib/connection/connection';
import type { CoupaConfigNode } from './node-types';

/**
 * The `coupa-config` node that a node has chosen, with a connection that can ask what it is chosen for.
 *
 * @throws {CoupaError} `COUPA_CONFIG`: none is chosen, the chosen one does not run, its properties cannot work, or it lacks a
 *   credential or an address for that API.
 */
export function chosenConnection(
  RED: NodeAPI,
  id: string | undefined,
  api: 'core' | 'cso',
): CoupaConfigNode & { connection: Connection } {
  const config = id ? (RED.nodes.getNode(id) as CoupaConfigNode | null) : null;
  if (config?.type !== 'coupa-config') {
    const missing = !id || isVariable(id);
    throw new CoupaError('COUPA_CONFIG', config === null ? whyNone(id) : otherType(config.type), {
      reason: { kind: 'setting', property: 'connection', missing },
    });
  }
  const { connection, problem } = config;
  if (connection === undefined)
    throw (
      problem ??
      new CoupaError('COUPA_CONFIG', phrase`The connection is not usable. Open it and check its fields.`)
    );
  connection.check(api);
  return Object.assign(config, { connection });
}

function whyNone(id: string | undefined): Phrase {
  if (!id) return phrase`No connection is chosen. Open the node and choose or add one.`;
  return isVariable(id)
    ? phrase`The connection is chosen by the environment variable ${id}, which is not set where the node is. Set it to the id of a connection, or open the node and choose one.`
    : phrase`The chosen connection does not run: it is disabled, or it was deleted. Enable it, or open the node and choose another.`;
}

function otherType(type: string): Phrase {
  return phrase`What is chosen as the connection is a node of the type "${type}". Open the node and choose a connection.`;
}
