import { newSeed, runEndToEnd } from './end-to-end.mjs';
import { main } from './setup.mjs';

const usage = 'Usage: npm run test:soak -- [minutes] [seed] [--sidebar]';

/**
 * Lets a real Node-RED poll for a long time in all weathers, and reports: `npm run test:soak -- [minutes] [seed] [--sidebar]`.
 * Default 60 minutes with a new seed, which is printed first. An even seed takes the newer platform, an odd one the older. With
 * `--sidebar` the weather is fair: each second is polled, a hundred changes come meanwhile, the tab Coupa of the editor is open
 * in a browser, and what the process and the page hold is measured.
 */
main(import.meta.url, async () => {
  const given = process.argv.slice(2);
  const isWatched = given.includes('--sidebar');
  const [minutes = '60', seed = newSeed()] = given.filter((one) => one !== '--sidebar');
  if (!/^\d+(\.\d+)?$/.test(minutes) || !/^\d+$/.test(seed)) throw new Error(usage);
  const [file, what] = isWatched ? ['watched-soak.test.ts', 'A watched soak'] : ['soak.test.ts', 'A soak'];
  await runEndToEnd(file, `${what} of ${minutes} minutes, seed ${seed}`, {
    COUPA_SOAK_MINUTES: minutes,
    COUPA_SOAK_SEED: seed,
  });
});
