import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadForm, type Part, readMultipart } from '../files/multipart';
import type { WeatherRule } from '../weather/weather';

/** One request under way. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  weather: WeatherRule | undefined;
  asXml: boolean;
}

/** What came with a request: a text, empty for most GETs, or the parts of a form. */
export interface Content {
  body: string;
  parts?: Part[];
}

/** Reads what came with a request. A form that cannot be read has no parts. */
export async function contentOf(request: IncomingMessage): Promise<Content> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return { body: await bodyOf(request) };
  try {
    return { body: '', parts: await readMultipart(request, type) };
  } catch (error) {
    if (error instanceof BadForm) return { body: '', parts: [] };
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET' && !request.headers['content-length']) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
