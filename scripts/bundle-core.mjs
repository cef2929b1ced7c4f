import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './paths.mjs';

const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * What is loaded when it is needed, by the file in `dist/` that it becomes: sources that others load by `require`. One file has all that is
 * quick because of it: between files, each use of something is a call of a getter, which took a tenth of a back-fill's CPU.
 */
const parts = {
  nodes: [
    'lib/command/run-command',
    'lib/member/connection-parts',
    'nodes/admin/cso',
    'nodes/admin/examination-under-way',
    'nodes/admin/fleet',
    'nodes/admin/import-text',
    'nodes/admin/record',
    'nodes/connection/make-connection',
    'nodes/connection/serve-connection',
    'nodes/cso-events/make-cso-events',
    'nodes/fleet/make-fleet',
    'nodes/poll/make-poll',
    'nodes/poll/poll-in-fleet',
    'nodes/poll/serve-poll',
    'nodes/record/make-record',
  ],
};

/**
 * Bundles what runs in Node-RED: `dist/core.js` registers the node types, with a file for each type that takes its part of it; beside it
 * lies what is loaded when it is needed (`nodes.js`), and what both have (`shared-….js`). The command takes its part of
 * the latter. Node-RED would otherwise read some 400 files. Dependencies stay outside, names stay as they are, lines stay short, and a
 * comment says from which file each piece comes; indentation was a fifth of it.
 */
export async function bundleCore() {
  const types = Object.entries(manifest['node-red'].nodes);
  const core = types.map(
    ([type, file]) => `export { default as ${nameOf(type)} } from './${sourceOf(file)}';`,
  );
  await bundleParts(core);
  for (const [type, file] of types) writePart(type, join(root, file));
  writeFileSync(join(dist, 'command.js'), command, { mode: 0o755 });
  for (const folder of ['lib/catalogue/data'])
    cpSync(join(root, folder), join(dist, folder), { recursive: true });
}

function nameOf(type) {
  return type.replaceAll('-', '_');
}

function sourceOf(file) {
  return relative('dist', file).replaceAll('\\', '/').replace(/\.js$/, '');
}

/** esbuild shares pieces between files only where these are modules, which Node.js 20 does not load by `require`: so each is written anew. */
async function bundleParts(core) {
  const { transform } = await import('esbuild');
  const files = {
    core,
    ...mapped(parts, (sources) => sources.map((source) => `export * from './${source}';`)),
  };
  const { outputFiles } = await bundle({
    entryPoints: Object.keys(files).map((name) => ({ in: `part:${name}`, out: name })),
    outdir: dist,
    chunkNames: 'shared-[hash]',
    splitting: true,
    write: false,
    format: 'esm',
    plugins: [theParts(files), foldersOfSources],
  });
  mkdirSync(dist, { recursive: true });
  for (const { path, text } of outputFiles) {
    // Only comments that look like a licence's are kept.
    const named = text.replace(/^\/\/ (?=(lib|nodes)\/)/gm, '//! ');
    const { code } = await transform(named, {
      format: 'cjs',
      target: 'node20',
      platform: 'node',
      minifyWhitespace: true,
      minifySyntax: true,
      lineLimit: 160,
    });
    writeFileSync(path, code.replace(/(?<!^)\/\/! (?=(lib|nodes)\/)/gm, '\n$&'));
  }
}

function mapped(table, change) {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
}

/** Makes each part of the lines that export its sources, and lets `require` of such a source load the part. */
function theParts(files) {
  return {
    name: 'parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^part:/ }, ({ path }) => ({
        path: path.slice('part:'.length),
        namespace: 'part',
      }));
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({
        contents: files[path].join('\n'),
        resolveDir: root,
        loader: 'ts',
      }));
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
        kind === 'require-call'
          ? { path: `./${partWith(resolve(resolveDir, path))}.js`, external: true }
          : undefined,
      );
    },
  };
}

function partWith(path) {
  const source = relative(root, path).replaceAll('\\', '/');
  const part = Object.keys(parts).find((name) => parts[name].includes(source));
  if (part === undefined)
    throw new Error(`${source} is loaded by require and belongs to no part of bundle-core.mjs.`);
  return part;
}

async function bundle(options) {
  // Loaded when it is needed: this script is imported before anything is installed.
  const { build } = await import('esbuild');
  return build({
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [foldersOfSources],
    ...options,
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

const command = `#!/usr/bin/env node
'use strict';

require('./nodes.js')
  .runCommand(process.argv.slice(2), process)
  .then((code) => {
    process.exitCode = code;
  });
`;

/** Node-RED looks for a node type's texts and help beside its JavaScript. */
function writePart(type, file) {
  mkdirSync(dirname(file), { recursive: true });
  const core = relative(dirname(file), join(dist, 'core.js')).replaceAll('\\', '/');
  writeFileSync(file, `'use strict';\n\nmodule.exports = require('${core}').${nameOf(type)};\n`);
}
