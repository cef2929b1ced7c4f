import type { CoupaError } from '../base/errors';
import type { Mutable } from '../base/mutable';
import type { Scrubber } from '../base/secrets/scrub';
import type { RequestEvent, RetryEvent, TokenEvent } from '../ports/events';
import type { Told } from '../ports/telling';
import type { TokenAnswer } from '../ports/tokens';
import type { Span } from '../ports/tracing';
import { AttemptFailed, type Errand } from './retry/attempt';
import type { WireAnswer, WireRequest } from './wire/exchange';

/** Where a request goes, in a form that may be told: without its query, and without secrets, since a message may have made the path. */
export function told({ origin, pathname }: URL, scrubber: Scrubber): Address {
  return () => scrubber.text(`${origin}${pathname}`);
}

type Address = () => string;

/** A request that says what it is part of. Whoever is not the tenant is not told. */
export function followed(outgoing: WireRequest, span: Span | undefined): WireRequest {
  if (span === undefined || outgoing.stranger) return outgoing;
  return { ...outgoing, headers: { ...outgoing.headers, ...span.context } };
}

/** What telemetry hears of a request that is sent once. */
export function ofRequest(
  errand: Errand,
  url: Address,
  sending: Pick<RequestEvent, 'attempt' | 'waitedMs'>,
): Told<WireAnswer, 'request'> {
  const { api, method, host, path } = errand;
  const { attempt, waitedMs } = sending;
  return {
    kind: 'request',
    begun: () => ({ kind: 'request', method, url: url(), attempt }),
    done: ({ statusCode, bytes, elapsed: elapsedMs, date: tenantTime }, durationMs) => {
      const event: Mutable<RequestEvent> = {
        kind: 'request',
        api,
        method,
        host,
        path,
        attempt,
        waitedMs,
        result: 'answered',
        durationMs,
        elapsedMs,
        statusCode,
        bytes: bytes.length,
      };
      if (tenantTime !== undefined) event.tenantTime = tenantTime;
      return event;
    },
    failed: (thrown, durationMs) => {
      const known = { kind: 'request', ...addressOf(errand), attempt, waitedMs } as const;
      return thrown instanceof AttemptFailed
        ? { ...known, result: 'failed', durationMs, ...failureOf(thrown.error) }
        : { ...known, result: 'aborted', durationMs };
    },
  };
}

/** What telemetry hears of one sign-in. */
export function ofSignIn({ host, method }: Errand, url: Address): Told<TokenAnswer, 'token'> {
  return {
    kind: 'token',
    begun: () => ({ kind: 'token', method, url: url() }),
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
