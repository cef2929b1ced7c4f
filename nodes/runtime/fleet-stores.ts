import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { type Phrase, phrase, type Say } from '../../lib/base/text/phrase';
import { WitnessKeeper } from '../../lib/fleet/witness-keeper';
import { FileStore } from '../../lib/local/file-store';
import { AfterFleet } from '../../lib/member/after-fleet';
import type { FleetPollParts } from '../../lib/member/fleet-poll';
import { LeftBook } from '../../lib/member/left-book';
import { LeftMark } from '../../lib/member/left-mark';
import type { PollerParts } from '../../lib/poll/poller-parts';
import type { StateStore } from '../../lib/ports/state-store';
import { fileOf, handledStoreOf, stateStoreOf, undeliverableStoreOf } from './state-store';

/** Where a node keeps what it should know if its fleet's engine loses everything. */
function witnessStoreOf(RED: NodeAPI, node: Node): FileStore {
  return fileOf(RED, node, 'witness.json');
}

/** Where a node keeps how it left its fleet. */
function leftStoreOf(RED: NodeAPI, node: Node): FileStore {
  return fileOf(RED, node, 'left.json');
}

function leftMarkOf(RED: NodeAPI, node: Node): LeftMark {
  return new LeftMark(leftStoreOf(RED, node));
}

/**
 * Where a node of a fleet keeps what it would keep without one, and what it should know if the engine loses everything. Once the fleet has
 * position and undeliverable records, a file is renamed; what is in a context store stays, and is not looked at as long as the fleet has it.
 *
 * @throws {CoupaError} as `stateStoreOf`.
 */
export function fleetStoresOf(
  RED: NodeAPI,
  node: Node,
  name: string,
  say: Say,
): Pick<FleetPollParts, 'local' | 'book' | 'witnesses'> {
  const tell = (text: Phrase) => node.warn(say(text));
  const mark = leftMarkOf(RED, node);
  return {
    local: {
      ...handedOver(stateStoreOf(RED, node, name, say), (renamed) =>
        tell(
          renamed === undefined
            ? phrase`The fleet keeps the position of this node from now on.`
            : phrase`The fleet keeps the position of this node from now on. The file that had it is now ${renamed}.`,
        ),
      ),
      leaves: (write) => mark.leaves(write),
      leftWith: () => mark.leftWith(),
    },
    book: handedOver(undeliverableStoreOf(RED, node, name), (renamed) =>
      tell(
        renamed === undefined
          ? phrase`The fleet keeps the undeliverable records of this node from now on.`
          : phrase`The fleet keeps the undeliverable records of this node from now on. The file that had them is now ${renamed}.`,
      ),
    ),
    witnesses: witnessStoreOf(RED, node),
  };
}

/** `tell`: the new path of a file; `undefined`: it is none. */
function handedOver(
  store: StateStore,
  tell: (renamed: string | undefined) => void,
): StateStore & { handedOver(): Promise<void> } {
  return {
    load: () => store.load(),
    save: (document) => store.save(document),
    keep: async (kind, text) => (await store.keep?.(kind, text)) ?? '',
    handedOver: async () => tell(store instanceof FileStore ? await store.setAside() : undefined),
  };
}

/**
 * Where a node without a fleet keeps what survives.
 *
 * @throws {CoupaError} as `stateStoreOf`.
 */
export function ownStoresOf(
  RED: NodeAPI,
  node: Node,
  name: string,
  say: Say,
): Pick<PollerParts, 'store' | 'undeliverableStore' | 'handledStore'> {
  return {
    store: ownStoreOf(RED, node, name, say),
    undeliverableStore: new LeftBook(undeliverableStoreOf(RED, node, name)),
    handledStore: handledStoreOf(RED, node, name),
  };
}

/**
 * Where a node without a fleet keeps its position. One that was in a fleet before goes on from what it knows of that.
 *
 * @throws {CoupaError} as `stateStoreOf`.
 */
function ownStoreOf(RED: NodeAPI, node: Node, name: string, say: Say): StateStore {
  const store = stateStoreOf(RED, node, name, say);
  const file = witnessStoreOf(RED, node);
  // One that left soon after it had come has no witness yet.
  if (![file, leftStoreOf(RED, node)].some(({ path }) => existsSync(path))) return store;
  const tell = (error: unknown) => node.warn(error instanceof Error ? error.message : String(error));
  return new AfterFleet(store, {
    witnesses: new WitnessKeeper(file, systemClock, tell),
    polls: (goesOn) => leftMarkOf(RED, node).polls(goesOn),
    forget: () => rm(file.path, { force: true }),
  });
}
