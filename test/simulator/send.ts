import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './answers';
import type { WeatherRule } from './weather';

/** Sends one answer with the tenant's `Date`, and whatever weather strikes bodies. */
export function send(
  response: ServerResponse,
  { status, body, headers }: HttpAnswer,
  weather: WeatherRule | undefined,
  now: number,
): void {
  if (response.destroyed) return;
  const whole = typeof body === 'string' ? Buffer.from(body) : body;
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const sent = weather?.kind === 'cut-body' ? half : whole;
  const date = weather?.kind === 'no-date-header' ? {} : { date: new Date(now).toUTCString() };
  response.sendDate = false;
  response.writeHead(status, { ...date, ...headers, 'content-length': sent.length });
  if (weather?.kind === 'reset-in-body') response.write(half, () => reset(response));
  else if (weather?.kind === 'stalled-body') response.write(half);
  else response.end(sent);
}

/** Ends the connection as if there had been no one. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
