import { fixed, grouped, median } from '../figures';
import { ours } from '../node-red/flows';
import { withNodeRed } from '../node-red/start';
import type { Result } from '../row';
import type { Scale } from '../scale';
import { withTenant } from '../tenant/start';

/** How long everything else in Node-RED has to wait while records are sent. */
export async function eventLoop({ eventLoop: records, repetitions }: Scale): Promise<Result> {
  const loops = await withTenant({ records }, async ({ url }) => {
    const seen: { p50: number; p99: number; max: number }[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      seen.push(
        await withNodeRed(ours(url), async (nodeRed) => (await nodeRed.run({ expected: records })).loop),
      );
    }
    return seen;
  });
  const middle = (name: 'p50' | 'p99' | 'max') => median(loops.map((loop) => loop[name]));
  return {
    rows: [
      {
        measure: `event loop delay while sending ${grouped(records)} records`,
        target: 'p99 under 25 ms',
        measured: `${fixed(middle('p99'))} ms`,
        met: middle('p99') < 25,
        detail: `monitorEventLoopDelay, whose own timer of 10 ms is in it; median ${fixed(middle('p50'))} ms, longest ${fixed(middle('max'))} ms; ${loops.length} repetitions`,
      },
    ],
  };
}
