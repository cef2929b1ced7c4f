import type { Clock } from '../base/clock';
import type { CoupaError } from '../base/errors';
import type { RequestEvent, RetryEvent, Telemetry, TelemetryOf, TokenEvent } from '../ports/telemetry';
import type { TokenAnswer } from '../ports/tokens';
import { AttemptFailed, type Errand } from './retry/attempt';
import type { WireAnswer } from './wire/exchange';

/** The events of something that is done once, and ends in one way or the other after some milliseconds. */
interface Told<Result, Kind extends 'request' | 'token'> {
  kind: Kind;
  done(result: Result, durationMs: number): TelemetryOf<Kind>;
  failed(thrown: unknown, durationMs: number): TelemetryOf<Kind>;
}

/** Does something, and tells whoever listens how it went. */
export async function telling<Result, Kind extends 'request' | 'token'>(
  telemetry: Telemetry,
  clock: Clock,
  { kind, done, failed }: Told<Result, Kind>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!telemetry.hears(kind)) return work();
  const start = clock.monotonic();
  try {
    const result = await work();
    telemetry.tell(done(result, clock.monotonic() - start));
    return result;
  } catch (error) {
    telemetry.tell(failed(error, clock.monotonic() - start));
    throw error;
  }
}

/** What telemetry hears of a request that is sent once. */
export function ofRequest(
  errand: Errand,
  sending: Pick<RequestEvent, 'attempt' | 'waitedMs'>,
): Told<WireAnswer, 'request'> {
  const known = { kind: 'request', ...addressOf(errand), ...sending } as const;
  return {
    kind: 'request',
    done: ({ statusCode, bytes, elapsed: elapsedMs, date: tenantTime }, durationMs) => {
      const answer = { elapsedMs, statusCode, bytes: bytes.length };
      const dated = tenantTime !== undefined && { tenantTime };
      return { ...known, result: 'answered', durationMs, ...answer, ...dated };
    },
    failed: (thrown, durationMs) =>
      thrown instanceof AttemptFailed
        ? { ...known, result: 'failed', durationMs, ...failureOf(thrown.error) }
        : { ...known, result: 'aborted', durationMs },
  };
}

/** What telemetry hears of one sign-in. */
export function ofSignIn({ host }: Errand): Told<TokenAnswer, 'token'> {
  return {
    kind: 'token',
    done: ({ expiresIn, scope }, durationMs) => {
      return { kind: 'token', host, durationMs, expiresIn, ...(scope !== undefined && { scope }) };
    },
    failed: (thrown, durationMs) => {
      const failure = thrown instanceof AttemptFailed && failureOf(thrown.error);
      return { kind: 'token', host, durationMs, ...failure };
    },
  };
}

/** What telemetry hears of a request that is sent again. */
export function retryEvent(errand: Errand, error: CoupaError, attempt: number, pauseMs: number): RetryEvent {
  return { kind: 'retry', ...addressOf(errand), attempt, pauseMs, ...failureOf(error) };
}

function addressOf({ api, method, host, path }: Errand): Pick<Errand, 'api' | 'method' | 'host' | 'path'> {
  return { api, method, host, path };
}

function failureOf({
  code,
  statusCode,
}: CoupaError): Pick<TokenEvent, 'statusCode'> & { code: CoupaError['code'] } {
  return { code, ...(statusCode !== undefined && { statusCode }) };
}
