import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { npm } from './run.mjs';

/**
 * Makes `npm pack`'s tarball of what is in `dist/` now. Others may pack at the same time: it lies in a folder of its own, which is
 * removed when this process ends.
 *
 * @param {string} [from] the folder of the package's sources, built
 * @returns {Promise<string>} the tarball's path
 */
export async function pack(from = root) {
  const { name, version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'pack-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // The build has just been made by whoever runs the tests; packing must not take dist/ away under a running test.
  const options = ['--ignore-scripts', '--pack-destination', folder];
  const code = await npm(['pack', ...options], { cwd: from, quiet: true });
  if (code !== 0) throw new Error(`npm pack failed with exit code ${code}.`);
  return join(folder, `${name}-${version}.tgz`);
}
