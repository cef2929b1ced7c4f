import { fixed, grouped, median, ratios } from '../figures';
import { fleetNode, withMembers } from '../fleet/members';
import { type Pace, paceOf } from '../fleet/pace';
import { withRedis } from '../fleet/redis';
import { connection, counter, type FlowNode, poll, probe, waits } from '../node-red/flows';
import type { Measure, Row } from '../row';
import type { Scale } from '../scale';
import { withServer } from '../server/start';

const atOnce = 50;
const waitMs = 20;
/** How many instances, and how many times as fast they have to be as one. */
const targets = [
  { count: 2, times: 1.9 },
  { count: 4, times: 3.6 },
] as const;
const lists = { shape: 'fields', size: 1000, records: 1_000_000 } as const;

/** A flow that waits for somebody else with each record: what more instances make of it. */
export const fleetWaiting: Measure = {
  run: async (scale) => {
    const { one, several } = await race(scale);
    const rows = targets.map(({ count, times }) => row(one, several.get(count) ?? [], count, times));
    return { rows };
  },
  look: (scale, checkout) =>
    withServer(lists, async ({ url }) => {
      const { perSecond } = await paceWith(url, 2, scale, checkout);
      return [{ name: 'records/s of two instances that wait', unit: '', value: perSecond, better: 'more' }];
    }),
};

function row(one: Pace[], several: Pace[], count: number, times: number): Row {
  const speed = (paces: Pace[]) => paces.map(({ perSecond }) => perSecond);
  const ratio = median(ratios(speed(several), speed(one)));
  return {
    measure: `fleet of ${count}: a flow that waits ${waitMs} ms a record, ${atOnce} at once in each`,
    target: `at least ${times} × one instance`,
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio >= times,
    detail: `records/s: one instance ${grouped(median(speed(one)))}, ${count} instances ${grouped(median(speed(several)))}; records of 1 kB, \`delivery\` acknowledge, \`maxInFlight\` ${atOnce} and ${count * atOnce}; CPU a record, all threads of all Node-REDs, ${fixed(median(several.map(({ cpu }) => cpu * 1000)), 0)} µs; ${one.length} repetitions in turn`,
  };
}

async function race(scale: Scale): Promise<{ one: Pace[]; several: Map<number, Pace[]> }> {
  const one: Pace[] = [];
  const several = new Map<number, Pace[]>(targets.map(({ count }) => [count, []]));
  return withServer(lists, async ({ url }) => {
    for (let repetition = 0; repetition < Math.ceil(scale.repetitions / 2); repetition += 1) {
      one.push(await paceWith(url, 1, scale));
      for (const [count, paces] of several) paces.push(await paceWith(url, count, scale));
    }
    return { one, several };
  });
}

function paceWith(url: string, count: number, { fleet }: Scale, checkout?: string): Promise<Pace> {
  return withRedis((redis) => {
    const nodes = [fleetNode(redis.url), ...flowThatWaits(url, count * atOnce)];
    return withMembers(count, nodes, (members) => paceOf(members, 1000, fleet), { checkout });
  });
}

function flowThatWaits(url: string, maxInFlight: number): FlowNode[] {
  return [
    connection(url, { fleet: 'fleet' }),
    probe(counter, []),
    poll('poll', ['waits'], [], { start: 'beginning', delivery: 'acknowledge', maxInFlight }),
    waits('waits', waitMs, ['poll'], [counter]),
  ];
}
