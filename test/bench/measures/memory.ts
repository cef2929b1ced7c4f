import { grouped, largest, median, megabytes } from '../figures';
import { atRest } from '../node-red/at-rest';
import { ours } from '../node-red/flows';
import { type BenchNodeRed, type Run, type Usage, withNodeRed } from '../node-red/start';
import type { Figure, Measure, Row } from '../row';
import type { Scale } from '../scale';
import type { RecordForm } from '../server/shapes';
import { withServer } from '../server/start';

/** What the last quarter may need more than the first: garbage collection comes when it likes. */
const tolerated = 8e6;

/** A back-fill whose memory is watched. */
export interface MemoryCase extends RecordForm {
  /** What the records are called in the table. */
  name: string;
  gzip?: boolean;
  /** Bytes over idle. */
  target: number;
  /** Options of Node.js, if any: Node-RED's documentation has one for small machines. */
  nodeOptions?: string;
  records(scale: Scale): number;
  /** Whether it is long enough to have quarters. */
  isLong: boolean;
}

/** A back-fill, whose memory must know neither how long it is nor how large the records are. */
export function memoryMeasure(cases: readonly MemoryCase[]): Measure {
  return {
    run: async (scale) => {
      const rows: Row[] = [];
      for (const one of cases) rows.push(...report(one, one.records(scale), await watch(one, scale)));
      return { rows };
    },
    look: async (scale, checkout) => {
      const figures: Figure[] = [];
      for (const one of cases) {
        const value = over(await watch(one, scale, checkout)) / 1e6;
        figures.push({ name: `peak over idle, ${nameOf(one)}`, unit: 'MB', value, better: 'less' });
      }
      return figures;
    },
  };
}

interface Watched {
  idle: Usage;
  run: Run;
}

function watch(one: MemoryCase, scale: Scale, checkout?: string): Promise<Watched> {
  const { shape, size, gzip, nodeOptions } = one;
  const records = one.records(scale);
  return withServer({ shape, size, gzip, records }, ({ url }) => {
    const use = async (nodeRed: BenchNodeRed) => ({
      idle: await atRest(nodeRed),
      run: await nodeRed.run({ expected: records }),
    });
    return withNodeRed(ours(url), use, { nodeOptions, checkout });
  });
}

function nameOf({ name, nodeOptions }: MemoryCase): string {
  return nodeOptions === undefined ? name : `${name}, \`${nodeOptions}\``;
}

function over({ idle, run }: Watched): number {
  return run.peak - idle.rss;
}

function report(one: MemoryCase, records: number, watched: Watched): Row[] {
  const { idle, run } = watched;
  const peak = over(watched);
  const measure = `memory of a back-fill of ${grouped(records)} records of ${nameOf(one)}`;
  const row: Row = {
    measure,
    target: `peak under ${one.target / 1e6} MB over idle`,
    measured: megabytes(peak),
    met: peak < one.target,
    detail: `resident memory as the system counts it; idle ${megabytes(idle.rss)}; ${grouped((records / run.milliseconds) * 1000)} records/s`,
  };
  return one.isLong ? [row, slopeRow(measure, records, run)] : [row];
}

function slopeRow(measure: string, records: number, run: Run): Row {
  const [first, last] = [quarter(run, records, 0), quarter(run, records, 3)];
  const slope = last.rss - first.rss;
  return {
    measure,
    target: 'no slope between the first and the last quarter',
    measured: `${slope > 0 ? '+' : ''}${megabytes(slope)}`,
    met: slope < tolerated,
    detail: `median resident memory, seen every 100 ms, ${megabytes(first.rss)}, then ${megabytes(last.rss)}, up to ${megabytes(tolerated)} more pass for none; least heap in use (just after a collection) ${megabytes(first.heap)}, then ${megabytes(last.heap)}`,
  };
}

function quarter({ memory: looks }: Run, records: number, number: number): { rss: number; heap: number } {
  const within = looks.filter(({ counted }) => Math.min(3, Math.floor((4 * counted) / records)) === number);
  return {
    rss: median(within.map(({ rss }) => rss)),
    heap: -largest(within.map(({ heapUsed }) => -heapUsed)),
  };
}
