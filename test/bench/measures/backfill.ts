import { fixed, grouped, median } from '../figures';
import { floor } from '../floor/start';
import { coreNodes, type FlowNode, ours } from '../node-red/flows';
import { withNodeRed } from '../node-red/start';
import type { Result, Row } from '../row';
import type { Scale } from '../scale';
import { firstId } from '../tenant/pages';
import { withTenant } from '../tenant/start';

/** Records a second of each peer, one value for each repetition. */
interface Rates {
  floor: number[];
  floorOfFour: number[];
  ours: number[];
  coreNodes: number[];
}

/** A back-fill without latency: what the CPU allows. */
export async function backfill({ repetitions, backfill: records }: Scale): Promise<Result> {
  const rates = await race({ records, sequential: records, latency: 0, repetitions });
  const overCore = median(ratios(rates.ours, rates.coreNodes));
  const overFloor = median(ratios(rates.ours, rates.floor));
  const common = { measure: 'back-fill, no latency, whole path through Node-RED' };
  return {
    rows: [
      {
        ...common,
        target: 'at least 2.3 × core nodes',
        measured: `${fixed(overCore, 2)} ×`,
        met: overCore >= 2.3,
        detail: `${speeds(rates)}; ${grouped(records)} records, ${repetitions} repetitions in turn`,
      },
      {
        ...common,
        target: 'at least 0.65 × floor',
        measured: `${fixed(overFloor, 2)} ×`,
        met: overFloor >= 0.65,
        detail: `${fixed(median(ratios(rates.ours, rates.floorOfFour)), 2)} × the floor with four connections`,
      },
    ],
    chart: chart('Records a second, no latency', rates),
  };
}

/** A back-fill from far away: what parallel ranges make of the time spent waiting. */
export async function slowBackfill({ repetitions, slowBackfill: records }: Scale): Promise<Result> {
  const sequential = Math.ceil(records / 4);
  const rates = await race({ records, sequential, latency: 100, repetitions: Math.ceil(repetitions / 2) });
  const ratio = median(ratios(rates.ours, rates.floorOfFour));
  const row: Row = {
    measure: 'back-fill, 100 ms latency, `maxConcurrency` 4',
    target: 'at least 0.9 × floor with four connections',
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio >= 0.9,
    detail: `${speeds(rates)}; ${grouped(records)} records, ${grouped(sequential)} for the two that read one page at a time`,
  };
  return { rows: [row], chart: chart('Records a second, 100 ms latency', rates) };
}

interface Race {
  /** Records that peers read which read in parallel. */
  records: number;
  /** Records that the others read. */
  sequential: number;
  /** Milliseconds. */
  latency: number;
  repetitions: number;
}

/** Lets the peers read the same records, one after the other, again and again: noise meets them all alike. */
async function race({ records, sequential, latency, repetitions }: Race): Promise<Rates> {
  const rates: Rates = { floor: [], floorOfFour: [], ours: [], coreNodes: [] };
  await withTenant({ records, latency }, async ({ url }) => {
    const bare = async (count: number, connections: number) =>
      (count / (await floor({ url, firstId, records: count, connections }))) * 1000;
    const flow = (count: number, flows: FlowNode[]) =>
      withNodeRed(flows, async (nodeRed) => {
        const { milliseconds } = await nodeRed.run({ expected: count });
        return (count / milliseconds) * 1000;
      });
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      rates.floor.push(await bare(sequential, 1));
      rates.ours.push(await flow(records, ours(url, { maxConcurrency: 4 })));
      rates.floorOfFour.push(await bare(records, 4));
      rates.coreNodes.push(await flow(sequential, coreNodes(url)));
    }
  });
  return rates;
}

function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
}

function speeds({ floor: bare, floorOfFour, ours: own, coreNodes: core }: Rates): string {
  const speed = (values: number[]) => grouped(median(values));
  return (
    `records/s: floor ${speed(bare)}, floor with four connections ${speed(floorOfFour)}, ` +
    `coupa-poll ${speed(own)}, core nodes ${speed(core)}`
  );
}

function chart(title: string, rates: Rates) {
  return {
    title,
    bars: [
      { label: 'floor, four connections', value: median(rates.floorOfFour) },
      { label: 'floor, one connection', value: median(rates.floor) },
      { label: 'coupa-poll', value: median(rates.ours), ours: true },
      { label: 'core nodes', value: median(rates.coreNodes) },
    ],
  };
}
