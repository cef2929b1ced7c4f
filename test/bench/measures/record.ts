import { fixed, grouped, median, ratios } from '../figures';
import { coreWrites, type FlowNode, ownWrites } from '../node-red/flows';
import { type Run, withNodeRed } from '../node-red/start';
import type { Measure, Row } from '../row';
import type { Scale } from '../scale';
import { firstId } from '../server/ids';
import { withServer } from '../server/start';
import { allowed, shareOfAllowed } from '../tenant/allowed';
import { withTenant } from '../tenant/start';

const latencyMs = 100;
const sideBySide = 4;
const target = { used: 0.985, overCore: 0.95, overCoreOfMany: 3.8 };

/** Writes by `coupa-record`: at the limit of a tenant, and from far away. */
export const record: Measure = {
  run: async (scale) => ({
    rows: [limitRow(await atLimit(scale)), ...latencyRows(scale, await race(scale))],
  }),
  look: async (scale, checkout) => {
    const { used, perSecond } = await atLimit(scale, checkout);
    const many = farOf(scale);
    const [one, several] = await withServer({ ...lists, latencyMs }, async ({ url }) => [
      await written(ownWrites(url, { maxInFlight: 1 }), many, 1, checkout),
      await written(ownWrites(url, { maxInFlight: sideBySide }), many, 1, checkout),
    ]);
    return [
      { name: 'allowed rate used by writes', unit: '%', value: used * 100, better: 'more' },
      { name: 'writes/s at the limit', unit: '', value: perSecond, better: 'more' },
      { name: 'writes/s far away', unit: '', value: rate(many, one), better: 'more' },
      {
        name: `writes/s far away, ${sideBySide} at once`,
        unit: '',
        value: rate(many, several),
        better: 'more',
      },
      { name: 'CPU of a write', unit: 'ms', value: (several?.cpu ?? 0) / many, better: 'less' },
    ];
  },
};

/** Nothing is listed here. */
const lists = { shape: 'fields', size: 1000, records: 1 } as const;

/** Invoices with a note each. */
function invoices(count: number, first: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: first + index,
    'internal-note': `note ${index}`,
  }));
}

/** Lets a flow write records. @param messages how many come out behind: one for all, or one for each */
function written(flows: FlowNode[], count: number, messages: number, checkout?: string): Promise<Run> {
  const message = { payload: invoices(count, firstId) };
  return withNodeRed(flows, (nodeRed) => nodeRed.run({ expected: messages, message }), { checkout });
}

async function atLimit({ writes: count }: Scale, checkout?: string) {
  const { writes, refused } = await withTenant({ records: count, rateLimit: true }, (tenant) => {
    const flows = ownWrites(
      tenant.url,
      { maxInFlight: 8 },
      { requestsPerSecond: allowed.perSecond, maxConcurrency: 8 },
    );
    const message = { payload: invoices(count, 1) };
    const use = async (nodeRed: { run(question: object): Promise<Run> }) => {
      await nodeRed.run({ expected: 1, message });
      return tenant.seen();
    };
    return withNodeRed(flows, use, { checkout });
  });
  const share = shareOfAllowed(writes);
  return { ...share, refused, requests: writes.length, perSecond: writes.length / share.seconds };
}

function limitRow(seen: Awaited<ReturnType<typeof atLimit>>): Row {
  return {
    measure: 'coupa-record: updates with the rate limit on (25/s, burst 20), `requestsPerSecond` 25',
    target: 'at least 98.5 % of the allowed request rate used, not one 429',
    measured: `${fixed(seen.used * 100)} %, ${seen.refused} × 429; ${fixed(seen.perSecond)} writes/s`,
    met: seen.used >= target.used && seen.refused === 0,
    detail: `${seen.requests} requests in ${fixed(seen.seconds)} s, in which ${Math.floor(seen.possible)} were allowed, the burst included; \`maxInFlight\` and \`maxConcurrency\` 8, a request for each update`,
  };
}

interface Times {
  one: Run[];
  several: Run[];
  core: Run[];
}

function farOf({ writes }: Scale): number {
  return Math.ceil(writes / 2);
}

function race(scale: Scale): Promise<Times> {
  const many = farOf(scale);
  const times: Times = { one: [], several: [], core: [] };
  return withServer({ ...lists, latencyMs }, async ({ url }) => {
    for (let repetition = 0; repetition < Math.ceil(scale.repetitions / 2); repetition += 1) {
      times.one.push(await written(ownWrites(url, { maxInFlight: 1 }), many, 1));
      times.core.push(await written(coreWrites(url), many, many));
      times.several.push(await written(ownWrites(url, { maxInFlight: sideBySide }), many, 1));
    }
    return times;
  });
}

function latencyRows(scale: Scale, { one, several, core }: Times): Row[] {
  const many = farOf(scale);
  const speed = (runs: Run[]) => fixed(median(runs.map((run) => rate(many, run))));
  const wall = (runs: Run[]) => runs.map(({ milliseconds }) => milliseconds);
  const said = `writes/s: one at a time ${speed(one)}, ${sideBySide} side by side ${speed(several)}, core nodes one at a time ${speed(core)}; ${grouped(many)} updates, ${one.length} repetitions in turn`;
  const rowOf = (runs: Run[], maxInFlight: number, least: number): Row => {
    const ratio = median(ratios(wall(core), wall(runs)));
    return {
      measure: `coupa-record: updates, ${latencyMs} ms latency, \`maxInFlight\` ${maxInFlight}`,
      target: `at least ${least} × core nodes`,
      measured: `${fixed(ratio, 2)} ×`,
      met: ratio >= least,
      detail: said,
    };
  };
  return [rowOf(one, 1, target.overCore), rowOf(several, sideBySide, target.overCoreOfMany)];
}

function rate(count: number, run: Run | undefined): number {
  return run === undefined ? Number.NaN : (count / run.milliseconds) * 1000;
}
