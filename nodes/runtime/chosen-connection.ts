import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
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
  if (!config) {
    const text = id
      ? phrase`The chosen connection does not run: it is disabled, or it was deleted. Enable it, or open the node and choose another.`
      : phrase`No connection is chosen. Open the node and choose or add one.`;
    throw new CoupaError('COUPA_CONFIG', text, {
      reason: { kind: 'setting', property: 'connection', missing: !id },
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
