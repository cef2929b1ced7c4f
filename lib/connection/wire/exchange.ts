import { EventEmitter } from 'node:events';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../base/clock';
import type { Scrubber } from '../../base/secrets/scrub';
import { onAbort } from '../../base/signals/on-abort';
import type { FormField } from '../../ports/form-field';
import type { PageBytes } from '../../ports/page-bytes';
import type { RequestOptions } from '../../ports/requester';
import type { Errand } from '../retry/attempt';
import { serverTime } from '../retry/http-date';
import { decodeText } from './decode-text';
import type { Dispatchers } from './dispatcher';
import { formOf } from './form';
import { type Circumstances, networkFailure, timeoutFailure } from './network-error';
import { acceptedEncodings, type BodyRoom, readBody } from './read-body';
import { readFile } from './read-file';
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
  /** Instead of a body. */
  form?: readonly FormField[];
  /** The answer is a file of so many bytes at most, taken as it is; else it is a text. */
  fileBytes?: number;
  /** Where the bytes of a text are put. Default: memory of its own. */
  into?: PageBytes;
  /** The host is not the tenant: it gets neither its client certificate nor its server name. */
  stranger?: boolean;
  errand: Errand;
}

/** One whole answer, of any status. */
export interface WireAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Its body, decompressed: a file as it is, a text as UTF-8 without a byte order mark. */
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
  const stopListening = onAbort(signal, stop);
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
    stopListening();
  }
}

async function send(
  wire: Wire,
  outgoing: WireRequest,
  attempt: EventEmitter,
  circumstances: Circumstances,
): Promise<WireAnswer> {
  const { url, method, headers, body, fileBytes, into, stranger = false } = outgoing;
  const form = outgoing.form === undefined ? undefined : formOf(outgoing.form);
  const start = wire.clock.monotonic();
  const asked = wire.dispatchers.to(url, stranger).request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: Object.assign(ownHeaders(fileBytes !== undefined), headers, form?.headers),
    body: form?.body ?? body ?? null,
    signal: attempt,
  });
  const answer = await unlessStopped(asked, attempt);
  const elapsed = wire.clock.monotonic() - start;
  circumstances.statusCode = answer.statusCode;
  return {
    statusCode: answer.statusCode,
    headers: answer.headers,
    bytes: await bytesOf(answer, fileBytes, { limit: wire.maxResponseBytes, into }),
    date: serverTime(answer.headers['date']),
    elapsed,
  };
}

/**
 * undici heeds a signal once a connection stands, and a proxy may take its time until then. What is left to it is not sent any more: it
 * looks at the signal before that.
 */
function unlessStopped(
  asked: Promise<Dispatcher.ResponseData>,
  attempt: EventEmitter,
): Promise<Dispatcher.ResponseData> {
  return new Promise((resolve, reject) => {
    attempt.once('abort', () => reject(new DOMException('Stopped', 'AbortError')));
    asked.then(resolve, reject);
  });
}

/** A file is what it is: compressed once more it would only have to be told from one that was compressed to begin with. */
function ownHeaders(isFile: boolean): Record<string, string> {
  return {
    accept: isFile ? '*/*' : 'application/json',
    'accept-encoding': isFile ? 'identity' : acceptedEncodings,
    'user-agent': userAgent(),
  };
}

/** What says no is a text whatever was asked for. */
async function bytesOf(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  fileBytes: number | undefined,
  { limit, into }: BodyRoom,
): Promise<Buffer> {
  if (fileBytes !== undefined && statusCode >= 200 && statusCode < 300)
    return readFile(body, headers, fileBytes);
  if (bodiless.includes(statusCode)) {
    body.on('error', () => undefined).destroy();
    return Buffer.alloc(0);
  }
  const room = { limit, expected: Number(headers['content-length']), into };
  const received = await readBody(body, headers['content-encoding']?.toString(), room);
  return decodeText(received, headers['content-type']?.toString());
}

/** Answers that end with their headers, whatever length these name (RFC 9112, 6.3): a 304 may say how long the page is that nobody gets. */
const bodiless: readonly number[] = [204, 304];
