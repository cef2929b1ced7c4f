import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Changing } from './changing';
import { Collection } from './collection';
import { answerCore } from './core-api';
import { RateLimit, type RateLimitOptions } from './rate-limit';
import type { Size } from './records';
import { allScopes, objectNames } from './records/resources';
import { Reply, type ReplyHeaders } from './reply';
import { storm, tooMany, unauthorized } from './storm';
import { TokenEndpoint } from './token';
import { tokenPath, Weather, type WeatherRule } from './weather';

export interface TenantOptions {
  /** Makes the same records come out again. Default 1. */
  seed?: number;
  /** Milliseconds before each answer. Default 0. */
  latency?: number;
  /** Default Coupa's 25 requests a second with a burst of 20. Only the Core API counts. */
  rateLimit?: false | RateLimitOptions;
  /** Seconds of `Retry-After` on the rate limit's own 429. Default: none is sent. */
  retryAfter?: number;
  /** Records in a page at most. Default 50. */
  pageCap?: number;
  /** Default `client`. */
  clientId?: string;
  /** Default `secret`. */
  clientSecret?: string;
  /** A legacy key, accepted in `X-COUPA-API-KEY`. Default: none. */
  apiKey?: string;
  /** Scopes the client was granted. Default: every read scope. */
  scopes?: string[];
  /** Seconds. Default 86399. */
  tokenLifetime?: number;
  /** Milliseconds during which a new token is refused with a 401. Default 0. */
  freshTokenDelay?: number;
  /** The tenant's clock, epoch milliseconds. Default `Date.now`. */
  now?: () => number;
  /** The offset in which dates are written. Default `-08:00`. */
  timezoneOffset?: string;
  /** Speaks HTTPS with it. */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** Lists come newest first, whatever order was asked for. */
  orderIgnored?: boolean;
  idFilterIgnored?: boolean;
  offsetIgnored?: boolean;
  /** Spelling of attributes in answers. Default `hyphen`. */
  keys?: 'hyphen' | 'underscore';
  /** Attributes (hyphenated) that a default response filter hides from every answer. */
  hiddenFields?: string[];
  /** How big records are unless said otherwise. Default `small`. */
  size?: Size;
  /** Default 0: a free one. */
  port?: number;
}

/** One request that reached the tenant, token requests included. */
export interface LoggedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** When it came, by the tenant's clock. */
  at: number;
  /** 0 until it is answered, and when it never is. */
  status: number;
  /** What was sent along, once it is read. */
  body: string;
}

/** What a mounted part is given beside the request. */
export interface MountContext {
  tenant: Tenant;
  url: URL;
  /** The request's whole body. */
  body: string;
  now: () => number;
  /** Answers with the tenant's `Date` header and whatever weather strikes bodies. Default type JSON. */
  send: (status: number, body: string, headers?: ReplyHeaders) => void;
  /** The weather this request meets, if the part wants to do something about it. */
  weather: WeatherRule | undefined;
}

/** Answers a request, or returns `false` to leave it to the next part. */
export type Mounted = (
  request: IncomingMessage,
  response: ServerResponse,
  context: MountContext,
) => boolean | Promise<boolean>;

/** Kept from before any test fakes the clock: the server's latency is real time. */
const later = setTimeout;

/** A simulated Coupa tenant: a real HTTP server on 127.0.0.1. */
export class Tenant {
  /** Opens a tenant that has no records yet. */
  static async start(options: TenantOptions = {}): Promise<Tenant> {
    const tenant = new Tenant(options);
    await tenant.#listen(options.port ?? 0);
    return tenant;
  }

  /** Every request so far, in the order of arrival. */
  readonly requests: LoggedRequest[] = [];
  readonly #options: TenantOptions;
  readonly #events = new EventEmitter();
  readonly #weather = new Weather();
  readonly #collections = new Map<string, Collection>();
  readonly #mounted: Mounted[] = [];
  readonly #limit: RateLimit | undefined;
  readonly #tokens: TokenEndpoint;
  readonly #server: ReturnType<typeof createServer>;
  #changing: Changing | undefined;
  #port = 0;
  #tokenRequests = 0;
  #refused429 = 0;

