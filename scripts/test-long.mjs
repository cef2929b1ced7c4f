import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

/**
 * Runs the property tests for longer: `npm run test:long -- [runs] [seed]`. Default 20,000 runs of each law with a new
 * seed, which is printed first: with it a failure comes again. The other tests that draw random values run as often as in the
 * gate, with the new seed.
 */
main(import.meta.url, async () => {
  const [runs = '20000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
  if (![runs, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:long -- [runs] [seed]');
  await setup({ endToEnd: false });
  say(`${runs} runs of each law, seed ${seed}`);
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const code = await run(process.execPath, [mocha, '--timeout', '0', ...propertyTests()], {
    env: { ...process.env, COUPA_PROPERTY_RUNS: runs, COUPA_PROPERTY_SEED: seed },
  });
  say(`${code === 0 ? 'Every law held' : 'A law was broken'}: ${runs} runs of each law, seed ${seed}`);
  process.exitCode = code;
});

/** The laws, and the unit tests that draw random values. */
function propertyTests() {
  return ['laws', 'unit']
    .map((suite) => join(root, 'test', suite))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => /from 'fast-check'|from '\.\/worlds'/.test(readFileSync(file, 'utf8')))
    .sort();
}
