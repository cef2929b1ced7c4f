import { fixed, grouped } from '../figures';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Measure, Row } from '../row';
import { makeBodies, makes } from '../server/shapes';
import { type RunningServer, withServer } from '../server/start';

const minuteMs = 60_000;

/** Minutes from poll to poll. */
const intervals = [1, 5, 15];

/** Ten records a minute. */
const form = { shape: 'lines', size: 30_000, everyMs: 6000, records: 1_000_000 } as const;

/** Polls until what lies within the overlap is what it always will be. */
const warmUp = 7;

/** Polls whose bytes are counted. */
const counted = 8;

/** What a poll at each interval downloads of a record until it is behind the overlap. */
interface Traffic {
  minutes: number;
  /** Bytes for each record that was new. */
  bytes: number;
  requests: number;
}

/** What everyday polling downloads: the server's clock and Node-RED's go ahead together, so that bytes are counted and not timed. */
export const traffic: Measure = {
  run: async () => {
    const rows: Row[] = [];
    for (const minutes of intervals) rows.push(row(await watch(minutes)));
    return { rows };
  },
  look: async (_scale, checkout) => {
    const seen: Traffic[] = [];
    for (const minutes of intervals) seen.push(await watch(minutes, checkout));
    return seen.map(({ minutes, bytes }) => ({
      name: `a new record, polled every ${minutes} min`,
      unit: 'kB',
      value: bytes / 1000,
      better: 'less',
    }));
  },
};

function row({ minutes, bytes, requests }: Traffic): Row {
  const own = makeBodies(form).reduce((sum, { length }) => sum + length, 0) / makes;
  return {
    measure: `bytes downloaded for a new record of 30 kB, polled every ${minutes} min`,
    target: '',
    measured: `${fixed(bytes / 1000)} kB, ${fixed(bytes / own, 2)} × its own`,
    detail: `plain, bodies of answers; \`overlap\` 300 s; ${grouped((minutes * minuteMs) / form.everyMs)} new records a poll, ${fixed(requests)} requests a poll; clocks of both processes set ahead from poll to poll`,
  };
}

function watch(minutes: number, checkout?: string): Promise<Traffic> {
  return withServer(form, (server) => {
    const own = poll('poll', [], [counter], { interval: 0 });
    const flows = flow(connection(server.url), probe(counter, ['poll'], 'poll'), own);
    return withNodeRed(flows, (nodeRed) => count(nodeRed, server, minutes), { checkout });
  });
}

async function count(nodeRed: BenchNodeRed, server: RunningServer, minutes: number): Promise<Traffic> {
  const pollAfter = async (ms: number) => {
    await server.ask({ ask: 'advance', ms });
    await nodeRed.advance(ms);
    await nodeRed.run({ expected: 1 });
  };
  const interval = minutes * minuteMs;
  for (let polls = 0; polls < warmUp; polls += 1) await pollAfter(interval);
  const before = await server.ask({ ask: 'served' });
  for (let polls = 0; polls < counted; polls += 1) await pollAfter(interval);
  const after = await server.ask({ ask: 'served' });
  const records = (counted * interval) / form.everyMs;
  return {
    minutes,
    bytes: (after.bytes - before.bytes) / records,
    requests: (after.requests - before.requests) / counted,
  };
}
