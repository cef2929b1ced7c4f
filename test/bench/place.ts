import { execFileSync } from 'node:child_process';
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
  /** What was measured. */
  commit: string;
}

export async function here(): Promise<Place> {
  const { root } = await import('../../scripts/paths.mjs');
  const { nodeRed } = await ownPlatform();
  const [first] = cpus();
  return {
    cpu: `${first?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    node: process.versions.node,
    nodeRed: JSON.parse(readFileSync(join(nodeRed, 'package.json'), 'utf8')).version,
    system: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(root),
  };
}

/** The commit of a checkout, `+` behind it if it was changed since. */
export function commitOf(checkout: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--', 'lib', 'nodes') !== '';
  return `${git('rev-parse', '--short=7', 'HEAD')}${isChanged ? '+' : ''}`;
}
