import { EventEmitter } from 'node:events';
import type { Clock } from '../../base/clock';
import type { Scrubber } from '../../base/secrets/scrub';
import type { RequestOptions } from '../../ports/requester';
import type { Errand } from '../retry/attempt';
import { decodeText } from './decode-text';
import type { Dispatchers } from './dispatcher';
import { type Circumstances, networkFailure, timeoutFailure } from './network-error';
import { acceptedEncodings, readBody } from './read-body';
import { userAgent } from './user-agent';

/** What every exchange of a connection needs. */
export interface Wire {
  dispatchers: Dispatchers;
  scrubber: Scrubber;
  clock: Clock;
  /** Seconds. */
  timeout: number;
  maxResponseBytes: number;
}

/** One request as it goes over the wire. */
export interface WireRequest {
  url: URL;
  method: NonNullable<RequestOptions['method']>;
  headers: Record<string, string>;
  body?: string;
  errand: Errand;
}

/** One whole answer, of any status. */
export interface WireAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Its body, decompressed: UTF-8 without a byte order mark. */
  bytes: Buffer;
  /** Epoch milliseconds of the `Date` header. */
  date?: number;
  /** Milliseconds from sending to the arrival of the headers. */
  elapsed: number;
}

/**
 * Sends a request once and reads the whole answer, within the time and size allowed.
 *
 * @throws {AttemptFailed} when no whole answer came.
 * @throws the signal's reason when it was aborted.
 */
export async function exchange(wire: Wire, outgoing: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  signal.throwIfAborted();
  const { errand, url } = outgoing;
  const circumstances: Circumstances = {
    errand,
    scrubber: wire.scrubber,
    proxy: wire.dispatchers.proxyFor(url),
  };
  // Not an `AbortController`: V8 keeps every signal until its next full collection, and a back-fill would pile up thousands.
  const attempt = new EventEmitter();
  const stop = () => attempt.emit('abort');
  signal.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = wire.clock.setTimeout(() => {
    late = true;
    stop();
  }, wire.timeout * 1000);
  try {
    return await send(wire, outgoing, attempt, circumstances);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw late ? timeoutFailure(wire.timeout, circumstances) : networkFailure(error, circumstances);
  } finally {
    wire.clock.clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function send(
  wire: Wire,
  { url, method, headers, body }: WireRequest,
  attempt: EventEmitter,
  circumstances: Circumstances,
): Promise<WireAnswer> {
  const start = wire.clock.monotonic();
  const answer = await wire.dispatchers.to(url).request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: {
      accept: 'application/json',
      'accept-encoding': acceptedEncodings,
      'user-agent': userAgent(),
      ...headers,
    },
    body: body ?? null,
    signal: attempt,
  });
  const elapsed = wire.clock.monotonic() - start;
  circumstances.statusCode = answer.statusCode;
  const encoding = answer.headers['content-encoding'];
  const received = await readBody(answer.body, encoding?.toString(), wire.maxResponseBytes);
  return {
    statusCode: answer.statusCode,
    headers: answer.headers,
    bytes: decodeText(received, answer.headers['content-type']?.toString()),
    date: dateOf(answer.headers),
    elapsed,
  };
}

function dateOf(headers: WireAnswer['headers']): number | undefined {
  const date = headers['date'];
  const milliseconds = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
