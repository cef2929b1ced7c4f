import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

const dist = join(root, 'dist');

/** Compiles `lib/` and `nodes/` to a clean `dist/`, and lays the editor's files beside. */
export async function build() {
  say('Building dist/');
  rmSync(dist, { recursive: true, force: true });
  await compile();
  copyEditorFiles();
  markExecutables();
}

async function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await run(process.execPath, [tsc, '-p', 'tsconfig.build.json']);
  if (code !== 0) throw new Error('The TypeScript compiler found errors (above); dist/ is incomplete.');
}

/** HTML files, icons and locales: Node-RED looks for them beside the node's JavaScript. */
function copyEditorFiles() {
  const nodes = join(root, 'nodes');
  const source = /\.ts$/;
  cpSync(nodes, join(dist, 'nodes'), {
    recursive: true,
    filter: (file) => !source.test(relative(nodes, file)),
  });
}

/** A command of the package must be executable in the tarball; tsc does not set the bit. */
function markExecutables() {
  const { bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = typeof bin === 'string' ? [bin] : Object.values(bin);
  for (const file of files.map((path) => join(root, path))) {
    if (!existsSync(file))
      throw new Error(`package.json names the command ${file}, but the build made no such file.`);
    chmodSync(file, 0o755);
  }
}

main(import.meta.url, async () => {
  await setup();
  await build();
});
