import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const nodes = join(root, 'nodes');

/**
 * Bundles the browser's half of the nodes into `dist/nodes/editor/`: a script for each node type (`poll.js` of
 * `nodes/poll/editor.ts`), with all that it imports, one for the tab of the sidebar, and the style sheet of them all.
 */
export async function bundleEditor() {
  // Loaded when it is needed: this script is imported before anything is installed.
  const { build } = await import('esbuild');
  const scripts = readdirSync(nodes)
    .map((name) => [name, join(nodes, name, 'editor.ts')])
    .filter(([, file]) => existsSync(file));
  await build({
    entryPoints: {
      ...Object.fromEntries(scripts),
      // Loaded when somebody looks at the tab.
      sidebar: join(nodes, 'editor', 'sidebar', 'index.ts'),
      dialogs: join(nodes, 'editor', 'style', 'index.css'),
    },
    outdir: join(root, 'dist', 'nodes', 'editor'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'warning',
  });
}
