import type { Clock } from '../base/clock';
import { GateLine } from '../local/gate-line';
import type { Gate, Priority } from '../ports/gate';
import type { Permits } from './engine/permits';

/** What a gate of a fleet is made of. */
export interface FleetGateParts {
  engine: Permits;
  /** The name that all gates to one tenant share. */
  limit: string;
  /** What tells this process from every other. */
  run: string;
  clock: Clock;
  /** Requests per second in the long run, for the whole fleet; 0: no limit. */
  requestsPerSecond: number;
  /** Requests under way at once, of this instance. */
  maxConcurrency: number;
}

/** As of one process alone: see `RateLimit`. */
const largestBurst = 10;

/** Milliseconds for which a reserved moment may be taken up after it came. */
const usableMs = 1000;

/**
 * The gate of one tenant for a whole fleet. Each request leaves at a moment that the engine reserved for it, by the engine's clock; one
 * is reserved ahead at most, and the first who waits then takes it, `foreground` before `background`. While the engine cannot be
 * reached, this instance keeps to its share of the rate.
 */
export class FleetGate implements Gate {
  private readonly line: GateLine;
  private readonly burst: number;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  /** When the next request may leave; `undefined`: nothing is reserved. */
  private reservedFor: number | undefined;
  private isAsking = false;
  private instances = 1;
  private leftAt = Number.NEGATIVE_INFINITY;
  private timer: unknown;

  constructor(private readonly parts: FleetGateParts) {
    this.line = new GateLine(parts.maxConcurrency, () => this.admit());
    this.burst = Math.max(1, Math.min(largestBurst, Math.floor(parts.requestsPerSecond / 2)));
  }

  enter(signal: AbortSignal, priority: Priority = 'foreground'): Promise<() => void> {
    return this.line.enter(signal, priority);
  }

  pause(milliseconds: number): void {
    this.pauseHere(milliseconds);
    // Who cannot be told is refused by the tenant as this one was.
    this.parts.engine.pause(this.parts.limit, milliseconds).catch(() => undefined);
    this.admit();
  }

  get pausedFor(): number {
    return Math.max(0, this.pausedUntil - this.parts.clock.monotonic());
  }

  /** Requests that wait for a place. */
  get waiting(): number {
    return this.line.waiting;
  }

  private pauseHere(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.parts.clock.monotonic() + milliseconds);
  }

  private admit(): void {
    const { clock } = this.parts;
    clock.clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.line.isReady) return;
    const now = clock.monotonic();
    if (this.reservedFor === undefined || now - this.reservedFor > usableMs) {
      this.reserve();
      return;
    }
    const delay = Math.max(this.reservedFor - now, this.pausedFor);
    if (delay > 0) this.timer = clock.setTimeout(() => this.admit(), Math.ceil(delay));
    else this.admitNext();
  }

  private admitNext(): void {
    this.reservedFor = undefined;
    this.leftAt = this.parts.clock.monotonic();
    this.line.admit();
    this.admit();
  }

  private reserve(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    this.reservedFor = undefined;
    this.ask().then((waitMs) => {
      this.isAsking = false;
      this.reservedFor = this.parts.clock.monotonic() + waitMs;
      this.admit();
    });
  }

  /** @returns milliseconds until the next request may leave. */
  private async ask(): Promise<number> {
    const { engine, limit, run, requestsPerSecond } = this.parts;
    try {
      const order = { perSecond: requestsPerSecond, burst: this.burst, run };
      const { waitMs, pausedMs, instances } = await engine.permit(limit, order);
      this.instances = instances;
      if (pausedMs > 0) this.pauseHere(pausedMs);
      return waitMs;
    } catch {
      // The engine is told of by those who poll: what goes on without it goes on slowly.
      return this.shareOfRate();
    }
  }

  private shareOfRate(): number {
    const { requestsPerSecond, clock } = this.parts;
    if (requestsPerSecond === 0) return 0;
    const interval = (1000 * this.instances) / requestsPerSecond;
    return Math.max(0, this.leftAt + interval - clock.monotonic());
  }
}
