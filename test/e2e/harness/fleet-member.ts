import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { makeUserDir } from './installed';
import { NodeRed, type NodeRedOptions } from './node-red';

/**
 * A Node-RED beside whose package the engine's client is installed, as docs/fleet.md tells a user to.
 *
 * @param checkout the folder of the package's sources, built; absent: this one
 */
export async function startMember({
  platform: name,
  palette = 'few',
  env,
  checkout,
}: Pick<NodeRedOptions, 'palette' | 'platform'> & {
  env: Record<string, string>;
  checkout?: string | undefined;
}): Promise<NodeRed> {
  const { platform } = await import('../../../scripts/platforms.mjs');
  const userDir = await makeUserDir(platform(name), checkout);
  await layClient(userDir);
  const member = new NodeRed({ platform: name, palette, env }, userDir);
  await member.start();
  return member;
}

/** Lays the engine's client into a user directory. */
export async function layClient(userDir: string): Promise<void> {
  const { root } = await import('../../../scripts/paths.mjs');
  const client = join('node_modules', '@redis', 'client');
  cpSync(join(root, client), join(userDir, client), { recursive: true });
}
