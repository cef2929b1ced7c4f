import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CoupaError } from '../../../lib/base/errors';
import { Connection, type ConnectionSettings } from '../../../lib/connection/connection';
import { JumpingClock } from './jumping-clock';

/** What arrived at a tenant. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One answer of a script. */
export type Step = (response: ServerResponse, arrived: Arrived) => void;

/** Secrets whose characters occur nowhere else, so that a test can look for them. */
export const secretsOfTenant = {
  clientSecret: 'cs-Zq7!&=+/ü"w9',
  apiKey: 'ak-QJ4x8m1v',
  csoApiKey: 'ck-VV3p0t6r',
  userSecret: 'us-H2w9k5d7',
  organizationSecret: 'os-L8f1s3g6',
  elementToken: 'et-B5n7c2y4',
};

/** A small real server that answers what a test tells it, path by path; the last step of a script repeats. */
export class Tenant {
  readonly arrived: Arrived[] = [];
  private readonly server: Server;
  private readonly scripts = new Map<string, Step[]>();
  private readonly scheme: string;

  static async start(tls?: ServerOptions): Promise<Tenant> {
    const tenant = new Tenant(tls);
    tenant.server.listen(0, '127.0.0.1');
    await once(tenant.server, 'listening');
    return tenant;
  }

  private constructor(tls?: ServerOptions) {
    this.scheme = tls ? 'https' : 'http';
    this.server = tls ? createTlsServer(tls) : createServer();
    this.server.on('request', async (request, response) => {
      response.on('error', () => undefined);
      const body = await text(request).catch(() => '');
      const { method = '', url = '', headers } = request;
      const arrived = { method, url, headers, body };
      this.arrived.push(arrived);
      this.next(url.split('?')[0] ?? '')(response, arrived);
    });
    let tokens = 0;
    this.on('/oauth2/token', (response) => {
      tokens += 1;
      response.end(
        JSON.stringify({ access_token: `token-number-${tokens}`, token_type: 'bearer', expires_in: 86_399 }),
      );
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  on(path: string, ...steps: Step[]): this {
    this.scripts.set(path, steps);
    return this;
  }

  /** What arrived at a path. */
  at(path: string): Arrived[] {
    return this.arrived.filter(({ url }) => url.split('?')[0] === path);
  }

  get tokenRequests(): number {
    return this.at('/oauth2/token').length;
  }

  /** A connection to this tenant, on a clock that jumps. */
  connect(settings: Partial<ConnectionSettings> = {}): Connection {
    return new Connection({
      authentication: 'oauth2',
      siteAddress: this.address,
      csoAddress: this.address,
      credentials: { clientId: 'client-1', ...secretsOfTenant },
      requestsPerSecond: 0,
      clock: new JumpingClock(),
      random: () => 0.5,
      environment: {},
      ...settings,
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private next(path: string): Step {
    const script = this.scripts.get(path) ?? [status(404)];
    return (script.length > 1 ? script.shift() : script[0]) ?? status(404);
  }
}

/** Answers JSON. */
export function json(value: unknown, headers: Record<string, string> = {}): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

/** Answers a status. */
export function status(code: number, body = '', headers: Record<string, string> = {}): Step {
  return (response) => {
    response.writeHead(code, headers);
    response.end(body);
  };
}

/** The error that something fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<CoupaError> {
  const thrown: unknown = await promise.then(
    () => new Error('nothing failed'),
    (error) => error,
  );
  assert.ok(thrown instanceof CoupaError, String(thrown));
  return thrown;
}
