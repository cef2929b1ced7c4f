import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { phrase, type Say } from '../../lib/base/text/phrase';
import type { LocalPosition } from '../../lib/fleet/fenced-store';
import { WitnessKeeper } from '../../lib/fleet/witness-keeper';
import { FileStore } from '../../lib/local/file-store';
import { AfterFleet } from '../../lib/member/after-fleet';
import type { StateStore } from '../../lib/ports/state-store';
import { fileOf, stateStoreOf } from './state-store';

/** Where a node keeps what it should know if its fleet's engine loses everything. */
export function witnessStoreOf(RED: NodeAPI, node: Node): FileStore {
  return fileOf(RED, node, 'witness.json');
}

/**
 * Where a node of a fleet keeps its position without one. Once the fleet has it, a file is renamed; what is in a context store stays, and
 * is not looked at as long as the fleet has the position.
 *
 * @throws {CoupaError} as `stateStoreOf`.
 */
export function localPositionOf(
  RED: NodeAPI,
  node: Node,
  name: string,
  say: Say,
): LocalPosition & StateStore {
  const store = stateStoreOf(RED, node, name, say);
  return {
    load: () => store.load(),
    save: (document) => store.save(document),
    keep: async (kind, text) => (await store.keep?.(kind, text)) ?? '',
    handedOver: async () => {
      const renamed = store instanceof FileStore ? await store.setAside() : undefined;
      node.warn(
        say(
          renamed === undefined
            ? phrase`The fleet keeps the position of this node from now on.`
            : phrase`The fleet keeps the position of this node from now on. The file that had it is now ${renamed}.`,
        ),
      );
    },
  };
}

/**
 * Where a node without a fleet keeps its position. One that was in a fleet before goes on from what it knows of that.
 *
 * @throws {CoupaError} as `stateStoreOf`.
 */
export function ownStoreOf(RED: NodeAPI, node: Node, name: string, say: Say): StateStore {
  const store = stateStoreOf(RED, node, name, say);
  const file = witnessStoreOf(RED, node);
  if (!existsSync(file.path)) return store;
  const tell = (error: unknown) => node.warn(error instanceof Error ? error.message : String(error));
  return new AfterFleet(store, {
    witnesses: new WitnessKeeper(file, systemClock, tell),
    forget: () => rm(file.path, { force: true }),
  });
}
