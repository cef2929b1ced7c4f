import type { Clock } from '../../base/clock';
import type { Connection } from '../../connection/connection';
import type { RequestEvent, TokenEvent } from '../../ports/events';

/** Between which differences the tenant's clock is ahead of ours; milliseconds. */
export interface ClockBounds {
  low: number;
  high: number;
}

/** Listens to a connection while questions are asked. */
export class Observer {
  /** The sign-in that gave a token; `undefined`: none was needed. */
  token: TokenEvent | undefined;
  /** Answers, of whatever status; those of them that say the tenant's time; and refusals of a token. */
  readonly counts = { answers: 0, dated: 0, unauthorized: 0, throttled: 0 };
  /** By the computer's clock that never jumps. */
  readonly steady: ClockBounds[] = [];
  /** By the clock that people see. */
  readonly shown: ClockBounds[] = [];

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    const { telemetry } = connection;
    telemetry.on('token', (event) => {
      if (event.expiresIn !== undefined) this.token = event;
    });
    telemetry.on('request', (event) => this.note(event));
    telemetry.on('throttled', () => {
      this.counts.throttled += 1;
    });
  }

  private note({ statusCode, tenantTime, durationMs, elapsedMs = durationMs }: RequestEvent): void {
    if (statusCode === undefined) return;
    this.counts.answers += 1;
    if (statusCode === 401) this.counts.unauthorized += 1;
    if (tenantTime === undefined) return;
    this.counts.dated += 1;
    for (const [now, bounds] of [
      [this.clock.monotonic(), this.steady],
      [this.clock.now(), this.shown],
    ] as const) {
      const sentAt = now - durationMs;
      // It was written while the answer was on its way, and has whole seconds.
      bounds.push({ low: tenantTime - (sentAt + elapsedMs), high: tenantTime + 1000 - sentAt });
    }
  }
}
