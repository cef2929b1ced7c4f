/** Those who wait until another record may be delivered, first come first served. */
export class WaitingForRoom {
  private waiters: (() => void)[] = [];

  /** Resolves when there is room. Rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const give = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        this.waiters = this.waiters.filter((waiter) => waiter !== give);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.waiters.push(give);
    });
  }

  /** There may be room. */
  wake(isRoom: () => boolean): void {
    while (this.waiters.length > 0 && isRoom()) this.waiters.shift()?.();
  }
}
