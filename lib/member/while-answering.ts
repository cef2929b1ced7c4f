import { type Clock, pause } from '../base/clock';

/** Milliseconds that work has in any case. */
const patienceMs = 2000;

/** Milliseconds between two looks at an engine that answers. */
const lookEveryMs = 500;

/** An engine that is watched. */
export interface Answering {
  clock: Clock;
  /** Asks the engine for something small; it fails within two seconds where that is not answered. */
  look(): Promise<unknown>;
}

/**
 * Waits for work for as long as it takes while an engine answers, and for two seconds where it does not: what is large may take its time, but
 * nobody is to wait for somebody who is silent. The work goes on unwatched then.
 *
 * @throws what the look failed with, where that ended the waiting.
 */
export async function whileAnswering<Result>(
  work: Promise<Result>,
  { clock, look }: Answering,
): Promise<Result> {
  const over = new AbortController();
  const silence = new Promise<never>((_, reject) => {
    watch(clock, look, over.signal).catch(reject);
  });
  // Whichever comes second is nobody's any more.
  work.catch(() => undefined);
  silence.catch(() => undefined);
  try {
    return await Promise.race([work, silence]);
  } finally {
    over.abort();
  }
}

/** Ends with the look that fails, or with the signal. */
async function watch(clock: Clock, look: () => Promise<unknown>, signal: AbortSignal): Promise<never> {
  for (;;) {
    const since = clock.monotonic();
    const failed = await look().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const restMs = failed === undefined ? lookEveryMs : patienceMs - (clock.monotonic() - since);
    if (restMs > 0) await pause(clock, restMs, signal);
    if (failed !== undefined) throw failed.error;
  }
}
