/** How many requests a tenant lets through; Coupa: 25 a second with a burst of 20. */
export interface RateLimitOptions {
  perSecond: number;
  burst: number;
}

/** A bucket of `burst` requests that fills up again at `perSecond`. A refused request costs nothing. */
export class RateLimit {
  private available: number;
  private filledAt: number;

  /** @param clock milliseconds, monotonic; default the process's own. */
  constructor(
    readonly options: RateLimitOptions,
    readonly clock: () => number = () => performance.now(),
  ) {
    this.available = options.burst;
    this.filledAt = clock();
  }

  /** Takes one request out of the bucket; `false` when there was none. */
  take(): boolean {
    this.fill();
    if (this.available < 1) return false;
    this.available -= 1;
    return true;
  }

  /** Milliseconds until the next request would be let through. */
  wait(): number {
    this.fill();
    return Math.max(0, ((1 - this.available) / this.options.perSecond) * 1000);
  }

  private fill(): void {
    const now = this.clock();
    const filled = this.available + ((now - this.filledAt) / 1000) * this.options.perSecond;
    this.available = Math.min(this.options.burst, filled);
    this.filledAt = now;
  }
}
