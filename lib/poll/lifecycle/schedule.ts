import type { Clock } from '../../base/clock';

/** First pause after a failure, milliseconds; it doubles up to the interval. */
const firstRetryMs = 30_000;

/** When the next poll starts. */
export class Schedule {
  private timer: unknown;
  private failures = 0;
  private next: number | undefined;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds between the starts of two polls; 0: none by themselves. */
    private readonly intervalMs: number,
    private readonly start: () => void,
  ) {}

  /** The next start, epoch milliseconds by our clock; `undefined` if none is planned. */
  get nextAt(): number | undefined {
    return this.next;
  }

  /** Starts at once, if there is an interval at all. */
  now(): void {
    if (this.intervalMs > 0) this.after(0);
  }

  /** A poll has started: the next one an interval later. */
  started(): void {
    if (this.intervalMs > 0) this.after(this.intervalMs);
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** Tries again sooner than the interval says, after growing pauses. */
  failed(): void {
    this.failures += 1;
    if (this.intervalMs > 0) this.after(Math.min(this.intervalMs, firstRetryMs * 2 ** (this.failures - 1)));
  }

  clear(): void {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.next = undefined;
  }

  private after(pauseMs: number): void {
    this.clear();
    this.next = this.clock.now() + pauseMs;
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      this.start();
    }, pauseMs);
  }
}
