import { fixed, grouped, median, ratios } from '../figures';
import { fleetNode, withMembers } from '../fleet/members';
import { type Pace, paceOf } from '../fleet/pace';
import { withRedis } from '../fleet/redis';
import { connection, counter, type FlowNode, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Measure } from '../row';
import type { Scale } from '../scale';
import { withServer } from '../server/start';

const target = 0.4;
/** More than are read while it is measured. */
const lists = { shape: 'fields', size: 3000, records: 1_000_000 } as const;
const warmUp = 5000;
/** Milliseconds: for a lease from the first one of a term records go through the engine. */
const firstLeaseMs = 11_000;

/** What one instance pays for being of a fleet: the same back-fill with and without one. */
export const fleetAlone: Measure = {
  run: async (scale) => {
    const { embedded, alone } = await race(scale);
    const speed = (paces: Pace[]) => paces.map(({ perSecond }) => perSecond);
    const cpu = (paces: Pace[]) => fixed(median(paces.map((pace) => pace.cpu * 1000)), 0);
    const ratio = median(ratios(speed(alone), speed(embedded)));
    const row = {
      measure: 'fleet of one instance: back-fill of records of 3 kB, many fields, plain',
      target: `at least ${target} × without a fleet`,
      measured: `${fixed(ratio, 2)} ×`,
      met: ratio >= target,
      detail: `records/s: without a fleet ${grouped(median(speed(embedded)))}, fleet ${grouped(median(speed(alone)))}; CPU a record, all threads of Node-RED, ${cpu(embedded)} µs and ${cpu(alone)} µs, the engine's beside it; each for ${scale.fleet / 1000} s in its midst, ${alone.length} repetitions in turn`,
    };
    return { rows: [row] };
  },
  look: (scale, checkout) =>
    withServer(lists, async ({ url }) => {
      const { perSecond, cpu } = await inFleet(url, scale, checkout);
      return [
        { name: 'records/s of a fleet of one', unit: '', value: perSecond, better: 'more' },
        { name: 'CPU a record of a fleet of one', unit: 'µs', value: cpu * 1000, better: 'less' },
      ];
    }),
};

function race(scale: Scale): Promise<{ embedded: Pace[]; alone: Pace[] }> {
  const paces = { embedded: [] as Pace[], alone: [] as Pace[] };
  return withServer(lists, async ({ url }) => {
    for (let repetition = 0; repetition < scale.repetitions; repetition += 1) {
      paces.embedded.push(
        await withNodeRed(flow(...backfill(url)), (nodeRed) => paceLater([nodeRed], scale.fleet)),
      );
      paces.alone.push(await inFleet(url, scale));
    }
    return paces;
  });
}

function inFleet(url: string, { fleet }: Scale, checkout?: string): Promise<Pace> {
  return withRedis((redis) => {
    const nodes = [fleetNode(redis.url), ...backfill(url, { fleet: 'fleet' })];
    return withMembers(1, nodes, (members) => paceLater(members, fleet), { checkout });
  });
}

async function paceLater(members: readonly BenchNodeRed[], ms: number): Promise<Pace> {
  await paceOf(members, warmUp, firstLeaseMs);
  return paceOf(members, warmUp, ms);
}

/** It begins by itself, and never ends in time. */
function backfill(url: string, connectionProperties: object = {}): FlowNode[] {
  return [
    connection(url, connectionProperties),
    probe(counter, []),
    poll('poll', [counter], [], { start: 'beginning' }),
  ];
}
