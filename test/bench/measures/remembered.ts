import { fixed, grouped } from '../figures';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Measure, Row } from '../row';
import { type RunningServer, withServer } from '../server/start';

/** Versions that a node remembers. */
const remembered = [0, 1000, 100_000];

const polls = { warmUp: 40, counted: 100 };

/** What an empty poll costs a node that remembers much: the records are still within its overlap, but no longer in its list. */
export const rememberedMeasure: Measure = {
  run: async () => {
    const rows: Row[] = [];
    for (const records of remembered) rows.push(row(records, await watch(records)));
    return { rows };
  },
  look: async (_scale, checkout) => {
    const seen: { records: number; cpu: number }[] = [];
    for (const records of remembered) seen.push({ records, cpu: (await watch(records, checkout)).cpu });
    return seen.map(({ records, cpu }) => ({
      name: `CPU of an empty poll, ${grouped(records)} remembered`,
      unit: 'ms',
      value: cpu,
      better: 'less',
    }));
  },
};

/** Milliseconds, of one poll. */
interface Cost {
  cpu: number;
  time: number;
  longest: number;
}

function row(records: number, { cpu, time, longest }: Cost): Row {
  return {
    measure: `empty poll with ${grouped(records)} records remembered`,
    target: '',
    measured: `${fixed(cpu, 2)} ms of CPU`,
    detail: `all threads; the position is written at most every five minutes of such polls; ${fixed(time, 2)} ms by the clock; event loop held up for ${fixed(longest)} ms at the longest; ${polls.counted} polls one after the other, after ${polls.warmUp}`,
  };
}

function watch(records: number, checkout?: string): Promise<Cost> {
  const settings = { shape: 'fields', size: 1000, records, spanMs: 3_600_000 } as const;
  return withServer(settings, (server) => {
    const own = poll('poll', [], [counter], { start: 'beginning', interval: 0, overlap: 86_400 });
    const flows = flow(connection(server.url), probe(counter, ['poll'], 'poll'), own);
    return withNodeRed(flows, (nodeRed) => emptyPolls(nodeRed, server), { checkout });
  });
}

async function emptyPolls(nodeRed: BenchNodeRed, server: RunningServer): Promise<Cost> {
  await nodeRed.run({ expected: 1 });
  await server.ask({ ask: 'hide', isHidden: true });
  await nodeRed.run({ expected: polls.warmUp, again: true });
  const { cpu, milliseconds, loop } = await nodeRed.run({ expected: polls.counted, again: true });
  return { cpu: cpu / polls.counted, time: milliseconds / polls.counted, longest: loop.max };
}
