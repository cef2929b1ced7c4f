import { fixed } from '../figures';
import { ours } from '../node-red/flows';
import { withNodeRed } from '../node-red/start';
import type { Measure } from '../row';
import { allowed, shareOfAllowed } from '../tenant/allowed';
import { withTenant } from '../tenant/start';

/** A back-fill as fast as a rate limit allows: nothing left over, nothing refused. */
export const rateLimit: Measure = {
  run: async ({ limitedPages }) => {
    const { used, refused, requests, seconds, possible } = await watch(limitedPages);
    const row = {
      measure: 'rate limit on (25/s, burst 20), `requestsPerSecond` 25',
      target: 'at least 98.5 % of the allowed request rate used, not one 429',
      measured: `${fixed(used * 100)} %, ${refused} × 429`,
      met: used >= 0.985 && refused === 0,
      detail: `${requests} requests in ${fixed(seconds)} s, in which ${Math.floor(possible)} were allowed, the burst included`,
    };
    return { rows: [row] };
  },
  look: async ({ limitedPages }, checkout) => {
    const { used, refused } = await watch(limitedPages, checkout);
    return [
      { name: 'allowed rate used', unit: '%', value: used * 100, better: 'more' },
      { name: '429', unit: '', value: refused, better: 'less' },
    ];
  },
};

async function watch(limitedPages: number, checkout?: string) {
  const records = 1_000_000;
  const { arrivals, refused } = await withTenant({ records, rateLimit: true }, (tenant) =>
    withNodeRed(
      ours(tenant.url, { requestsPerSecond: allowed.perSecond }),
      async (nodeRed) => {
        await nodeRed.run({ expected: limitedPages * 50 });
        return tenant.seen();
      },
      { checkout },
    ),
  );
  return { ...shareOfAllowed(arrivals), refused, requests: arrivals.length };
}
