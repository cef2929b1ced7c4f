import { fixed } from '../figures';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Result } from '../row';
import type { Scale } from '../scale';
import { type BenchTenant, withTenant } from '../tenant/start';

/** Polls until V8 has compiled what a poll runs: its compiler's threads are on the bill, too. */
const warmUp = 1000;

/** Of these, the ones that a node does on its first days, when V8 has just got to know it. */
const cold = { after: 30, polls: 300 };

const nodes = 200;

/** What polling costs when nothing happens. */
export async function idle(scale: Scale): Promise<Result> {
  const empty = await withTenant({ records: 1 }, (tenant) => emptyPoll(tenant, scale.emptyPolls));
  const quiet = await withTenant({ records: 1 }, (tenant) => manyNodes(tenant, scale.idle));
  return {
    rows: [
      {
        measure: 'a poll that finds nothing',
        target: 'one request, under 2 ms of CPU',
        measured: `${fixed(empty.requests, 2)} requests, ${fixed(empty.cpu, 2)} ms`,
        met: empty.requests === 1 && empty.cpu < 2,
        detail: `all threads, saving the position included; ${scale.emptyPolls} polls one after the other, after ${warmUp}; before V8 has compiled them (the first ${cold.polls} after ${cold.after}) ${fixed(empty.cold, 2)} ms`,
      },
      {
        measure: `${nodes} poll nodes on one connection, idle`,
        target: 'under 1 % CPU; one token request',
        measured: `${fixed(quiet.share * 100, 2)} %, ${quiet.tokens} token request${quiet.tokens === 1 ? '' : 's'}`,
        met: quiet.share < 0.01 && quiet.tokens === 1,
        detail: `between polls, ${fixed(scale.idle / 1000, 0)} s long; their polls every 15 minutes would add ${fixed((nodes * empty.cpu) / 9000, 2)} %`,
      },
    ],
  };
}

/** Polls a list that has nothing new, again and again; figures for one poll, CPU in milliseconds. */
function emptyPoll(
  tenant: BenchTenant,
  polls: number,
): Promise<{ requests: number; cpu: number; cold: number }> {
  const flows = flow(
    connection(tenant.url),
    probe(counter, ['poll']),
    poll('poll', [], [counter], { interval: 0 }),
  );
  return withNodeRed(flows, async (nodeRed) => {
    await nodeRed.run({ expected: cold.after, again: true });
    const early = await nodeRed.run({ expected: cold.polls, again: true });
    await nodeRed.run({ expected: warmUp - cold.after - cold.polls, again: true });
    const before = (await tenant.seen()).arrivals.length;
    const { cpu } = await nodeRed.run({ expected: polls, again: true });
    const requests = (await tenant.seen()).arrivals.length - before;
    return { requests: requests / polls, cpu: cpu / polls, cold: early.cpu / cold.polls };
  });
}

/** Many nodes that have polled once and wait for their next poll. */
function manyNodes(tenant: BenchTenant, watched: number): Promise<{ share: number; tokens: number }> {
  const polls = Array.from({ length: nodes }, (_, index) => poll(`poll-${index}`, [], [counter]));
  const flows = flow(connection(tenant.url), probe(counter, []), ...polls);
  return withNodeRed(flows, async (nodeRed) => {
    await nodeRed.wait(nodes);
    const share = await shareOfCpu(nodeRed, watched);
    return { share, tokens: (await tenant.seen()).tokens };
  });
}

async function shareOfCpu(nodeRed: BenchNodeRed, watched: number): Promise<number> {
  // What the first polls left to be done (saving, collecting garbage) is not idling.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const before = await nodeRed.usage();
  await new Promise((resolve) => setTimeout(resolve, watched));
  const after = await nodeRed.usage();
  return (after.cpu - before.cpu) / (after.at - before.at);
}
