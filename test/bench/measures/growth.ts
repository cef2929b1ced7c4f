import { fixed, grouped, median } from '../figures';
import { atRest } from '../node-red/at-rest';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, type Run, withNodeRed } from '../node-red/start';
import type { Measure, Row } from '../row';
import type { Scale } from '../scale';
import type { Dates } from '../server/pages';
import { withServer } from '../server/start';

const form = { shape: 'fields', size: 1000 } as const;

/** Records of a short back-fill. */
const short = 10_000;

/** Short back-fills before the long one, and behind it. */
const times = 3;

/** Records until V8 has compiled what a back-fill runs. */
const warmUp = 100_000;

const target = 1.05;

/** Whether records cost more when they are many: a long back-fill against short ones, in one process. */
export const growth: Measure = {
  run: async (scale) => ({ rows: [row(scale, await watch(scale))] }),
  look: async (scale, checkout) => {
    const { short: few, long } = await watch(scale, checkout);
    return [
      { name: `time a record, ${grouped(short)}`, unit: 'µs', value: median(few.map(time)), better: 'less' },
      { name: `time a record, ${grouped(scale.memory)}`, unit: 'µs', value: time(long), better: 'less' },
    ];
  },
};

/** Microseconds a record, by the clock and of CPU. */
interface PerRecord {
  time: number;
  cpu: number;
}

interface Watched {
  short: PerRecord[];
  long: PerRecord;
}

function row({ memory: many }: Scale, { short: few, long }: Watched): Row {
  const ratio = long.time / median(few.map(time));
  const cpu = long.cpu / median(few.map((one) => one.cpu));
  return {
    measure: `time per record, back-fill of ${grouped(many)} against ${grouped(short)}`,
    target: `at most ${target} ×`,
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio <= target,
    detail: `records of 1 kB, one Node-RED that had read ${grouped(warmUp)} before; ${fixed(long.time)} µs against ${fixed(median(few.map(time)))} µs (median of ${few.length}, half of them behind the long one); by CPU time, all threads, ${fixed(cpu, 2)} ×`,
  };
}

function time(one: PerRecord): number {
  return one.time;
}

function watch({ memory: many }: Scale, checkout?: string): Promise<Watched> {
  const records = warmUp + many + 2 * times * short;
  return withServer({ ...form, records }, (server) => {
    const own = poll('poll', [counter], [], { start: 'beginning', interval: 0 });
    const flows = flow(connection(server.url), probe(counter, ['poll']), own);
    return withNodeRed(flows, (nodeRed) => backfills(new Ranges(nodeRed, server.dates), many), { checkout });
  });
}

async function backfills(ranges: Ranges, many: number): Promise<Watched> {
  const few: PerRecord[] = [];
  await ranges.next(warmUp);
  for (let time = 0; time < times; time += 1) few.push(await ranges.next(short));
  const long = await ranges.next(many);
  for (let time = 0; time < times; time += 1) few.push(await ranges.next(short));
  return { short: few, long };
}

/** Back-fills of one range of dates after the other. */
class Ranges {
  private read = 0;

  constructor(
    private readonly nodeRed: BenchNodeRed,
    private readonly dates: Dates,
  ) {}

  async next(records: number): Promise<PerRecord> {
    const [from, to] = [this.dateOf(this.read), this.dateOf(this.read + records - 1)];
    this.read += records;
    const run: Run = await this.nodeRed.run({
      expected: records,
      message: { command: 'backfill', from, to },
    });
    await atRest(this.nodeRed);
    return { time: (run.milliseconds / records) * 1000, cpu: (run.cpu / records) * 1000 };
  }

  private dateOf(number: number): string {
    const { begin, stepMs } = this.dates;
    return new Date(Math.floor((begin + stepMs * (number + 1)) / 1000) * 1000).toISOString();
  }
}
