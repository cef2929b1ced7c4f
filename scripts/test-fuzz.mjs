import { join } from 'node:path';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

/**
 * Feeds what takes something from outside with hostile and odd input: `npm run test:fuzz -- [minutes] [seed]`. Default 5
 * minutes with a new seed, which is printed: with it a failure comes again.
 */
main(import.meta.url, async () => {
  const [minutes = '5', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
  if (!/^\d+(\.\d+)?$/.test(minutes) || !/^\d+$/.test(seed))
    throw new Error('Usage: npm run test:fuzz -- [minutes] [seed]');
  await setup({ endToEnd: false });
  say(`Fuzzing for ${minutes} minutes, seed ${seed}`);
  const script = join(root, 'test', 'fuzz', 'main.ts');
  const code = await run(process.execPath, ['--import', 'tsx', script, minutes, seed]);
  say(`${code === 0 ? 'Nothing was found' : 'Something was found'}: ${minutes} minutes, seed ${seed}`);
  process.exitCode = code;
});
