import { fixed } from '../figures';
import { ours } from '../node-red/flows';
import { withNodeRed } from '../node-red/start';
import type { Result } from '../row';
import type { Scale } from '../scale';
import { withTenant } from '../tenant/start';

/** What Coupa allows. */
const allowed = { perSecond: 25, burst: 20 };

/** A back-fill as fast as a rate limit allows: nothing left over, nothing refused. */
export async function rateLimit({ limitedPages }: Scale): Promise<Result> {
  const records = 1_000_000;
  const { arrivals, refused } = await withTenant({ records, rateLimit: true }, (tenant) =>
    withNodeRed(ours(tenant.url, { requestsPerSecond: allowed.perSecond }), async (nodeRed) => {
      await nodeRed.run({ expected: limitedPages * 50 });
      return tenant.seen();
    }),
  );
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
  const possible = allowed.burst + allowed.perSecond * seconds;
  const used = arrivals.length / possible;
  return {
    rows: [
      {
        measure: 'rate limit on (25/s, burst 20), `requestsPerSecond` 25',
        target: 'at least 95 % of the allowed request rate used, not one 429',
        measured: `${fixed(used * 100)} %, ${refused} × 429`,
        met: used >= 0.95 && refused === 0,
        detail: `${arrivals.length} requests in ${fixed(seconds)} s, in which ${Math.floor(possible)} were allowed, the burst included`,
      },
    ],
  };
}
