import type { Node, NodeAPI } from 'node-red';

/** A node that works over a config node. */
interface Follower {
  /** Id of the config node. */
  id: string;
  /** The config node that it was set up with. */
  config: unknown;
  /** There is another by now, or none. */
  renew(): void;
}

const followers = new Set<Follower>();

/** Events of Node-RED that are listened to: in tests there are several in one process. */
const heard = new WeakSet<object>();

/**
 * Calls back when a deploy has put another config node in the place of the one that a node works over, or taken it away, and has left that
 * node running: Node-RED restarts who names a config node by its id, and knows nothing of who names it by an environment variable.
 */
export function followConnection(RED: NodeAPI, node: Node, id: string, renew: () => void): void {
  if (id === '') return;
  listen(RED);
  const follower = { id, config: RED.nodes.getNode(id), renew };
  followers.add(follower);
  node.on('close', () => void followers.delete(follower));
}

function listen(RED: NodeAPI): void {
  if (heard.has(RED.events)) return;
  heard.add(RED.events);
  RED.events.on('flows:started', () => {
    for (const follower of [...followers]) {
      const config: unknown = RED.nodes.getNode(follower.id);
      if (config === follower.config || !followers.has(follower)) continue;
      follower.config = config;
      follower.renew();
    }
  });
}
