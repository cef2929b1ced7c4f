import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { Phrase, Say } from '../../lib/base/text/phrase';
import { FileStore } from '../../lib/local/file-store';
import { shortened } from '../../lib/operations/leftovers';
import type { StateStore } from '../../lib/ports/state-store';
import { ContextStore, checkContextStore } from './context-store';
import { coupaFolder, usesUserDirectory } from './user-directory';

/**
 * Where a node keeps its state: a file of its own in Node-RED's user directory, or the context store of this name.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when there is no such context store.
 */
export function stateStoreOf(RED: NodeAPI, node: Node, name: string | undefined, say: Say): StateStore {
  if (!name) {
    usesUserDirectory(RED, node, say);
    return fileOf(RED, node, 'json', (text) => node.warn(say(text)));
  }
  const remark = checkContextStore(RED, name);
  if (remark !== undefined) node.warn(say(remark));
  return new ContextStore(node, name);
}

/** Where a node keeps what its last polls did: beside its state. */
export function historyStoreOf(RED: NodeAPI, node: Node, name: string | undefined): StateStore {
  return name ? new ContextStore(node, name, 'coupaHistory') : fileOf(RED, node, 'history.json');
}

/** Where a node keeps the records that it gave up: beside its state. */
export function undeliverableStoreOf(RED: NodeAPI, node: Node, name: string | undefined): StateStore {
  return name ? new ContextStore(node, name, 'coupaUndeliverable') : fileOf(RED, node, 'undeliverable.json');
}

/** Where a node keeps what somebody sent again of these, or dismissed: beside them. */
export function handledStoreOf(RED: NodeAPI, node: Node, name: string | undefined): StateStore {
  return name ? new ContextStore(node, name, 'coupaHandled') : fileOf(RED, node, 'handled.json');
}

/** A file of a node's own in Node-RED's user directory. */
export function fileOf(RED: NodeAPI, node: Node, ending: string, tell?: (text: Phrase) => void): FileStore {
  const folder = coupaFolder(RED);
  return new FileStore(join(folder, `${nameIn(folder, node.id)}.${ending}`), tell);
}

/** Characters of a name to which everything can be added that is written beside a file: no file system takes more than 255. */
const longestName = 120;

/** What the files of a node are named: its id. Within subflows of subflows ids grow without end: of a long one only the beginning, and a digest. */
function nameIn(folder: string, id: string): string {
  const name = encodeURIComponent(id);
  if (name.length <= longestName || existsSync(join(folder, `${name}.json`))) return name;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${name.slice(0, 80)}${shortened}${digest}`;
}
