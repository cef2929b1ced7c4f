import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks at the end of one that took no time; one that took long is followed by a longer pause. */
const pause = 50;

/**
 * Waits until something is so that costs much to look at, such as a whole tenant: it is not looked at with every line, and never
 * for more than a fifth of the time, which the tenant needs itself.
 *
 * @param most milliseconds
 * @param why says what is still wrong when they are over
 */
export async function until(holds: () => boolean, most: number, why: () => string): Promise<void> {
  const end = performance.now() + most;
  for (;;) {
    const begin = performance.now();
    if (holds()) return;
    const now = performance.now();
    if (now > end) throw new Error(`Not within ${most} ms: ${why()}`);
    await delay(pause + 4 * (now - begin));
  }
}
