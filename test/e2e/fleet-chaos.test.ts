import assert from 'node:assert/strict';
import { noEngine } from '../unit/fleet/real-engine';
import { Chaos, type Trouble } from './fleet/chaos';
import { names } from './fleet/fleet-of-node-reds';

/** `npm run test:chaos` asks for more. */
const asked = process.env['COUPA_CHAOS'];
const rounds = Number(asked ?? 2);
const seed = Number(process.env['COUPA_CHAOS_SEED'] ?? 7);

const often = ['kill', 'stop'] as const;
const seldom = ['cut', 'stall', 'delay', 'swallow', 'restart', 'rewind', 'empty', 'promote'] as const;

/** Kills and stops as often as was asked for, and of each other trouble a fifth of that. */
const troubles: Trouble[] = [
  ...often.flatMap((trouble) => Array.from({ length: rounds }, () => trouble)),
  ...seldom.flatMap((trouble) => Array.from({ length: Math.ceil(rounds / 5) }, () => trouble)),
];

describe(`Three Node-REDs of a fleet that are killed, stopped and cut off, and their engine, in any order, seed ${seed}`, function () {
  this.timeout(Math.max(300_000, troubles.length * 60_000));
  let chaos: Chaos | undefined;
  let atRest = 0;

  const at = (): Chaos => {
    assert.ok(chaos);
    return chaos;
  };

  before(async function () {
    const { findRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
    chaos = await Chaos.start(seed);
  });

  after(() => chaos?.close());

  it(`go on after each of ${troubles.length} troubles, until the tenant rests and everything has arrived`, async () => {
    const accounts: Account[] = [];
    for (const trouble of at().shuffled(troubles)) {
      const begun = performance.now();
      const from = at().fleet.receipts.length;
      await at().suffer(trouble);
      accounts.push({ trouble, from });
      const seconds = (performance.now() - begun) / 1000;
      if (asked !== undefined) process.stdout.write(`${trouble}: ${seconds.toFixed(1)} s\n`);
    }
    atRest = await at().rest();
    const lines = repeatsIn(accounts, (from, to) => at().fleet.repeats(from, to));
    if (asked !== undefined) process.stdout.write(`${lines.join('\n')}\n`);
  });

  it('have lost no last version, and kept the order of each record', () => {
    assert.deepEqual(at().fleet.missing(), []);
    assert.deepEqual(at().fleet.outOfOrder(), []);
    const flows = new Set(at().fleet.receipts.map(({ instance }) => instance));
    assert.deepEqual([...flows].toSorted(), names, 'each of them got something');
  });

  it('repeat nothing while nothing befalls them', async () => {
    const { fleet } = at();
    fleet.tenant.startChanging({ perSecond: 20, resources: ['invoices'] });
    await fleet.more(60);
    await at().rest();
    assert.deepEqual(fleet.repeated(atRest), []);
  });
});

/** One trouble, and what had come by then. */
interface Account {
  trouble: Trouble;
  /** Receipts before it. */
  from: number;
}

/** How often something came again from each trouble on until the next one, by kinds: some of it comes a lease later, and counts for the next. */
function repeatsIn(accounts: readonly Account[], count: (from: number, to?: number) => number): string[] {
  const kinds = new Map<Trouble, number[]>();
  for (const [index, { trouble, from }] of accounts.entries()) {
    const counts = kinds.get(trouble) ?? [];
    kinds.set(trouble, [...counts, count(from, accounts[index + 1]?.from)]);
  }
  return [...kinds].map(([trouble, counts]) => {
    const sum = counts.reduce((total, one) => total + one, 0);
    const mean = (sum / counts.length).toFixed(1);
    return `repeats after ${trouble}: ${mean} each, ${Math.max(...counts)} at most, ${sum} of ${counts.length} together`;
  });
}
