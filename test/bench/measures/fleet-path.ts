import { join } from 'node:path';
import { ask } from '../ask';
import { fixed, grouped, median } from '../figures';
import type { Passed, PathOrder } from '../fleet/path';
import { withRedis } from '../fleet/redis';
import type { Measure } from '../row';
import type { Scale } from '../scale';

const receivers = 2;
const maxInFlight = 500;
const sizes = [
  { size: 3000, name: '3 kB', target: 5000 },
  /** The tenant gives no more than 25 pages of 50 a second. */
  { size: 100_000, name: '100 kB', target: undefined },
];

/** The way of records through the engine alone: no Node-RED, no tenant, a leader and two receivers. */
export const fleetPath: Measure = {
  run: async (scale) => {
    const rows = [];
    for (const { size, name, target } of sizes) {
      const rates: number[] = [];
      for (let repetition = 0; repetition < Math.ceil(scale.repetitions / 2); repetition += 1)
        rates.push(await rateOf(size, scale));
      const perSecond = median(rates);
      rows.push({
        measure: `fleet: records of ${name} through the engine alone`,
        target: target === undefined ? '' : `at least ${grouped(target)} records/s`,
        measured: `${grouped(perSecond)} records/s`,
        ...(target !== undefined && { met: perSecond >= target }),
        detail: `${fixed((perSecond * size) / 1e6, 0)} MB/s; a leader and ${receivers} receivers, each a process, \`maxInFlight\` ${maxInFlight}, the document saved each second, AOF everysec; median of ${rates.length}`,
      });
    }
    return { rows };
  },
  /** It has no package in it that could be another one. */
  look: async () => [],
};

function rateOf(size: number, { fleet }: Scale): Promise<number> {
  return withRedis(async ({ url }) => {
    const { startChild } = await import('../../../scripts/child.mjs');
    const program = join(__dirname, '..', 'fleet', 'path.ts');
    const start = (name: string, isLeader: boolean) => {
      const order: PathOrder = { name, isLeader, engine: url, size, maxInFlight };
      return startChild(name, ['--import', 'tsx', program, JSON.stringify(order)]);
    };
    const others = Array.from({ length: receivers }, (_, index) => start(`receiver${index + 1}`, false));
    const leader = start('leader', true);
    const all = [leader, ...others];
    try {
      await Promise.all(all.map((child) => child.waitFor(/^ready$/)));
      const { perSecond } = await ask<Passed>(leader, { ms: fleet });
      return perSecond;
    } finally {
      await Promise.all(all.map((child) => child.stop('SIGKILL')));
    }
  });
}
