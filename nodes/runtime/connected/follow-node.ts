import type { Node, NodeAPI } from 'node-red';

/** A node that works over a config node. */
interface Follower {
  RED: NodeAPI;
  /** Id of the config node. */
  id: string;
  /** What it was set up with. */
  known: unknown;
  /** There is another by now, or none. */
  renew(): void;
  /** It is a config node itself, over which others work. */
  isConfig: boolean;
}

const followers = new Set<Follower>();

/** Events of Node-RED that are listened to: in tests there are several in one process. */
const heard = new WeakSet<object>();

/**
 * Calls back when there is another config node in the place of the one that a node works over, or none any more, and Node-RED has left that
 * node running: it restarts who names a config node by its id, and knows nothing of who names it by an environment variable. Nor does
 * it make a config node before the one that names it so: what was not there yet is there once the flows are started.
 */
export function followNode(RED: NodeAPI, node: Node, id: string, renew: () => void, isConfig = false): void {
  if (id === '') return;
  listen(RED);
  // Whoever is not there yet is looked for once more, so that it is told where it never comes.
  const known = seen(RED, id) ?? (isConfig ? Symbol('absent') : null);
  const follower = { RED, id, known, renew, isConfig };
  followers.add(follower);
  node.on('close', () => void followers.delete(follower));
}

function listen(RED: NodeAPI): void {
  if (heard.has(RED.events)) return;
  heard.add(RED.events);
  RED.events.on('flows:started', () => {
    const all = [...followers];
    // A connection that is made anew is another one for those that work over it.
    for (const isConfig of [true, false])
      for (const follower of all) if (follower.isConfig === isConfig) look(follower);
  });
}

function look(follower: Follower): void {
  const now = seen(follower.RED, follower.id);
  if (now === follower.known || !followers.has(follower)) return;
  follower.known = now;
  follower.renew();
}

/** A connection is what counts of a `coupa-config`, which may stay where that is made anew. */
function seen(RED: NodeAPI, id: string): unknown {
  const node = RED.nodes.getNode(id) as (Node & { connection?: unknown; problem?: unknown }) | null;
  if (node?.type !== 'coupa-config') return node;
  return node.connection ?? node.problem ?? node;
}
