import { join } from 'node:path';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

/**
 * Runs the property tests for longer: `npm run test:long -- [runs] [seed]`. Default 20,000 runs of each property with a new
 * seed, which is printed first: with it a failure comes again.
 */
main(import.meta.url, async () => {
  const [runs = '20000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
  if (![runs, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:long -- [runs] [seed]');
  await setup({ endToEnd: false });
  say(`${runs} runs of each property, seed ${seed}`);
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const code = await run(
    process.execPath,
    [mocha, '--timeout', '0', 'test/unit/poll/**/*.property.test.ts'],
    {
      env: { ...process.env, COUPA_PROPERTY_RUNS: runs, COUPA_PROPERTY_SEED: seed },
    },
  );
  say(`${code === 0 ? 'Every law held' : 'A law was broken'}: ${runs} runs of each property, seed ${seed}`);
  process.exitCode = code;
});
