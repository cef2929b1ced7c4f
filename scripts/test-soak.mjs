import { newSeed, runEndToEnd } from './end-to-end.mjs';
import { main } from './setup.mjs';

/**
 * Lets a real Node-RED poll for a long time in all weathers, and reports: `npm run test:soak -- [minutes] [seed]`. Default 60
 * minutes with a new seed, which is printed first. An even seed takes the newer platform, an odd one the older.
 */
main(import.meta.url, async () => {
  const [minutes = '60', seed = newSeed()] = process.argv.slice(2);
  if (!/^\d+(\.\d+)?$/.test(minutes) || !/^\d+$/.test(seed))
    throw new Error('Usage: npm run test:soak -- [minutes] [seed]');
  await runEndToEnd('soak.test.ts', `A soak of ${minutes} minutes, seed ${seed}`, {
    COUPA_SOAK_MINUTES: minutes,
    COUPA_SOAK_SEED: seed,
  });
});
