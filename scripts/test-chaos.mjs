import { newSeed, runEndToEnd } from './end-to-end.mjs';
import { installRedis } from './redis.mjs';
import { main } from './setup.mjs';

/**
 * Kills, stops and cuts off the Node-REDs of a fleet, and its engine, in any order while the tenant changes: `npm run test:chaos --
 * [times] [seed]`. Default 20 kills and 20 stops, a fifth as many of each other trouble, with a new seed, which is printed first.
 */
main(import.meta.url, async () => {
  const [times = '20', seed = newSeed()] = process.argv.slice(2);
  if (![times, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:chaos -- [times] [seed]');
  await installRedis();
  await runEndToEnd('fleet-chaos.test.ts', `${times} kills and stops of a fleet, seed ${seed}`, {
    COUPA_CHAOS: times,
    COUPA_CHAOS_SEED: seed,
  });
});
