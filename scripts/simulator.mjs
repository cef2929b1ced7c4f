import { join } from 'node:path';
import { startChild } from './child.mjs';
import { root } from './paths.mjs';

/**
 * Starts the simulated tenant in a process of its own and waits until it listens.
 *
 * @param {{ change?: number, args?: string[] }} [options] `change`: how many records change or appear each second
 * @returns {Promise<object>} the child (see `startChild`) with the tenant's `url`, `clientId`, `clientSecret`
 */
export async function startSimulator({ change = 0, args = [] } = {}) {
  const script = join(root, 'test', 'simulator', 'main.ts');
  const options = ['--port', '0', '--change', String(change), ...args];
  const child = startChild('The simulated tenant', ['--import', 'tsx', script, ...options]);
  try {
    return Object.assign(child, JSON.parse(await child.waitFor(/^\{.*"url".*\}$/)));
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
}
