import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { bundleEditor } from './bundle-editor.mjs';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

const dist = join(root, 'dist');

/** Compiles `lib/` and `nodes/` to a clean `dist/`, bundles the editor's half, and lays what Node-RED looks for beside. */
export async function build() {
  say('Building dist/');
  rmSync(dist, { recursive: true, force: true });
  await compile('tsconfig.build.json');
  await compile(join('nodes', 'editor', 'tsconfig.json'));
  await bundleEditor();
  copyEditorFiles();
  markExecutables();
}

/** The editor's half is only checked here, and bundled afterwards. */
async function compile(project) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await run(process.execPath, [tsc, '-p', project]);
  if (code !== 0) throw new Error('The TypeScript compiler found errors (above); dist/ is incomplete.');
}

/** HTML files, icons and locales: Node-RED looks for them beside the node's JavaScript. */
function copyEditorFiles() {
  const nodes = join(root, 'nodes');
  const isSource = (path) => path.endsWith('.ts') || basename(path) === 'editor';
  cpSync(nodes, join(dist, 'nodes'), { recursive: true, filter: (file) => !isSource(relative(nodes, file)) });
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
