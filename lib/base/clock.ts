/** Time as this package sees it: injected, so that tests need not wait. */
export interface Clock {
  /** Epoch milliseconds, for what is shown to people. It may jump. */
  now(): number;
  /** Milliseconds since some fixed moment, for measuring and waiting. It never jumps. */
  monotonic(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** The computer's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/**
 * Resolves after a pause.
 *
 * @throws the signal's reason, as soon as it is aborted.
 */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Waits for some work, and no longer than so many milliseconds: what takes longer goes on unwatched. */
export async function atMost(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  try {
    await Promise.race([work, pause(clock, milliseconds, late.signal).catch(() => undefined)]);
  } finally {
    late.abort();
  }
}
