import { fixed, grouped, median, ratios } from '../figures';
import type { FloorTime } from '../floor/main';
import { floor } from '../floor/start';
import { connection, counter, flow, poll, probe } from '../node-red/flows';
import { type BenchNodeRed, type Run, withNodeRed } from '../node-red/start';
import type { Figure, Measure, Row } from '../row';
import type { Scale } from '../scale';
import { firstId } from '../server/ids';
import { type RunningServer, withServer } from '../server/start';

const hourMs = 3_600_000;

/** Longer than all of this takes: each poll reaches back to all records. */
const overlapSeconds = 86_400;

/** Polls that V8 gets to know what a poll runs, after the one that sends everything. */
const warmUp = 2;

const target = 2;

/** A poll that finds nothing but what it sent before: everyday polling. */
export const known: Measure = {
  run: async (scale) => ({ rows: [await row(scale, false), await row(scale, true)] }),
  look: async (scale, checkout) => [
    ...(await figures(scale, false, checkout)),
    ...(await figures(scale, true, checkout)),
  ],
};

async function row(scale: Scale, gzip: boolean): Promise<Row> {
  const { known: records, repetitions } = scale;
  const [bare, polls]: [FloorTime[], Run[]] = [[], []];
  await withPoll(scale, gzip, undefined, async ({ url }, pollOnce) => {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      bare.push(await floor({ url, firstId, records, connections: 1, gzip }));
      polls.push(await pollOnce());
    }
  });
  const ratio = median(
    ratios(
      bare.map(({ milliseconds }) => milliseconds),
      polls.map(({ milliseconds }) => milliseconds),
    ),
  );
  const cpu = median(
    ratios(
      bare.map((one) => one.cpu),
      polls.map((one) => one.cpu),
    ),
  );
  const perRecord = (values: number[]) => `${fixed((median(values) / records) * 1000)} µs`;
  return {
    measure: `poll of ${grouped(records)} known records of 30 kB, ${gzip ? 'gzip' : 'plain'}`,
    target: `at least ${target} × floor`,
    measured: `${fixed(ratio, 2)} ×`,
    met: ratio >= target,
    detail:
      `by CPU time, all threads, ${fixed(cpu, 2)} ×; a record: poll ${perRecord(polls.map(({ milliseconds }) => milliseconds))} (CPU ${perRecord(polls.map(({ cpu }) => cpu))}), ` +
      `floor of one connection ${perRecord(bare.map(({ milliseconds }) => milliseconds))} (CPU ${perRecord(bare.map(({ cpu }) => cpu))}), ` +
      `of that JSON.parse ${perRecord(bare.map(({ parsing }) => parsing))}; event loop held up by the poll for ${fixed(median(polls.map(({ loop }) => loop.max)))} ms at the longest; ${polls.length} repetitions in turn`,
  };
}

async function figures(scale: Scale, gzip: boolean, checkout: string | undefined): Promise<Figure[]> {
  const { milliseconds, cpu, loop } = await withPoll(scale, gzip, checkout, (_, pollOnce) => pollOnce());
  const form = gzip ? 'gzip' : 'plain';
  const perRecord = (value: number) => (value / scale.known) * 1000;
  return [
    { name: `${form}: time a record`, unit: 'µs', value: perRecord(milliseconds), better: 'less' },
    { name: `${form}: CPU a record`, unit: 'µs', value: perRecord(cpu), better: 'less' },
    { name: `${form}: event loop longest`, unit: 'ms', value: loop.max, better: 'less' },
  ];
}

/** A Node-RED that knows all records and has polled them some times. */
function withPoll<Result>(
  { known: records }: Scale,
  gzip: boolean,
  checkout: string | undefined,
  use: (server: RunningServer, pollOnce: () => Promise<Run>) => Promise<Result>,
): Promise<Result> {
  const settings = { shape: 'lines', size: 30_000, records, gzip, spanMs: hourMs } as const;
  return withServer(settings, (server) => {
    const own = poll('poll', [], [counter], { start: 'beginning', interval: 0, overlap: overlapSeconds });
    const flows = flow(connection(server.url), probe(counter, ['poll'], 'poll'), own);
    const measure = async (nodeRed: BenchNodeRed) => {
      const pollOnce = () => wholePoll(nodeRed, server, records);
      for (let polls = 0; polls <= warmUp; polls += 1) await pollOnce();
      return use(server, pollOnce);
    };
    return withNodeRed(flows, measure, { checkout });
  });
}

/** One poll, which has to see all records. */
async function wholePoll(nodeRed: BenchNodeRed, server: RunningServer, records: number): Promise<Run> {
  const before = await server.ask({ ask: 'served' });
  const run = await nodeRed.run({ expected: 1 });
  const pages = (await server.ask({ ask: 'served' })).requests - before.requests;
  if (pages < records / 50) throw new Error(`The poll asked for ${pages} pages only.`);
  return run;
}
