import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { spoil } from '../weather/spoil';
import type { WeatherRule } from '../weather/weather';
import type { AnswerHeaders, HttpAnswer } from './answers';

/** Sends one answer with the tenant's `Date`, and whatever weather strikes headers and bodies. */
export function send(
  response: ServerResponse,
  answer: HttpAnswer,
  weather: WeatherRule | undefined,
  now: number,
): void {
  if (response.destroyed) return;
  if (answer.stream) {
    sendStream(response, answer, answer.stream, weather, now);
    return;
  }
  const { status, body, headers } = spoil(answer, weather);
  const whole = typeof body === 'string' ? Buffer.from(body) : body;
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const sent = weather?.kind === 'cut-body' ? half : whole;
  const length: AnswerHeaders = status === 204 ? {} : { 'content-length': sent.length };
  response.sendDate = false;
  if (weather?.kind === 'broken-header') {
    sendRaw(response, status, sent);
    return;
  }
  response.writeHead(status, { ...dateOf(weather, now), ...headers, ...length });
  if (weather?.kind === 'reset-in-body') response.write(half, () => reset(response));
  else if (weather?.kind === 'stalled-body') response.write(half);
  else response.end(sent);
}

/** Sends a file; weather that strikes bodies strikes it in its middle. */
function sendStream(
  response: ServerResponse,
  { status, headers }: HttpAnswer,
  { size, pieces }: NonNullable<HttpAnswer['stream']>,
  weather: WeatherRule | undefined,
  now: number,
): void {
  const struck = weather && ['cut-body', 'reset-in-body', 'stalled-body'].includes(weather.kind);
  const half = Math.floor(size / 2);
  response.sendDate = false;
  const length = weather?.kind === 'cut-body' ? half : size;
  response.writeHead(status, { ...dateOf(weather, now), ...headers, 'content-length': length });
  const source = Readable.from(struck ? firstOf(pieces(), half) : pieces(), { objectMode: false });
  source.pipe(response, { end: !struck || weather.kind === 'cut-body' });
  if (weather?.kind === 'reset-in-body') source.once('end', () => reset(response));
}

function* firstOf(pieces: Iterable<Buffer>, size: number): Iterable<Buffer> {
  let left = size;
  for (const piece of pieces) {
    if (left > 0) yield piece.subarray(0, left);
    left -= piece.length;
  }
}

/** Ends the connection as if there had been no one. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** A day: far beyond what any overlap covers. */
const farAhead = 86_400_000;

function dateOf(weather: WeatherRule | undefined, now: number): AnswerHeaders {
  if (weather?.kind === 'no-date-header') return {};
  const skew = weather?.kind === 'wrong-date' ? (weather.skew ?? farAhead) : 0;
  return { date: new Date(now + skew).toUTCString() };
}

/** Node.js itself would refuse to write a NUL into a header. */
function sendRaw(response: ServerResponse, status: number, body: Buffer): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-trace: a\0b\r\ncontent-length: ${body.length}\r\n\r\n`;
  response.socket?.end(Buffer.concat([Buffer.from(head), body]));
}
