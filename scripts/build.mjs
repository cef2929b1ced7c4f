import { cpSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { bundleCore } from './bundle-core.mjs';
import { bundleEditor } from './bundle-editor.mjs';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';
import { writeForms } from './write-forms.mjs';

const dist = join(root, 'dist');

/** Checks `lib/` and `nodes/`, bundles them into a clean `dist/`, and lays what Node-RED looks for beside. */
export async function build() {
  say('Building dist/');
  rmSync(dist, { recursive: true, force: true });
  await check('tsconfig.build.json');
  await check(join('nodes', 'editor', 'tsconfig.json'));
  await bundleCore();
  await bundleEditor();
  await writeForms();
  copyEditorFiles();
}

/** The compiler only checks: bundles are made of the sources. */
async function check(project) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await run(process.execPath, [tsc, '--noEmit', '-p', project]);
  if (code !== 0) throw new Error('The TypeScript compiler found errors (above); dist/ is not made.');
}

/** Icons and locales: Node-RED looks for them beside the node's JavaScript. */
function copyEditorFiles() {
  const nodes = join(root, 'nodes');
  const isSource = (path) => path.endsWith('.ts') || basename(path) === 'editor';
  cpSync(nodes, join(dist, 'nodes'), { recursive: true, filter: (file) => !isSource(relative(nodes, file)) });
}

main(import.meta.url, async () => {
  await setup();
  await build();
});
