import { fixed, grouped, median, ratios } from '../figures';
import { floor } from '../floor/start';
import { coreNodes, ours } from '../node-red/flows';
import { type Run, withNodeRed } from '../node-red/start';
import type { Figure, Measure, Result, Row } from '../row';
import type { Scale } from '../scale';
import { firstId } from '../server/ids';
import type { RecordForm } from '../server/shapes';
import { withServer } from '../server/start';

/** Records of one form, and what a back-fill of them has to come to. */
export interface ShapeCase extends RecordForm {
  /** What they are called in the table. */
  name: string;
  gzip: boolean;
  /** Share of the floor of one connection. */
  overFloor: number;
  /** How much faster than core nodes; absent: not compared. */
  overCore?: number;
  /** Whether the chart has it. */
  isCharted?: boolean;
}

/** Milliseconds that everything else may have to wait, 99 times of 100 and ever. */
const patience = { p99: 10, longest: 30 };

/** What it took of each peer, one value for each repetition. */
interface Times {
  floor: { milliseconds: number; cpu: number }[];
  ours: Run[];
  core: Run[];
}

/** A back-fill without latency of records of one form: what the CPU allows. */
export function shapeMeasure(form: ShapeCase): Measure {
  return {
    run: async (scale) => report(form, recordsOf(form, scale), await race(form, scale)),
    look: (scale, checkout) =>
      withServer({ ...form, records: recordsOf(form, scale) }, async ({ url }) =>
        figures(recordsOf(form, scale), await backfill(url, recordsOf(form, scale), checkout)),
      ),
  };
}

/** As many bytes of each form; of small records fewer, since they cost by number. */
function recordsOf({ size }: ShapeCase, { bytes }: Scale): number {
  return Math.ceil(bytes / Math.max(size, 3000) / 50) * 50;
}

function race(form: ShapeCase, scale: Scale): Promise<Times> {
  const { gzip } = form;
  const records = recordsOf(form, scale);
  const times: Times = { floor: [], ours: [], core: [] };
  return withServer({ ...form, records }, async ({ url }) => {
    for (let repetition = 0; repetition < scale.repetitions; repetition += 1) {
      times.floor.push(await floor({ url, firstId, records, connections: 1, gzip }));
      times.ours.push(await backfill(url, records));
      if (form.overCore !== undefined)
        times.core.push(await withNodeRed(coreNodes(url), (nodeRed) => nodeRed.run({ expected: records })));
    }
    return times;
  });
}

function backfill(url: string, records: number, checkout?: string): Promise<Run> {
  return withNodeRed(ours(url), (nodeRed) => nodeRed.run({ expected: records }), { checkout });
}

function report(form: ShapeCase, records: number, times: Times): Result {
  const measure = `back-fill of records of ${form.name}, ${form.gzip ? 'gzip' : 'plain'}`;
  const rows = [
    floorRow(form, measure, records, times),
    ...coreRow(form, measure, times),
    loopRow(measure, times),
  ];
  return { rows, ...(form.isCharted && { chart: chart(form, records, times) }) };
}

function floorRow({ overFloor }: ShapeCase, measure: string, records: number, times: Times): Row {
  const ratio = median(ratios(wall(times.floor), wall(times.ours)));
  const cpu = median(ratios(used(times.floor), used(times.ours)));
  const speeds = { floor: speed(times.floor, records), 'coupa-poll': speed(times.ours, records) };
  const said = Object.entries(speeds).map(([peer, value]) => `${peer} ${grouped(value)}`);
  return {
    measure,
    target: `at least ${overFloor} × floor`,
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio >= overFloor,
    detail: `records/s: ${said.join(', ')}; by CPU time, all threads, ${fixed(cpu, 2)} ×; ${grouped(records)} records, ${times.ours.length} repetitions in turn`,
  };
}

function coreRow({ overCore }: ShapeCase, measure: string, times: Times): Row[] {
  if (overCore === undefined) return [];
  const ratio = median(ratios(wall(times.core), wall(times.ours)));
  const cpu = median(ratios(used(times.core), used(times.ours)));
  const target = `at least ${overCore} × core nodes`;
  const detail = `by CPU time ${fixed(cpu, 2)} ×`;
  return [{ measure, target, measured: `${fixed(ratio, 2)} ×`, met: ratio >= overCore, detail }];
}

function loopRow(measure: string, { ours: runs }: Times): Row {
  const p99 = median(runs.map(({ loop }) => loop.p99));
  const longest = median(runs.map(({ loop }) => loop.max));
  return {
    measure,
    target: `event loop held up p99 ${patience.p99} ms, longest ${patience.longest} ms`,
    measured: `${fixed(p99)} ms, ${fixed(longest)} ms`,
    met: p99 <= patience.p99 && longest <= patience.longest,
    detail: `medians of the repetitions' p99 and longest; monitorEventLoopDelay, less its own timer of 10 ms`,
  };
}

function figures(records: number, { milliseconds, cpu, loop }: Run): Figure[] {
  return [
    { name: 'records/s', unit: '', value: (records / milliseconds) * 1000, better: 'more' },
    { name: 'CPU a record', unit: 'µs', value: (cpu / records) * 1000, better: 'less' },
    { name: 'event loop p99', unit: 'ms', value: loop.p99, better: 'less' },
    { name: 'event loop longest', unit: 'ms', value: loop.max, better: 'less' },
  ];
}

function chart(form: ShapeCase, records: number, times: Times) {
  return {
    title: `Records a second, ${form.name}, ${form.gzip ? 'gzip' : 'plain'}`,
    bars: [
      { label: 'floor, one connection', value: speed(times.floor, records) },
      { label: 'coupa-poll', value: speed(times.ours, records), ours: true },
      ...(times.core.length > 0 ? [{ label: 'core nodes', value: speed(times.core, records) }] : []),
    ],
  };
}

function speed(times: readonly { milliseconds: number }[], records: number): number {
  return (records / median(wall(times))) * 1000;
}

function wall(times: readonly { milliseconds: number }[]): number[] {
  return times.map(({ milliseconds }) => milliseconds);
}

function used(times: readonly { cpu: number }[]): number[] {
  return times.map(({ cpu }) => cpu);
}
