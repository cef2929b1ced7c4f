import { type Clock, systemClock } from '../base/clock';
import type { RequestEvent, TokenEvent } from '../ports/events';
import type { Telemetry } from '../ports/telemetry';
import { RecentCounts } from './recent-counts';
import type { Series, TokenState } from './shown';

/** Seconds over which the rate is an average. */
const averaged = 10;

/** Seconds that are kept. */
const kept = 60;

/** Counts the requests of a connection, and keeps what its last sign-in came to. */
export class RequestMeter {
  private readonly counts = new RecentCounts(1000, kept);
  private signIn: { at: number; event: TokenEvent } | undefined;

  constructor(
    telemetry: Telemetry,
    private readonly clock: Clock = systemClock,
  ) {
    telemetry.on('request', (event) => this.counts.add(clock.now(), 1, hasFailed(event) ? 1 : 0));
    telemetry.on('token', (event) => {
      this.signIn = { at: clock.now(), event };
    });
  }

  /** Requests in each of the last seconds. */
  series(): Series {
    return this.counts.series(this.clock.now());
  }

  /** What is known of the token. */
  token(): TokenState {
    if (this.signIn === undefined) return { kind: 'none' };
    const { at, event } = this.signIn;
    const { expiresIn, code, statusCode } = event;
    if (expiresIn !== undefined) return { kind: 'valid', until: iso(at + expiresIn * 1000) };
    if (code === undefined) return { kind: 'none' };
    return { kind: 'refused', at: iso(at), code, ...(statusCode !== undefined && { statusCode }) };
  }
}

/** Requests in a second, on average of the last whole seconds. */
export function perSecond({ done }: Series): number {
  const whole = done.slice(-averaged - 1, -1);
  return whole.reduce((sum, count) => sum + count, 0) / averaged;
}

function hasFailed({ result, statusCode = 0 }: RequestEvent): boolean {
  return result === 'failed' || statusCode === 429 || statusCode >= 500;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
