import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WeatherRule } from '../weather/weather';

/** One request under way. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  weather: WeatherRule | undefined;
  asXml: boolean;
}

/** The whole body of a request, empty for most GETs. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET' && !request.headers['content-length']) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
