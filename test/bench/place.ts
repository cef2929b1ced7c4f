import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ownPlatform } from './node-red/start';

/** Where and when something was measured. */
export interface Place {
  cpu: string;
  node: string;
  nodeRed: string;
  system: string;
  date: string;
}

export async function here(): Promise<Place> {
  const { nodeRed } = await ownPlatform();
  const [first] = cpus();
  return {
    cpu: `${first?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    node: process.versions.node,
    nodeRed: JSON.parse(readFileSync(join(nodeRed, 'package.json'), 'utf8')).version,
    system: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
  };
}
