import { setTimeout as pause } from 'node:timers/promises';
import type { BenchNodeRed, Usage } from '../node-red/start';

/** How fast some Node-REDs were together, while they were at it. */
export interface Pace {
  /** Messages a second that their probes counted. */
  perSecond: number;
  /** Milliseconds of CPU that each message took, all threads of all of them. */
  cpu: number;
}

/** Milliseconds between two looks while they warm up. */
const lookEveryMs = 100;

/** Milliseconds until the first messages have to have come. */
const patienceMs = 60_000;

/**
 * Waits until so many messages have come, and counts for some seconds: neither a start nor an end is in it.
 *
 * @throws when nothing comes, or as soon as one of them logs an error
 */
export async function paceOf(members: readonly BenchNodeRed[], warmUp: number, ms: number): Promise<Pace> {
  const looks = () => Promise.all(members.map((member) => member.usage()));
  const since = performance.now();
  let before = await looks();
  while (total(before) < warmUp) {
    const errors = members.flatMap((member) => member.errors);
    if (errors.length > 0) throw new Error(`Node-RED reported:\n${errors.join('\n')}`);
    if (performance.now() - since > patienceMs) throw new Error(`Only ${total(before)} messages came.`);
    await pause(lookEveryMs);
    before = await looks();
  }
  await pause(ms);
  return between(before, await looks());
}

function between(before: readonly Usage[], after: readonly Usage[]): Pace {
  let [perSecond, cpu] = [0, 0];
  for (const [index, now] of after.entries()) {
    const then = before[index] ?? now;
    perSecond += ((now.counted - then.counted) / (now.at - then.at)) * 1000;
    cpu += now.cpu - then.cpu;
  }
  return { perSecond, cpu: cpu / (total(after) - total(before)) };
}

function total(usages: readonly Usage[]): number {
  return usages.reduce((sum, { counted }) => sum + counted, 0);
}
