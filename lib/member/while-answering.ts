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
 * @throws what the last look failed with, where that ended the waiting.
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

/** Ends with the last look that failed where none succeeded for as long as work has, or with the signal: an engine may lose a connection. */
async function watch(clock: Clock, look: () => Promise<unknown>, signal: AbortSignal): Promise<never> {
  let failing: { error: unknown; since: number } | undefined;
  for (;;) {
    const since: number = failing?.since ?? clock.monotonic();
    const leftMs = () => since + patienceMs - clock.monotonic();
    const looked = look().then(
      () => undefined,
      (error: unknown) => ({ error, since }),
    );
    const before = failing;
    const silent = before && pause(clock, leftMs(), signal).then(() => before);
    failing = await (silent === undefined ? looked : Promise.race([looked, silent]));
    const restMs = failing === undefined ? lookEveryMs : Math.min(lookEveryMs, leftMs());
    if (restMs > 0) await pause(clock, restMs, signal);
    if (failing !== undefined && leftMs() <= 0) throw failing.error;
  }
}
