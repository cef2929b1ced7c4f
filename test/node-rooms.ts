import { basename, dirname, join, resolve } from 'node:path';
import manifest from '../package.json';

/** Where the nodes are. */
export const nodesFolder = resolve(__dirname, '../nodes');

const files: Readonly<Record<string, string>> = manifest['node-red'].nodes;

/** The node types of the package. */
export const nodeTypes: readonly string[] = Object.keys(files);

/** The folder of all that belongs to one node type alone. */
export function roomOf(type: string): string {
  const file = files[type];
  if (file === undefined) throw new Error(`package.json names no ${type}.`);
  return join(nodesFolder, basename(dirname(file)));
}

/** The file of a node type's labels and statuses in one language. */
export function labelsOf(type: string, language: string): string {
  return join(roomOf(type), 'locales', language, `${type}.json`);
}

/** What the build writes into a node type's HTML: the script that registers it, and its dialog. */
export function htmlOf(type: string): string {
  const source: { html: string } = require(join(roomOf(type), `${type}.html.ts`));
  return source.html;
}
