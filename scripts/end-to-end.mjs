import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './paths.mjs';
import { installPlatforms } from './platforms.mjs';
import { run, say } from './run.mjs';
import { setup } from './setup.mjs';

/**
 * Runs one end-to-end test for longer than `npm test` does, with what is in the checkout now.
 *
 * @param {string} file the test, below `test/e2e`
 * @param {string} what what is run, with its seed: said first and last, so that a failure can be made to come again
 * @param {NodeJS.ProcessEnv} env what the test takes from its environment
 */
export async function runEndToEnd(file, what, env) {
  await setup();
  await installPlatforms();
  await build();
  say(what);
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const code = await run(process.execPath, [mocha, join('test', 'e2e', file)], {
    env: { ...process.env, ...env },
  });
  say(`${code === 0 ? 'All is well' : 'Something is wrong'}: ${what}`);
  if (code !== 0) process.exitCode = code;
}

/** A new seed, where none was given. */
export function newSeed() {
  return String(Math.floor(Math.random() * 2 ** 31));
}
