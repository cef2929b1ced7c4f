import { fixed } from '../figures';
import { fleetNode, withMembers } from '../fleet/members';
import { withRedis } from '../fleet/redis';
import { connection, counter, poll, probe } from '../node-red/flows';
import type { Measure } from '../row';
import type { Scale } from '../scale';
import { allowed, shareOfAllowed } from '../tenant/allowed';
import type { Seen } from '../tenant/main';
import { withTenant } from '../tenant/start';

const count = 4;
const target = 0.95;

/** Four instances that poll a list each, under one rate limit of the tenant, with one token. */
export const fleetRate: Measure = {
  run: async (scale) => {
    const { used, refused, requests, seconds, possible, tokens } = await watch(scale);
    const row = {
      measure: `fleet of ${count}, each with a poll of its own: rate limit on (25/s, burst 20), \`requestsPerSecond\` 25`,
      target: `at least ${target * 100} % of the allowed request rate used, not one 429, one token request`,
      measured: `${fixed(used * 100)} %, ${refused} × 429, ${tokens} token request${tokens === 1 ? '' : 's'}`,
      met: used >= target && refused === 0 && tokens === 1,
      detail: `${requests} requests in ${fixed(seconds)} s, in which ${Math.floor(possible)} were allowed; counted once all four were at it`,
    };
    return { rows: [row] };
  },
  look: async (scale, checkout) => {
    const { used, refused, tokens } = await watch(scale, checkout);
    return [
      { name: 'allowed rate used by a fleet', unit: '%', value: used * 100, better: 'more' },
      { name: '429 of a fleet', unit: '', value: refused, better: 'less' },
      { name: 'token requests of a fleet', unit: '', value: tokens, better: 'less' },
    ];
  },
};

async function watch({ limitedPages }: Scale, checkout?: string) {
  const { arrivals, refused, tokens } = await withTenant({ records: 1_000_000, rateLimit: true }, (tenant) =>
    withRedis(({ url }) => {
      const nodes = [
        fleetNode(url),
        connection(tenant.url, { fleet: 'fleet', requestsPerSecond: allowed.perSecond }),
        probe(counter, []),
        // Each leads a poll of its own.
        poll('poll', [counter], [], { start: 'beginning', fleetKey: '${COUPA_INSTANCE}' }),
      ];
      const use = async (members: { wait(expected: number): Promise<void> }[]): Promise<Seen> => {
        // While the first ones to be started read alone, the others are not there yet.
        await Promise.all(members.map((member) => member.wait(50)));
        const before = await tenant.seen();
        await Promise.all(members.map((member) => member.wait((limitedPages * 50) / count)));
        const after = await tenant.seen();
        return { ...after, arrivals: after.arrivals.slice(before.arrivals.length) };
      };
      return withMembers(count, nodes, use, { checkout });
    }),
  );
  // They were at it before: of the burst nothing was left but the first of these.
  return { ...shareOfAllowed(arrivals, 1), refused, tokens, requests: arrivals.length };
}
