import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './paths.mjs';

const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Bundles what runs in Node-RED into `dist/core.js`, with a file for each node type that takes its part of it, and the
 * command into `dist/command.js`. Node-RED would otherwise read some 400 files at each start, which takes three times
 * as long. Dependencies stay outside, names stay as they are, and a comment says from which file each part comes.
 */
export async function bundleCore() {
  const types = Object.entries(manifest['node-red'].nodes);
  const lines = types.map(([type, file]) => `export { default as '${type}' } from './${sourceOf(file)}';`);
  await bundle({ stdin: { contents: lines.join('\n'), resolveDir: root } }, 'core.js');
  for (const [type, file] of types) writePart(type, join(root, file));
  await bundle({ entryPoints: [join(root, 'lib', 'command', 'bin.ts')] }, 'command.js');
  chmodSync(join(dist, 'command.js'), 0o755);
  for (const folder of ['lib/catalogue/data'])
    cpSync(join(root, folder), join(dist, folder), { recursive: true });
}

function sourceOf(file) {
  return relative('dist', file).replaceAll('\\', '/').replace(/\.js$/, '');
}

async function bundle(entry, outfile) {
  // Loaded when it is needed: this script is imported before anything is installed.
  const { build } = await import('esbuild');
  await build({
    ...entry,
    outfile: join(dist, outfile),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    plugins: [foldersOfSources],
  });
}

/** `__dirname` of a source is the folder that would be its own in `dist/`, where its data lies. */
const foldersOfSources = {
  name: 'folders-of-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\/(lib|nodes)\/.*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes('__dirname')) return undefined;
      const folder = JSON.stringify(relative(root, dirname(path)).replaceAll('\\', '/'));
      return {
        contents: contents.replaceAll('__dirname', `require('node:path').join(__dirname, ${folder})`),
        loader: 'ts',
      };
    });
  },
};

/** Node-RED looks for a node type's texts and help beside its JavaScript. */
function writePart(type, file) {
  mkdirSync(dirname(file), { recursive: true });
  const core = relative(dirname(file), join(dist, 'core.js')).replaceAll('\\', '/');
  writeFileSync(file, `'use strict';\n\nmodule.exports = require('${core}')['${type}'];\n`);
}
