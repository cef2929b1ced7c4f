import { fixed, largest, median } from '../figures';
import { Members } from '../fleet/failover';
import { withRedis } from '../fleet/redis';
import type { Measure, Row } from '../row';
import type { Scale } from '../scale';

/** Ways in which a leader stops to lead, and how long records may wait then; milliseconds. */
const ways = [
  { way: 'killed (SIGKILL)', signal: 'SIGKILL', targetMs: 12_000 },
  { way: 'stopped (SIGSTOP)', signal: 'SIGSTOP', targetMs: 12_000 },
  { way: 'closed (SIGTERM)', signal: 'SIGTERM', targetMs: 1000 },
] as const;

type Way = (typeof ways)[number];

/** How long a record waits that appears when the instance that polls is gone. */
export const fleetFailover: Measure = {
  run: async (scale) => {
    const rows: Row[] = [];
    await failovers(scale, (way, waits) => rows.push(rowOf(way, waits)));
    return { rows };
  },
  look: async (scale, checkout) => {
    const figures: Awaited<ReturnType<Measure['look']>> = [];
    await failovers(
      scale,
      ({ way }, waits) =>
        figures.push({ name: `leader ${way}`, unit: 'ms', value: median(waits), better: 'less' }),
      checkout,
    );
    return figures;
  },
};

async function failovers(
  { failovers: count }: Scale,
  tell: (way: Way, waits: number[]) => void,
  checkout?: string,
): Promise<void> {
  await withRedis(async (redis) => {
    const members = await Members.start(redis.url, checkout);
    try {
      for (const way of ways) {
        const waits: number[] = [];
        for (let index = 0; index < count; index += 1) waits.push(await members.failover(way.signal));
        tell(way, waits);
      }
    } finally {
      await members.end();
    }
  });
}

function rowOf({ way, targetMs }: Way, waits: readonly number[]): Row {
  const longest = largest(waits);
  const seconds = (ms: number) => `${fixed(ms / 1000, 2)} s`;
  return {
    measure: `fleet of 3: the leader is ${way}`,
    target: `the next record within ${targetMs / 1000} s`,
    measured: `longest ${seconds(longest)}`,
    met: longest <= targetMs,
    detail: `median ${seconds(median(waits))} of ${waits.length}: from the signal until a record that appears just then is in the flow of an instance; the default lease of 10 s, polled every 0.3 s`,
  };
}
