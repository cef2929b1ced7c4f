import type { Clock } from '../../../lib/base/clock';

/**
 * A clock for tests against real servers: whoever waits is woken at once, and finds that the time has passed. Timers of
 * `hold` milliseconds (the time-out of an attempt) are kept until `fire`, since the server answers in real time.
 */
export class JumpingClock implements Clock {
  /** Every pause that somebody asked for, in order. */
  readonly waits: number[] = [];
  private time = 1_000_000;
  private readonly held = new Set<() => void>();
  private readonly hold: number;

  constructor(hold = 60_000) {
    this.hold = hold;
  }

  now(): number {
    return Date.UTC(2026, 10, 22) + this.time;
  }

  monotonic(): number {
    return this.time;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    if (milliseconds === this.hold) {
      this.held.add(callback);
      return callback;
    }
    this.waits.push(milliseconds);
    const due = this.time + milliseconds;
    return setImmediate(() => {
      this.time = Math.max(this.time, due);
      callback();
    });
  }

  clearTimeout(timer: unknown): void {
    if (typeof timer === 'function') this.held.delete(timer as () => void);
    else clearImmediate(timer as NodeJS.Immediate);
  }

  /** Lets time pass without waking anybody. */
  pass(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Ends the time of the attempts under way. */
  fire(): void {
    for (const callback of [...this.held]) callback();
  }
}
