import { onAbort } from './signals/on-abort';

/**
 * What is waited for, unless the signal comes first: nobody can end what another party has to answer, and a deploy must not wait
 * for it.
 *
 * @throws the signal's reason
 */
export async function unlessAborted<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  if (!(value instanceof Promise)) return value;
  const { promise, stop } = whenAborted(signal);
  try {
    return await Promise.race([value, promise]);
  } finally {
    stop();
  }
}

function whenAborted(signal: AbortSignal): { promise: Promise<never>; stop(): void } {
  let stop = () => {};
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else stop = onAbort(signal, abort);
  });
  return { promise, stop: () => stop() };
}
