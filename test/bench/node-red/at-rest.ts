import { setTimeout as pause } from 'node:timers/promises';
import type { BenchNodeRed, Usage } from './start';

/** Milliseconds between two looks at a process. */
const paceMs = 250;

/** Share of the CPU below which a process is at rest: what is left to be done after a start or a poll needs more. */
const restingShare = 0.02;

/** Looks in a row that have to agree. */
const looks = 4;

/** Milliseconds after which it will not come to rest any more. */
const patienceMs = 30_000;

/**
 * Waits until a Node-RED has done what was left to be done (saving, compiling, collecting garbage), and answers what it uses then.
 *
 * @throws when it works on and on
 */
export async function atRest(nodeRed: BenchNodeRed): Promise<Usage> {
  let before = await nodeRed.usage();
  const begin = before.at;
  for (let quiet = 0; quiet < looks; ) {
    await pause(paceMs);
    const now = await nodeRed.usage();
    quiet = (now.cpu - before.cpu) / (now.at - before.at) < restingShare ? quiet + 1 : 0;
    if (now.at - begin > patienceMs) throw new Error('Node-RED does not come to rest.');
    before = now;
  }
  return before;
}
