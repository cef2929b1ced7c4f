import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

const nodes = join(root, 'nodes');

/** Writes the HTML of each node type, `<type>.html` that `<type>.html.ts` makes, to where Node-RED looks for it. */
export async function writeForms() {
  // Loaded when it is needed: this script is imported before anything is installed.
  const { build } = await import('esbuild');
  const sources = readdirSync(nodes, { recursive: true }).filter((file) => file.endsWith('.html.ts'));
  const { outputFiles } = await build({
    entryPoints: sources.map((file) => join(nodes, file)),
    outbase: nodes,
    outdir: join(root, 'dist', 'nodes'),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  for (const { path, text } of outputFiles) {
    const { html } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path.replace(/\.js$/, ''), html);
  }
}
