import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noEngine } from '../unit/fleet/real-engine';
import { Chaos } from './fleet/chaos';
import { maxInFlight } from './fleet/chaos-flows';
import { names } from './fleet/fleet-of-node-reds';
import type { Mishap, Trouble } from './fleet/mishaps';

/** `npm run test:chaos` asks for more. */
const asked = process.env['COUPA_CHAOS'];
const rounds = Number(asked ?? 2);
const seed = Number(process.env['COUPA_CHAOS_SEED'] ?? 7);
/** A folder with an earlier version, built, that one of them has. */
const earlier = process.env['COUPA_CHAOS_EARLIER'];
/** For a person who looks for something. */
const only = process.env['COUPA_CHAOS_ONLY']?.split(',').filter((one) => one !== '') ?? [];

const often = ['kill', 'stop'] as const;
const seldom = ['cut', 'stall', 'delay', 'swallow', 'late', 'restart', 'rewind', 'empty', 'promote'] as const;

/** Kills and stops as often as was asked for, and of each other trouble a fifth of that. */
const troubles: Trouble[] = [
  ...often.flatMap((trouble) => Array.from({ length: rounds }, () => trouble)),
  ...seldom.flatMap((trouble) => Array.from({ length: Math.ceil(rounds / 5) }, () => trouble)),
].filter((trouble) => only.length === 0 || only.includes(trouble));

describe(`Three Node-REDs of a fleet that are killed, stopped and cut off, and their engine, in any order, seed ${seed}`, function () {
  this.timeout(Math.max(300_000, troubles.length * 90_000));
  let chaos: Chaos | undefined;
  const suffered: Mishap[] = [];
  /** The last change before nothing befell anybody any more. */
  let quietSince = Number.POSITIVE_INFINITY;

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
    chaos = await Chaos.start({ seed, refusedTwice: asked !== undefined, earlier });
  });

  after(async function () {
    const hasFailed = this.test?.parent?.tests.some(({ state }) => state === 'failed');
    if (chaos !== undefined && (asked !== undefined || hasFailed)) {
      const { cache } = await import('../../scripts/paths.mjs');
      mkdirSync(cache, { recursive: true });
      writeFileSync(join(cache, `chaos-${seed}.json`), JSON.stringify(chaos.story, undefined, 1));
    }
    await chaos?.close();
  });

  it(`go on after each of ${troubles.length} troubles, until the tenant rests and everything has arrived, under both deliveries`, async () => {
    for (const trouble of at().shuffled(troubles)) {
      const begun = performance.now();
      suffered.push(await at().suffer(trouble));
      const seconds = (performance.now() - begun) / 1000;
      if (asked !== undefined) process.stdout.write(`${trouble}: ${seconds.toFixed(1)} s\n`);
    }
    quietSince = await at().calm();
    await at().rest();
    if (asked !== undefined) process.stdout.write(`${accountOf(at(), suffered).join('\n')}\n`);
    none(at().laws.missing());
  });

  it('have left each flow with the last version of each record, and the versions in their order, one after the other was dealt with', () => {
    const { laws } = at();
    none(laws.outOfOrder());
    none(laws.notHeldBack());
    none(laws.stale());
    const flows = new Set(at().sendings.all.map(({ instance }) => instance));
    assert.deepEqual([...flows].toSorted(), names, 'each of them got something');
  });

  it('have had no more in hand, all together, than they may, and come near to that', () => {
    const { laws } = at();
    none(laws.beyondBound());
    assert.ok(laws.mostInHand > maxInFlight / 2, `${laws.mostInHand} at most`);
  });

  it('have repeated nothing but what the laws allow after what befell them, and changed leaders for no other reason', () => {
    const { laws } = at();
    none(laws.unlawfulRepeats());
    none(laws.unlawfulTerms());
  });

  it('have refused each write of one that led no more', () => {
    for (const answer of at().lateWrites) assert.equal(answer, 'FENCED once another led');
  });

  it('have never asked the tenant for more than was allowed', () => {
    assert.equal(at().fleet.tenant.refused429, 0);
  });

  it('repeat nothing while nothing befalls them', () => {
    const read = new Set(
      at()
        .sendings.all.map(({ change }) => change)
        .filter((change) => change > quietSince),
    );
    assert.ok(read.size > 20, 'there was enough');
    none(at().laws.repeatsBehind(quietSince));
  });
});

/** Fails with the first of what is wrong, and how much there is. */
function none(wrong: readonly string[]): void {
  const first = wrong.slice(0, 8);
  assert.equal(wrong.length, 0, `${wrong.length} times, the first: \n${first.join('\n')}`);
}

/** What there was, and how often something came again after it. */
function accountOf({ laws, inHandAtKills, mishaps, sendings }: Chaos, suffered: readonly Mishap[]): string[] {
  const kinds = new Map<string, number[]>();
  for (const mishap of suffered)
    kinds.set(mishap.kind, [...(kinds.get(mishap.kind) ?? []), laws.repeatsOf(mishap)]);
  const lines = [...kinds].map(([kind, counts]) => {
    const sum = counts.reduce((total, one) => total + one, 0);
    return `${counts.length} × ${kind}: ${sum} repeats, ${Math.max(...counts)} at most`;
  });
  return [
    ...lines,
    `repeats by cause: ${[...laws.repeatsByCause()].map(([cause, count]) => `${count} ${cause}`).join(', ')}`,
    `in hand at kills: ${inHandAtKills.join(' ')}`,
    `${sendings.all.length} sendings, ${sendings.undeliverable.size} undeliverable, ${mishaps.filter(({ kind }) => kind === 'lag').length} lags`,
  ];
}