  private constructor(options: TenantOptions) {
    this.#options = options;
    const { rateLimit = { perSecond: 25, burst: 20 } } = options;
    this.#limit = rateLimit === false ? undefined : new RateLimit(rateLimit);
    this.#tokens = new TokenEndpoint({
      clientId: options.clientId ?? 'client',
      clientSecret: options.clientSecret ?? 'secret',
      scopes: options.scopes ?? allScopes('read'),
      lifetime: options.tokenLifetime ?? 86_399,
      freshDelay: options.freshTokenDelay ?? 0,
      now: this.now,
    });
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.#receive(request, response);
    this.#server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  }

  /** `http://127.0.0.1:port`, without a slash at its end. */
  get url(): string {
    return `${this.#options.tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** The tenant's clock. */
  readonly now = (): number => (this.#options.now ?? Date.now)();

  /** How many requests for a token came. */
  get tokenRequests(): number {
    return this.#tokenRequests;
  }

  /** How many requests the rate limit refused. */
  get refused429(): number {
    return this.#refused429;
  }

  /** The records under `/api/<name>`; made if absent. */
  resource(name: string): Collection {
    const known = this.#collections.get(name);
    if (known) return known;
    const {
      seed = 1,
      timezoneOffset = '-08:00',
      size = 'small',
      keys = 'hyphen',
      hiddenFields = [],
    } = this.#options;
    const collection = new Collection(name, {
      now: this.now,
      seed,
      timezoneOffset,
      size,
      keys,
      hiddenFields,
    });
    this.#collections.set(name, collection);
    return collection;
  }

  /** `received`: a request has arrived; `request`: it was answered, or its connection is gone. */
  on(event: 'request' | 'received', listener: (request: LoggedRequest) => void): this {
    this.#events.on(event, listener);
    return this;
  }

  off(event: 'request' | 'received', listener: (request: LoggedRequest) => void): this {
    this.#events.off(event, listener);
    return this;
  }

  /** Lets something go wrong with the next request, or the ones that the rule names. */
  weather(rule: WeatherRule): void {
    this.#weather.add(rule);
  }

  clearWeather(): void {
    this.#weather.clear();
  }

  /** Adds a part that sees requests before the Core API does, and after weather that needs no answer. */
  mount(handler: Mounted): void {
    this.#mounted.push(handler);
  }

  /** Makes every token handed out so far worthless. */
  revokeTokens(): void {
    this.#tokens.revokeAll();
  }

  /** A token that is valid here without being asked for. Default scopes: all that were granted. */
  issueToken(scopes: readonly string[] = this.#options.scopes ?? allScopes('read')): string {
    return this.#tokens.issue(scopes);
  }

  /** Lets records be created and updated from now on. Default resources: all that hold records, or invoices. */
  startChanging({ perSecond, resources }: { perSecond: number; resources?: string[] }): void {
    this.stopChanging();
    const named = resources ?? [...this.#collections.keys()];
    const collections = (named.length > 0 ? named : ['invoices']).map((name) => this.resource(name));
    this.#changing = new Changing(collections, perSecond, this.#options.seed ?? 1);
  }

  stopChanging(): void {
    this.#changing?.stop();
    this.#changing = undefined;
  }

  /** Stops listening, so that connections are refused for real (`ECONNREFUSED`), until `comeBack`. */
  async goDown(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    await this.#listen(this.#port);
  }

  /** Ends all connections and everything under way. */
  async close(): Promise<void> {
    this.stopChanging();
    if (this.#server.listening) await this.goDown();
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address) this.#port = address.port;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const logged = this.#log(request, response, url);
    const weather = this.#weather.meet(url.pathname + url.search);
    const reply = new Reply(request, response, weather, this.now);
    try {
      logged.body = await bodyOf(request);
      await delayed(weather?.kind === 'slow' ? (weather.delay ?? 1000) : (this.#options.latency ?? 0));
      await this.#answer(reply, url, logged.body);
    } catch (error) {
      reply.errors(500, { base: [`The simulator failed: ${String(error)}`] });
    }
  }

  async #answer(reply: Reply, url: URL, body: string): Promise<void> {
    const { authorization } = reply.request.headers;
    if (reply.weather && storm(reply, reply.weather, () => this.#tokens.revoke(authorization))) return;
    if (url.pathname === tokenPath) return this.#tokens.answer(reply, body);
    if (await this.#mountedAnswer(reply, url, body)) return;
    if (!url.pathname.startsWith('/api/')) return reply.html(404, 'Not Found');
    if (this.#limit && !this.#limit.take()) return this.#tooMany(reply);
    const scopes = this.#tokens.scopesOf(authorization);
    const keyed =
      this.#options.apiKey !== undefined && reply.request.headers['x-coupa-api-key'] === this.#options.apiKey;
    if (!scopes && !keyed) return unauthorized(reply);
    const { pageCap = 50, orderIgnored, idFilterIgnored, offsetIgnored } = this.#options;
    answerCore(
      {
        pageCap,
        orderIgnored,
        idFilterIgnored,
        offsetIgnored,
        now: this.now,
        find: (name) => this.#find(name),
      },
      { reply, url, body, scopes: keyed ? undefined : scopes },
    );
  }

  async #mountedAnswer(reply: Reply, url: URL, body: string): Promise<boolean> {
    const context: MountContext = {
      tenant: this,
      url,
      body,
      now: this.now,
      weather: reply.weather,
      send: (status, text, headers = {}) => reply.json(status, text, headers),
    };
    for (const handler of this.#mounted) {
      if (await handler(reply.request, reply.response, context)) return true;
    }
    return false;
  }

  #tooMany(reply: Reply): void {
    this.#refused429 += 1;
    tooMany(reply, this.#options.retryAfter);
  }

  /** Resources of Coupa's exist without records; others once they were asked for with `resource`. */
  #find(name: string): Collection | undefined {
    return name in objectNames ? this.resource(name) : this.#collections.get(name);
  }

  #log(request: IncomingMessage, response: ServerResponse, url: URL): LoggedRequest {
    const { method = 'GET', headers } = request;
    const logged = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      at: this.now(),
      status: 0,
      body: '',
    };
    this.requests.push(logged);
    if (url.pathname === tokenPath) this.#tokenRequests += 1;
    response.once('close', () => {
      if (response.headersSent) logged.status = response.statusCode;
      this.#events.emit('request', logged);
    });
    this.#events.emit('received', logged);
    return logged;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET' && !request.headers['content-length']) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function delayed(milliseconds: number): Promise<void> | undefined {
  return milliseconds > 0 ? new Promise((resolve) => later(resolve, milliseconds)) : undefined;
}
