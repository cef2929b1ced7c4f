import type { Clock } from '../base/clock';
import type { Gate, Priority } from '../ports/gate';
import { GateLine } from './gate-line';

/** Settings of a `RateLimit`. */
export interface RateLimitSettings {
  /** Requests per second in the long run; 0: no limit. */
  requestsPerSecond: number;
  /** Requests under way at once. */
  maxConcurrency: number;
  clock: Clock;
}

/**
 * Requests that may leave at once after a rest. Coupa allows a burst of 20; half of it leaves room for requests that
 * bunch up on their way.
 */
const largestBurst = 10;

/**
 * The one gate that all requests of a connection pass: a token bucket for their rate, a number of places for those
 * under way, first come first served, `foreground` before `background`.
 */
export class RateLimit implements Gate {
  private readonly settings: RateLimitSettings;
  private readonly burst: number;
  private readonly line: GateLine;
  private allowance: number;
  private refilledAt: number;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private timer: unknown;

  constructor(settings: RateLimitSettings) {
    this.settings = settings;
    this.line = new GateLine(settings.maxConcurrency, () => this.admit());
    this.burst = Math.max(1, Math.min(largestBurst, Math.floor(settings.requestsPerSecond / 2)));
    this.allowance = this.burst;
    this.refilledAt = settings.clock.monotonic();
  }

  enter(signal: AbortSignal, priority: Priority = 'foreground'): Promise<() => void> {
    return this.line.enter(signal, priority);
  }

  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.settings.clock.monotonic() + milliseconds);
    this.admit();
  }

  get pausedFor(): number {
    return Math.max(0, this.pausedUntil - this.settings.clock.monotonic());
  }

  /** Requests that wait for a place. */
  get waiting(): number {
    return this.line.waiting;
  }

  private admit(): void {
    this.settings.clock.clearTimeout(this.timer);
    this.timer = undefined;
    while (this.line.isReady) {
      const delay = this.delay();
      if (delay > 0) {
        this.timer = this.settings.clock.setTimeout(() => this.admit(), Math.ceil(delay));
        return;
      }
      this.admitNext();
    }
  }

  private admitNext(): void {
    if (this.settings.requestsPerSecond > 0) this.allowance -= 1;
    this.line.admit();
  }

  /** Milliseconds until the next request may leave. */
  private delay(): number {
    const paused = this.pausedFor;
    if (this.settings.requestsPerSecond === 0) return paused;
    this.refill();
    const missing = 1 - this.allowance;
    // Less than a microsecond missing is rounding, not rate.
    return Math.max(paused, missing < 1e-6 ? 0 : (missing * 1000) / this.settings.requestsPerSecond);
  }

  private refill(): void {
    const now = this.settings.clock.monotonic();
    const earned = ((now - this.refilledAt) * this.settings.requestsPerSecond) / 1000;
    this.allowance = Math.min(this.burst, this.allowance + earned);
    this.refilledAt = now;
  }
}
