import { resolve } from 'node:path';
import { newSeed, runEndToEnd } from './end-to-end.mjs';
import { installRedis } from './redis.mjs';
import { main } from './setup.mjs';

/**
 * Kills, stops and cuts off the Node-REDs of a fleet, and its engine, in any order while the tenant changes: `npm run test:chaos --
 * [times] [seed] [folder]`. Default 20 kills and 20 stops, a fifth as many of each other trouble, with a new seed, which is printed
 * first. `folder`: an earlier version of this package, checked out and built, that one of the three has, as in a rolling update.
 */
main(import.meta.url, async () => {
  const [times = '20', seed = newSeed(), earlier] = process.argv.slice(2);
  if (![times, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:chaos -- [times] [seed] [folder of an earlier version]');
  await installRedis();
  await runEndToEnd('fleet-chaos.test.ts', `${times} kills and stops of a fleet, seed ${seed}`, {
    COUPA_CHAOS: times,
    COUPA_CHAOS_SEED: seed,
    ...(earlier !== undefined && { COUPA_CHAOS_EARLIER: resolve(earlier) }),
  });
});
