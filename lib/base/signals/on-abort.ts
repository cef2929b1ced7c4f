/*
 * V8's young collections take what is short-lived, unless something that is dead, but in its old space, leads to it: then it gets there, too, and
 * waits for a collection of the whole heap. A signal of Node.js keeps its listeners in a chain, and one that is removed still points at the next; a
 * `Set` that is filled and emptied again and again is copied now and then, and the copy that is not used any more points at the next one. So where many
 * come and go on a signal that stays, the first leads to all that come after it, with all that they hold: kilobytes for each request of a
 * back-fill. So each signal has one listener of ours, and who waits for it is in an array.
 */
const waiting = new WeakMap<AbortSignal, Waiting>();

/** Those who wait for one signal. */
class Waiting {
  private readonly calls: (() => void)[] = [];

  constructor(private readonly signal: AbortSignal) {}

  add(call: () => void): void {
    if (this.calls.length === 0) this.signal.addEventListener('abort', this.aborted);
    this.calls.push(call);
  }

  /** A signal that nobody listens to may be collected. */
  delete(call: () => void): void {
    const at = this.calls.indexOf(call);
    if (at < 0) return;
    this.calls.splice(at, 1);
    if (this.calls.length === 0) this.signal.removeEventListener('abort', this.aborted);
  }

  private readonly aborted = () => {
    for (let call = this.calls[0]; call !== undefined; call = this.calls[0]) {
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
