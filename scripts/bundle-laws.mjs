import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, root } from './paths.mjs';

const folder = join(root, 'test', 'laws');
const bundles = join(cache, 'laws');

/** The laws by the names of their files: `fleet` for `test/laws/fleet.property.test.ts`. */
export function lawNames() {
  const ending = '.property.test.ts';
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/**
 * Makes one JavaScript file of each law and all that it loads, as the package's own is made: transformed one by one, functions are given
 * their names each time they are made, and whatever is imported is asked for each time it is used, which took a quarter of a world.
 *
 * @returns {Promise<{ argumentsFor: (name: string) => string[], remove: () => void }>} `argumentsFor`: what Node.js is given to have
 *   Mocha play a law, before other options of Mocha's
 */
export async function bundleLaws() {
  // Loaded when it is needed: this script is imported before anything is installed.
  const { build } = await import('esbuild');
  removeLeftovers();
  // Another run beside this one has its own.
  const outdir = join(bundles, String(process.pid));
  const seed = join(root, 'test', 'property-seed.ts');
  await build({
    entryPoints: [seed, ...lawNames().map((name) => join(folder, `${name}.property.test.ts`))],
    outdir,
    outbase: join(root, 'test'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20.18',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [foldersOfSources],
  });
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  // What the sources need of Mocha's settings is compiled already.
  const options = ['--no-config', '--require', join(outdir, 'property-seed.cjs')];
  return {
    argumentsFor: (name) => [
      '--enable-source-maps',
      mocha,
      ...options,
      join(outdir, 'laws', `${name}.property.test.cjs`),
    ],
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

/** Of runs that were interrupted. */
function removeLeftovers() {
  for (const process of existsSync(bundles) ? readdirSync(bundles) : [])
    if (!isRunning(Number(process))) rmSync(join(bundles, process), { recursive: true, force: true });
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** `__dirname` of a source is still its folder: the package's data lies there. */
const foldersOfSources = {
  name: 'folders-of-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes('__dirname')) return undefined;
      return { contents: contents.replaceAll('__dirname', JSON.stringify(dirname(path))), loader: 'ts' };
    });
  },
};
