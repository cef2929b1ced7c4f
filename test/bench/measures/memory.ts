import { grouped, largest, median, megabytes } from '../figures';
import { ours } from '../node-red/flows';
import { type BenchNodeRed, type Run, type Usage, withNodeRed } from '../node-red/start';
import type { Result, Row } from '../row';
import type { Scale } from '../scale';
import { withTenant } from '../tenant/start';

/** What the last quarter may need more than the first: garbage collection comes when it likes. */
const tolerated = 8e6;

/** Milliseconds that a Node-RED gets to come to rest. */
const rest = 3000;

/** Node.js' own way, and the one that Node-RED's documentation has for small machines. */
const ways = [
  { name: 'V8 as it is', options: '' },
  { name: '`--max-old-space-size=256`', options: '--max-old-space-size=256' },
];

/** A long back-fill, whose memory must not know how long it is. */
export async function memory({ memory: records }: Scale): Promise<Result> {
  const rows: Row[] = [];
  for (const { name, options } of ways) rows.push(...report(name, records, await watch(records, options)));
  return { rows };
}

interface Watched {
  idle: Usage;
  run: Run;
}

function watch(records: number, options: string): Promise<Watched> {
  return withTenant({ records }, ({ url }) => {
    const use = async (nodeRed: BenchNodeRed) => {
      await new Promise((resolve) => setTimeout(resolve, rest));
      return { idle: await nodeRed.usage(), run: await nodeRed.run({ expected: records }) };
    };
    return withNodeRed(ours(url), use, options);
  });
}

function report(way: string, records: number, { idle, run }: Watched): Row[] {
  const over = largest(run.memory.map(({ rss }) => rss)) - idle.rss;
  const [first, last] = [quarter(run, records, 0), quarter(run, records, 3)];
  const slope = last.rss - first.rss;
  const measure = `memory of a back-fill of ${grouped(records)} records, ${way}`;
  return [
    {
      measure,
      target: 'peak under 96 MB over idle',
      measured: megabytes(over),
      met: over < 96e6,
      detail: `resident memory, seen every 100 ms; idle ${megabytes(idle.rss)}; ${grouped((records / run.milliseconds) * 1000)} records/s`,
    },
    {
      measure,
      target: 'no slope between the first and the last quarter',
      measured: `${slope > 0 ? '+' : ''}${megabytes(slope)}`,
      met: slope < tolerated,
      detail: `median resident memory ${megabytes(first.rss)}, then ${megabytes(last.rss)}, up to ${megabytes(tolerated)} more pass for none; least heap in use (just after a collection) ${megabytes(first.heap)}, then ${megabytes(last.heap)}`,
    },
  ];
}

function quarter({ memory: looks }: Run, records: number, number: number): { rss: number; heap: number } {
  const within = looks.filter(({ counted }) => Math.min(3, Math.floor((4 * counted) / records)) === number);
  return {
    rss: median(within.map(({ rss }) => rss)),
    heap: -largest(within.map(({ heapUsed }) => -heapUsed)),
  };
}
