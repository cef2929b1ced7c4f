import { fixed, grouped, median, ratios } from '../figures';
import { floor } from '../floor/start';
import { coreNodes, ours } from '../node-red/flows';
import { withNodeRed } from '../node-red/start';
import type { Figure, Measure, Result, Row } from '../row';
import type { Scale } from '../scale';
import { firstId } from '../server/ids';
import { withServer } from '../server/start';

const latencyMs = 100;
const form = { shape: 'fields', size: 3000, latencyMs } as const;
const target = 0.97;

/** Records a second of each peer, one value for each repetition. */
interface Rates {
  floor: number[];
  floorOfFour: number[];
  ours: number[];
  coreNodes: number[];
}

/** A back-fill from far away: what parallel ranges make of the time spent waiting. */
export const latency: Measure = {
  run: async (scale) => report(scale, await race(scale)),
  look: (scale, checkout) =>
    withServer({ ...form, records: scale.slowBackfill }, async ({ url }): Promise<Figure[]> => {
      const value = await backfill(url, scale.slowBackfill, checkout);
      return [{ name: 'records/s', unit: '', value, better: 'more' }];
    }),
};

/** Lets the peers read the same records, one after the other, again and again: noise meets them all alike. */
function race({ slowBackfill: records, repetitions }: Scale): Promise<Rates> {
  const rates: Rates = { floor: [], floorOfFour: [], ours: [], coreNodes: [] };
  const sequential = sequentialOf(records);
  return withServer({ ...form, records }, async ({ url }) => {
    const bare = async (count: number, connections: number) =>
      (count / (await floor({ url, firstId, records: count, connections })).milliseconds) * 1000;
    for (let repetition = 0; repetition < Math.ceil(repetitions / 2); repetition += 1) {
      rates.floor.push(await bare(sequential, 1));
      rates.ours.push(await backfill(url, records));
      rates.floorOfFour.push(await bare(records, 4));
      rates.coreNodes.push(
        await withNodeRed(coreNodes(url), async (nodeRed) => {
          const { milliseconds } = await nodeRed.run({ expected: sequential });
          return (sequential / milliseconds) * 1000;
        }),
      );
    }
    return rates;
  });
}

function sequentialOf(records: number): number {
  return Math.ceil(records / 4);
}

function backfill(url: string, records: number, checkout?: string): Promise<number> {
  const flows = ours(url, { maxConcurrency: 4 });
  const rate = async (milliseconds: number) => (records / milliseconds) * 1000;
  return withNodeRed(
    flows,
    async (nodeRed) => rate((await nodeRed.run({ expected: records })).milliseconds),
    {
      checkout,
    },
  );
}

function report({ slowBackfill: records }: Scale, rates: Rates): Result {
  const ratio = median(ratios(rates.ours, rates.floorOfFour));
  const row: Row = {
    measure: `back-fill, ${latencyMs} ms latency, \`maxConcurrency\` 4`,
    target: `at least ${target} × floor with four connections`,
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio >= target,
    detail: `${speeds(rates)}; ${grouped(records)} records, ${grouped(sequentialOf(records))} for the two that read one page at a time`,
  };
  return { rows: [row], chart: chart(rates) };
}

function speeds({ floor: bare, floorOfFour, ours: own, coreNodes: core }: Rates): string {
  const speed = (values: number[]) => grouped(median(values));
  return (
    `records/s: floor ${speed(bare)}, floor with four connections ${speed(floorOfFour)}, ` +
    `coupa-poll ${speed(own)}, core nodes ${speed(core)}`
  );
}

function chart(rates: Rates) {
  return {
    title: `Records a second, ${latencyMs} ms latency`,
    bars: [
      { label: 'floor, four connections', value: median(rates.floorOfFour) },
      { label: 'floor, one connection', value: median(rates.floor) },
      { label: 'coupa-poll', value: median(rates.ours), ours: true },
      { label: 'core nodes', value: median(rates.coreNodes) },
    ],
  };
}
