import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pages, type PagesSettings } from './pages';

/** What the server of a benchmark is asked to be. */
export interface ServerSettings extends PagesSettings {
  /** Milliseconds before each answer. Default 0. */
  latencyMs?: number;
}

/** What it has seen so far. */
export interface Served {
  /** Requests for records. */
  requests: number;
  /** Bytes of their answers' bodies. */
  bytes: number;
  /** Requests that write. */
  writes: number;
  tokens: number;
}

/** What its parent may ask for; each is answered with what was served. */
export type ServerQuestion =
  | { ask: 'served' }
  /** Its clock goes ahead. */
  | { ask: 'advance'; ms: number }
  /** From now on its lists are empty, or have again what they had. */
  | { ask: 'hide'; isHidden: boolean };

/**
 * The server of a benchmark, as a process of its own: plain node:http, and no code of the simulator, so that what is measured does
 * not depend on how that writes. Signs anybody in; lists invoices; a write is answered with what was written. Prints its URL.
 */
class BenchServer {
  private readonly served: Served = { requests: 0, bytes: 0, writes: 0, tokens: 0 };
  private isHidden = false;
  private aheadMs = 0;
  private pages: Pages | undefined;

  constructor(private readonly settings: ServerSettings) {}

  async start(): Promise<void> {
    this.pages = await Pages.make(this.settings, this.now);
    process.on('message', (question: ServerQuestion) => process.send?.(this.answer(question)));
    const server = createServer((request, response) => this.receive(request, response));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      process.stdout.write(`${JSON.stringify({ url, dates: this.pages?.dates })}\n`);
    });
  }

  private readonly now = (): number => Date.now() + this.aheadMs;

  private answer(question: ServerQuestion): Served {
    if (question.ask === 'advance') this.aheadMs += question.ms;
    if (question.ask === 'hide') this.isHidden = question.isHidden;
    return { ...this.served };
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const { latencyMs = 0 } = this.settings;
    const respond = () => {
      try {
        this.respond(request, response);
      } catch (error) {
        send(response, 400, [Buffer.from(JSON.stringify({ errors: { base: [String(error)] } }))], {});
      }
    };
    if (latencyMs === 0) respond();
    else setTimeout(respond, latencyMs);
  }

  private respond(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const headers = { date: new Date(this.now()).toUTCString() };
    if (pathname === '/oauth2/token') {
      this.served.tokens += 1;
      request.resume();
      const token = { access_token: 'token', token_type: 'bearer', expires_in: 86_399 };
      send(response, 200, [Buffer.from(JSON.stringify(token))], headers);
    } else if (request.method === 'GET' && pathname === '/api/invoices') {
      const isPacked =
        this.settings.gzip === true && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      const body = this.list(searchParams, isPacked);
      this.served.requests += 1;
      this.served.bytes += lengthOf(body);
      send(response, 200, body, { ...headers, ...(isPacked && { 'content-encoding': 'gzip' }) });
    } else {
      this.write(request, response, pathname, headers);
    }
  }

  private list(query: URLSearchParams, isPacked: boolean): Buffer[] {
    if (this.pages === undefined) throw new Error('There are no pages yet.');
    // Ids below the first are none: an empty page, packed like any other.
    if (this.isHidden) return this.pages.page(new URLSearchParams({ 'id[lt_or_eq]': '0' }), isPacked);
    return this.pages.page(query, isPacked);
  }

  /** What is written comes back, with the id of the path. */
  private write(request: IncomingMessage, response: ServerResponse, pathname: string, headers: object): void {
    const id = Number(/^\/api\/invoices\/(\d+)$/.exec(pathname)?.[1]);
    if (Number.isNaN(id)) throw new Error(`Not understood: ${request.method} ${pathname}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.served.writes += 1;
      const written = JSON.parse(Buffer.concat(chunks).toString() || '{}') as object;
      send(response, 200, [Buffer.from(JSON.stringify({ ...written, id }))], headers);
    });
  }
}

/** Pieces up to which copying is cheaper than a piece of its own. */
const smallPiece = 8192;

function send(response: ServerResponse, statusCode: number, body: readonly Buffer[], headers: object): void {
  const length = lengthOf(body);
  response.writeHead(statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': length,
    ...headers,
  });
  if (length <= smallPiece * body.length) return void response.end(Buffer.concat(body));
  response.cork();
  for (const piece of body) response.write(piece);
  response.end();
}

function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

void new BenchServer(JSON.parse(process.argv[2] ?? '{}')).start();
