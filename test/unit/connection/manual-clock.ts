import { createClock } from '@sinonjs/fake-timers';
import type { Clock } from '../../../lib/base/clock';

/** A clock that stands still until `tick`, which also lets promises settle between timers. */
export interface ManualClock extends Clock {
  tick(milliseconds: number): Promise<void>;
}

export function manualClock(): ManualClock {
  const clock = createClock(Date.UTC(2026, 10, 22));
  return {
    now: () => clock.now,
    monotonic: () => clock.now - Date.UTC(2026, 0, 1),
    setTimeout: (callback, milliseconds) => clock.setTimeout(callback, milliseconds),
    clearTimeout: (timer) => clock.clearTimeout(timer as number),
    tick: async (milliseconds) => {
      await clock.tickAsync(milliseconds);
    },
  };
}
