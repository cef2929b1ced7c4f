import { join } from 'node:path';
import type { FloorTask, FloorTime } from './main';

/** Lets the floor read, in a process of its own. */
export async function floor(task: FloorTask): Promise<FloorTime> {
  const { startChild } = await import('../../../scripts/child.mjs');
  const main = join(__dirname, 'main.ts');
  const child = startChild('The floor', ['--import', 'tsx', main, JSON.stringify(task)]);
  const line = await child.waitFor(/^\{"milliseconds".*\}$/, { timeout: 600_000 });
  await child.exited;
  return JSON.parse(line) as FloorTime;
}
