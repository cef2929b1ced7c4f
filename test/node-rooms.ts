import { join, resolve } from 'node:path';

/** Where the nodes are. */
export const nodesFolder = resolve(__dirname, '../nodes');

const rooms: Readonly<Record<string, string>> = {
  'coupa-config': 'connection',
  'coupa-fleet': 'fleet',
  'coupa-poll': 'poll',
  'coupa-cso-events': 'cso-events',
  'coupa-record': 'record',
};

/** The folder of all that belongs to one node type alone. */
export function roomOf(type: string): string {
  const room = rooms[type];
  if (room === undefined) throw new Error(`No room is known for ${type}.`);
  return join(nodesFolder, room);
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
