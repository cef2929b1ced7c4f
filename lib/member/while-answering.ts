import { type Clock, pause } from '../base/clock';

/** Milliseconds for which an engine may be silent. */
const patienceMs = 2000;

/** Milliseconds between two looks at an engine that answers. */
const lookEveryMs = 500;

/** An engine that is watched. */
export interface Answering {
  clock: Clock;
  /** Asks the engine for something small. */
  look(): Promise<unknown>;
  /** What is thrown where it was silent for so many milliseconds. */
  silent(milliseconds: number): Error;
}

/**
 * Waits for work for as long as it takes while an engine answers, and no longer than two seconds since it did so last: what is large may take its
 * time, but nobody is to wait for somebody who is silent. The work goes on unwatched then.
 *
 * @throws what the last look failed with, where that ended the waiting; where it was not answered at all, what is thrown for that.
 */
export async function whileAnswering<Result>(work: Promise<Result>, engine: Answering): Promise<Result> {
  const over = new AbortController();
  const silence = new Promise<never>((_, reject) => {
    watch(engine, over.signal).catch(reject);
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

/** Ends when no look was answered for as long as that may be, or with the signal: an engine may lose a connection. */
async function watch({ clock, look, silent }: Answering, signal: AbortSignal): Promise<never> {
  let answeredAt = clock.monotonic();
  let failure: { error: unknown } | undefined;
  const leftMs = () => answeredAt + patienceMs - clock.monotonic();
  while (leftMs() > 0) {
    const looked = look().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const before = failure;
    const late = pause(clock, leftMs(), signal).then(() => before ?? { error: silent(patienceMs) });
    failure = await Promise.race([looked, late]);
    if (failure === undefined) answeredAt = clock.monotonic();
    const restMs = Math.min(lookEveryMs, leftMs());
    if (restMs > 0) await pause(clock, restMs, signal);
  }
  throw failure?.error;
}
