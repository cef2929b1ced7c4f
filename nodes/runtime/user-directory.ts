import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { type Phrase, phrase, type Say } from '../../lib/base/text/phrase';
import type { Writer } from '../../lib/local/other-writer';
import { ProcessLock } from '../../lib/local/process-lock';

/** The nodes that keep something in the user directory, and the file that says that this process uses it. */
const users = new Set<Node>();
let lock: ProcessLock | undefined;

/** The folder of the user directory in which nodes keep what survives. */
export function coupaFolder(RED: NodeAPI): string {
  return join(RED.settings.userDir ?? process.cwd(), 'coupa');
}

/**
 * A node keeps something in the user directory until it is closed. Another Node-RED that does the same is told of in the log, once, and
 * nothing is stopped: two with different flows may share a directory.
 */
export function usesUserDirectory(RED: NodeAPI, node: Node, say: Say): void {
  if (users.has(node)) return;
  users.add(node);
  const folder = coupaFolder(RED);
  lock ??= new ProcessLock(join(folder, 'process.lock'), systemClock, (other) =>
    RED.log.warn(`[node-red-contrib-coupa] ${say(sharedWith(folder, other))}`),
  );
  lock.hold();
  node.on('close', (done: () => void) => {
    users.delete(node);
    leave().then(done, done);
  });
}

/** Another process that uses the user directory, where one was noticed. */
export function otherProcess(): Writer | undefined {
  return lock?.other;
}

async function leave(): Promise<void> {
  if (users.size > 0) return;
  const last = lock;
  lock = undefined;
  await last?.release();
}

function sharedWith(folder: string, { host, pid }: Writer): Phrase {
  return phrase`Another Node-RED (process ${pid} on ${host}) keeps positions in ${folder}, too. If both run the same flow, both poll and send the same records: stop one of them, or give each a user directory of its own.`;
}
