import { grouped, largest, median, megabytes } from '../figures';
import { ours } from '../node-red/flows';
import { type Run, withNodeRed } from '../node-red/start';
import type { Result } from '../row';
import type { Scale } from '../scale';
import { withTenant } from '../tenant/start';

/** What the last quarter may need more than the first: garbage collection comes when it likes. */
const tolerated = 8e6;

/** Milliseconds that a Node-RED gets to come to rest. */
const rest = 3000;

/** A long back-fill, whose memory must not know how long it is. */
export async function memory({ memory: records }: Scale): Promise<Result> {
  const { idle, run } = await withTenant({ records }, ({ url }) =>
    withNodeRed(ours(url), async (nodeRed) => {
      await new Promise((resolve) => setTimeout(resolve, rest));
      return { idle: await nodeRed.usage(), run: await nodeRed.run({ expected: records }) };
    }),
  );
  const over = largest(run.memory.map(({ rss }) => rss)) - idle.rss;
  const [first, last] = [quarter(run, records, 0), quarter(run, records, 3)];
  const slope = last.rss - first.rss;
  const common = { measure: `memory of a back-fill of ${grouped(records)} records` };
  return {
    rows: [
      {
        ...common,
        target: 'peak under 96 MB over idle',
        measured: megabytes(over),
        met: over < 96e6,
        detail: `resident memory, seen every 100 ms; idle ${megabytes(idle.rss)}; ${grouped((records / run.milliseconds) * 1000)} records/s`,
      },
      {
        ...common,
        target: 'no slope between the first and the last quarter',
        measured: `${slope > 0 ? '+' : ''}${megabytes(slope)}`,
        met: slope < tolerated,
        detail: `median resident memory ${megabytes(first.rss)}, then ${megabytes(last.rss)}; heap in use ${megabytes(first.heapUsed)}, then ${megabytes(last.heapUsed)}; up to ${megabytes(tolerated)} more pass for none`,
      },
    ],
  };
}

function quarter({ memory: looks }: Run, records: number, number: number): { rss: number; heapUsed: number } {
  const within = looks.filter(({ counted }) => Math.min(3, Math.floor((4 * counted) / records)) === number);
  return {
    rss: median(within.map(({ rss }) => rss)),
    heapUsed: median(within.map(({ heapUsed }) => heapUsed)),
  };
}
