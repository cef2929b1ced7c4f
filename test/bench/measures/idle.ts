import { setTimeout as pause } from 'node:timers/promises';
import { fixed, median } from '../figures';
import { atRest } from '../node-red/at-rest';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Measure, Row } from '../row';
import type { Scale } from '../scale';
import { type BenchTenant, withTenant } from '../tenant/start';

/** Polls until V8 has compiled what a poll runs: its compiler's threads are on the bill, too. */
const warmUp = 1000;

/** Of these, the ones that a node does on its first days, when V8 has just got to know it. */
const cold = { after: 30, polls: 300 };

const nodes = 200;

/** Equal spans in which they are watched: a collection of V8's falls into one of them, if into any. */
const spans = 6;

/** What an empty poll may cost, milliseconds of CPU. */
const emptyTarget = 1.2;

/** What polling costs when nothing happens. */
export const idle: Measure = {
  run: async (scale) => {
    const empty = await withTenant({ records: 1 }, (tenant) => emptyPoll(tenant, scale.emptyPolls));
    const quiet = await withTenant({ records: 1 }, (tenant) => manyNodes(tenant, scale.idle));
    return { rows: [emptyRow(empty, scale), quietRow(quiet, empty.cpu, scale)] };
  },
  look: async (scale, checkout) => {
    const empty = await withTenant({ records: 1 }, (tenant) => emptyPoll(tenant, scale.emptyPolls, checkout));
    const quiet = await withTenant({ records: 1 }, (tenant) => manyNodes(tenant, scale.idle, checkout));
    return [
      { name: 'CPU of an empty poll', unit: 'ms', value: empty.cpu, better: 'less' },
      { name: 'CPU of an early one', unit: 'ms', value: empty.cold, better: 'less' },
      { name: `CPU of ${nodes} idle nodes`, unit: '%', value: quiet.share * 100, better: 'less' },
    ];
  },
};

interface Empty {
  requests: number;
  cpu: number;
  cold: number;
}

interface Quiet {
  /** Of the CPU, in the median of all spans. */
  share: number;
  /** In the one with the most. */
  most: number;
  tokens: number;
}

function emptyRow(empty: Empty, { emptyPolls }: Scale): Row {
  return {
    measure: 'a poll that finds nothing',
    target: `one request, under ${emptyTarget} ms of CPU`,
    measured: `${fixed(empty.requests, 2)} requests, ${fixed(empty.cpu, 2)} ms`,
    met: empty.requests === 1 && empty.cpu < emptyTarget,
    detail: `all threads; the position is written at most every five minutes of such polls; ${emptyPolls} polls one after the other, after ${warmUp}; before V8 has compiled them (the first ${cold.polls} after ${cold.after}) ${fixed(empty.cold, 2)} ms`,
  };
}

function quietRow(quiet: Quiet, cpuOfPoll: number, { idle: watchedMs }: Scale): Row {
  return {
    measure: `${nodes} poll nodes on one connection, idle`,
    target: 'under 1 % CPU; one token request',
    measured: `${fixed(quiet.share * 100, 2)} %, ${quiet.tokens} token request${quiet.tokens === 1 ? '' : 's'}`,
    met: quiet.share < 0.01 && quiet.tokens === 1,
    detail: `between polls, median of ${spans} spans of ${fixed(watchedMs / spans / 1000, 0)} s, the most ${fixed(quiet.most * 100, 2)} %; their polls every 15 minutes would add ${fixed((nodes * cpuOfPoll) / 9000, 2)} %`,
  };
}

/** Polls a list that has nothing new, again and again; figures for one poll, CPU in milliseconds. */
function emptyPoll(tenant: BenchTenant, polls: number, checkout?: string): Promise<Empty> {
  const flows = flow(
    connection(tenant.url),
    probe(counter, ['poll'], 'poll'),
    poll('poll', [], [counter], { interval: 0 }),
  );
  const measure = async (nodeRed: BenchNodeRed) => {
    await nodeRed.run({ expected: cold.after, again: true });
    const early = await nodeRed.run({ expected: cold.polls, again: true });
    await nodeRed.run({ expected: warmUp - cold.after - cold.polls, again: true });
    const before = (await tenant.seen()).arrivals.length;
    const { cpu } = await nodeRed.run({ expected: polls, again: true });
    const requests = (await tenant.seen()).arrivals.length - before;
    return { requests: requests / polls, cpu: cpu / polls, cold: early.cpu / cold.polls };
  };
  return withNodeRed(flows, measure, { checkout });
}

/** Many nodes that have polled once and wait for their next poll. */
function manyNodes(tenant: BenchTenant, watchedMs: number, checkout?: string): Promise<Quiet> {
  const polls = Array.from({ length: nodes }, (_, index) => poll(`poll-${index}`, [], [counter]));
  const flows = flow(connection(tenant.url), probe(counter, [], 'poll'), ...polls);
  const measure = async (nodeRed: BenchNodeRed) => {
    await nodeRed.wait(nodes);
    const shares = await sharesOfCpu(nodeRed, watchedMs / spans);
    return { share: median(shares), most: Math.max(...shares), tokens: (await tenant.seen()).tokens };
  };
  return withNodeRed(flows, measure, { checkout });
}

async function sharesOfCpu(nodeRed: BenchNodeRed, spanMs: number): Promise<number[]> {
  const shares: number[] = [];
  let before = await atRest(nodeRed);
  while (shares.length < spans) {
    await pause(spanMs);
    const after = await nodeRed.usage();
    shares.push((after.cpu - before.cpu) / (after.at - before.at));
    before = after;
  }
  return shares;
}
