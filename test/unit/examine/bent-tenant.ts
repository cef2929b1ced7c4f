import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { Tenant } from '../../simulator';

/** An answer of the simulated tenant, before it is sent on. */
export interface BentAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One assumption that is not kept: how questions are understood otherwise, or answered otherwise. */
export interface Bend {
  /** Changes what the tenant is asked. */
  url?: (url: URL) => void;
  /** Changes what it answers to what it was really asked. */
  answer?: (answer: BentAnswer, url: URL) => void;
  /** Records in a page at most. Default: Coupa's 50. */
  cap?: number;
  /** Leaves answers as long as they are. */
  plain?: boolean;
}

/** A server between a connection and a simulated tenant (whose pages have no bound) that bends one thing at a time. */
export class BentTenant {
  bend: Bend = {};
  private readonly server: Server;

  static async start(tenant: Tenant): Promise<BentTenant> {
    const bent = new BentTenant(tenant);
    bent.server.listen(0, '127.0.0.1');
    await once(bent.server, 'listening');
    return bent;
  }

  private constructor(private readonly tenant: Tenant) {
    this.server = createServer((request, response) => void this.pass(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.tenant.url);
    const asked = new URL(url);
    this.limit(asked);
    this.bend.url?.(asked);
    const sent = request.method === 'POST' ? { body: await text(request) } : {};
    const answered = await fetch(asked, {
      method: request.method ?? 'GET',
      headers: passedOn(request.headers),
      ...sent,
    });
    const answer: BentAnswer = {
      status: answered.status,
      headers: Object.fromEntries([...answered.headers].filter(([name]) => kept.includes(name))),
      body: await answered.text(),
    };
    answer.headers['ratelimit-policy'] = '25;w=1';
    this.bend.answer?.(answer, url);
    this.send(response, answer);
  }

  private limit({ searchParams }: URL): void {
    const { cap = 50 } = this.bend;
    if (Number(searchParams.get('limit')) > cap) searchParams.set('limit', String(cap));
  }

  private send(response: ServerResponse, { status, headers, body }: BentAnswer): void {
    const bytes = this.bend.plain ? Buffer.from(body) : gzipSync(body);
    response.sendDate = false;
    const encoding = this.bend.plain || body === '' ? {} : { 'content-encoding': 'gzip' };
    response.writeHead(status, { ...headers, ...encoding });
    response.end(body === '' ? '' : bytes);
  }
}

const kept = ['content-type', 'date', 'retry-after', 'location'];

function passedOn({
  authorization,
  accept,
  'content-type': type,
}: IncomingHttpHeaders): Record<string, string> {
  return {
    ...(authorization && { authorization }),
    ...(accept && { accept }),
    ...(type && { 'content-type': type }),
  };
}

/** Changes the records of an answer, one by one; a record alone, too. */
export function eachRecord(change: (record: Record<string, unknown>) => void) {
  return (answer: BentAnswer, url: URL): void => {
    if (answer.status !== 200 || !url.pathname.startsWith('/api/')) return;
    const value: unknown = JSON.parse(answer.body);
    for (const record of Array.isArray(value) ? value : [value]) change(record);
    answer.body = JSON.stringify(value);
  };
}
