/*
 * A signal of Node.js keeps its listeners in a chain, and one that is removed still points at the next. So where many come and go side by side
 * on a signal that stays, one that has reached V8's old space keeps all that come after it, with all that they hold, until V8 next
 * collects all of its heap: kilobytes for each request of a back-fill. So each signal has one listener of ours.
 */
const waiting = new WeakMap<AbortSignal, Waiting>();

/** Those who wait for one signal. */
class Waiting {
  private readonly calls = new Set<() => void>();

  constructor(private readonly signal: AbortSignal) {}

  add(call: () => void): void {
    if (this.calls.size === 0) this.signal.addEventListener('abort', this.aborted);
    this.calls.add(call);
  }

  /** A signal that nobody listens to may be collected. */
  delete(call: () => void): void {
    if (this.calls.delete(call) && this.calls.size === 0)
      this.signal.removeEventListener('abort', this.aborted);
  }

  private readonly aborted = () => {
    for (const call of this.calls) {
      this.delete(call);
      call();
    }
  };
}

/**
 * Calls back when a signal is aborted that is not yet: once, in the order of those who asked.
 *
 * @param call must not throw.
 * @returns takes it back; may be called more than once.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const others = waiting.get(signal) ?? new Waiting(signal);
  waiting.set(signal, others);
  // Who asks twice is called twice.
  const own = () => call();
  others.add(own);
  return () => others.delete(own);
}
