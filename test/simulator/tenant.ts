import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Api } from './api';
import { Changing, type ChangingOptions } from './changing';
import type { Collection } from './collection';
import type { FileStore } from './files/store';
import { errors, type HttpAnswer, json, wantsXml } from './http/answers';
import { contentOf, type Exchange } from './http/exchange';
import { reset, send } from './http/send';
import type { TenantRecord } from './json';
import { LateWrites } from './late-writes';
import type { LoggedRequest, MountContext, Mounted, TenantOptions } from './tenant-options';
import { isLost, type LostAnswer, lose } from './weather/lost';
import { tellsWholly } from './weather/spoil';
import { storm } from './weather/storm';
import { tokenPath, Weather, type WeatherRule } from './weather/weather';
import type { Alert } from './writes/context';
import type { CarriedOut } from './writes/log';
import type { Readings } from './writes/readings';

export type { Collection, CreateOptions, UpdateOptions } from './collection';
export type { Fields, Id, TenantRecord } from './json';
export type { LoggedRequest, MountContext, Mounted, TenantOptions } from './tenant-options';
export type { WeatherKind, WeatherRule } from './weather/weather';

/** Methods that may change something. */
const writeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Kept from before any test fakes the clock: the server's latency is real time. */
const later = setTimeout;

/** A simulated Coupa tenant: a real HTTP server on 127.0.0.1. */
export class Tenant {
  /** Opens a tenant that has no records yet. */
  static async start(options: TenantOptions = {}): Promise<Tenant> {
    const tenant = new Tenant(options);
    await tenant.listen(options.port ?? 0);
    return tenant;
  }

  /** Every request so far, in the order of arrival. */
  readonly requests: LoggedRequest[] = [];
  private readonly options: TenantOptions;
  private readonly events = new EventEmitter();
  private readonly ownWeather = new Weather();
  private readonly api: Api;
  private readonly late = new LateWrites();
  private readonly mounted: Mounted[] = [];
  private readonly server: ReturnType<typeof createServer>;
  private changing: Changing | undefined;
  private ownPort = 0;

  private constructor(options: TenantOptions) {
    this.options = options;
    this.api = new Api(options, this.now, () => this.url);
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.receive(request, response);
    this.server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  }

  /** `http://127.0.0.1:port`, without a slash at its end. */
  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.ownPort}`;
  }

  get port(): number {
    return this.ownPort;
  }

  /** The tenant's clock. */
  readonly now = (): number => (this.options.now ?? Date.now)();

  /** How many requests for a token came. */
  get tokenRequests(): number {
    return this.requests.filter(({ path }) => path === tokenPath).length;
  }

  /** How many requests the rate limit refused. */
  get refused429(): number {
    return this.api.refused429;
  }

  /** The collection under `/api/<name>`; made if absent. */
  resource(name: string): Collection {
    return this.api.records.resource(name);
  }

  /** What is held under `/api/<name>` now, by ascending id. */
  records(name: string): TenantRecord[] {
    return this.api.records.resource(name).all();
  }

  /** Every write that was carried out, in its order, whether its answer arrived or not. */
  get writes(): readonly CarriedOut[] {
    return this.api.records.writes;
  }

  /** How this tenant takes what Coupa's documentation leaves open; may be changed at any time. */
  get readings(): Readings {
    return this.api.records.readings;
  }

  /** The files, by where they are: `invoices/17/image_scan`, `invoices/17/attachments/3`. */
  get files(): FileStore {
    return this.api.records.files;
  }

  /** The mails that were sent to contacts of integrations. */
  get alerts(): readonly Alert[] {
    return this.api.records.alerts;
  }

  /** `received`: a request has arrived; `request`: it was answered, or its connection is gone. */
  on(event: 'request' | 'received', listener: (request: LoggedRequest) => void): this {
    this.events.on(event, listener);
    return this;
  }

  off(event: 'request' | 'received', listener: (request: LoggedRequest) => void): this {
    this.events.off(event, listener);
    return this;
  }

  /** Lets something go wrong with the next request, or the ones that the rule names. */
  weather(rule: WeatherRule): void {
    this.ownWeather.add(rule);
  }

  /**
   * Loses the answers of writes: after they were carried out (the default), before, or so that they are carried out only
   * later. Default: the next write's.
   */
  loseAnswer(lost: LostAnswer = {}): void {
    this.ownWeather.add({ path: '/api/', method: writeMethods, ...lost, kind: 'answer-lost' });
  }

  /** Carries out at once what `loseAnswer` put off: before a test compares what is held. */
  settleLate(): void {
    this.late.settle();
  }

  clearWeather(): void {
    this.ownWeather.clear();
  }

  /** Adds a part that sees requests before the Core API does, and after weather that needs no answer. */
  mount(handler: Mounted): void {
    this.mounted.push(handler);
  }

  /** Makes every token handed out so far worthless. */
  revokeTokens(): void {
    this.api.tokens.revokeAll();
  }

  /** A token that is valid here without being asked for. Default scopes: all that were granted. */
  issueToken(scopes: readonly string[] = this.api.scopes): string {
    return this.api.tokens.issue(scopes);
  }

  /** Lets records be created, updated and, if asked for, removed from now on. Default resources: all that hold records, or invoices. */
  startChanging({
    resources,
    ...options
  }: Omit<ChangingOptions, 'resources'> & { resources?: string[] }): void {
    this.stopChanging();
    const named = resources ?? this.api.records.names;
    const collections = (named.length > 0 ? named : ['invoices']).map((name) => this.resource(name));
    this.changing = new Changing(collections, options, this.options.seed ?? 1);
  }

  stopChanging(): void {
    this.changing?.stop();
    this.changing = undefined;
  }

  /** Stops listening, so that connections are refused for real (`ECONNREFUSED`), until `comeBack`. */
  async goDown(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    await this.listen(this.ownPort);
  }

  /** Ends all connections and everything under way. */
  async close(): Promise<void> {
    this.stopChanging();
    if (this.server.listening) await this.goDown();
  }

  private async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address) this.ownPort = address.port;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const weather = this.ownWeather.meet(url.pathname + url.search, request.method);
    const logged = this.log(request, response, url, weather);
    const exchange: Exchange = {
      request,
      response,
      url,
      weather,
      asXml: wantsXml(request.headers.accept),
    };
    try {
      Object.assign(logged, await contentOf(request));
      await this.delay(exchange.weather);
      this.late.pass();
      const answer = await this.answer(exchange, logged);
      if (!answer) return;
      response.once('finish', () => {
        if (logged.write && tellsWholly(weather)) logged.write.told = true;
      });
      if (weather && isLost(weather)) lose(response, weather, this.now());
      else send(response, answer, weather, this.now());
    } catch (error) {
      send(
        response,
        errors(false, 500, { base: [`The simulator failed: ${String(error)}`] }),
        undefined,
        this.now(),
      );
    }
  }

  /** @returns `undefined` when the connection was reset, or a mounted part has answered */
  private async answer(exchange: Exchange, logged: LoggedRequest): Promise<HttpAnswer | undefined> {
    const { body } = logged;
    const { request, response, url, weather, asXml } = exchange;
    const { authorization, 'content-type': contentType } = request.headers;
    const { method = 'GET', headers } = request;
    const asked = { method, path: url.pathname + url.search, headers, body };
    const stormy = weather && storm(weather, asXml, asked);
    if (weather?.kind === '401-expired') this.api.tokens.revoke(authorization);
    if (stormy === 'reset') reset(response);
    if (stormy) return stormy === 'reset' ? undefined : stormy;
    if (url.pathname === tokenPath) {
      return this.api.tokens.answer({ method: request.method ?? '', contentType, authorization, body });
    }
    if (weather && isLost(weather) && weather.carriedOut === 'later') {
      this.late.add(weather.after ?? 1, () => void this.api.answer(exchange, logged));
    }
    if (weather && isLost(weather) && weather.carriedOut !== undefined && weather.carriedOut !== true) {
      return json(200, '');
    }
    if (await this.mountedAnswer(exchange, body)) return undefined;
    return this.api.answer(exchange, logged);
  }

  private async mountedAnswer({ request, response, url, weather }: Exchange, body: string): Promise<boolean> {
    const context: MountContext = {
      tenant: this,
      url,
      body,
      now: this.now,
      weather,
      send: (status, text, headers) => send(response, json(status, text, headers), weather, this.now()),
    };
    for (const handler of this.mounted) {
      if (await handler(request, response, context)) return true;
    }
    return false;
  }

  private delay(weather: WeatherRule | undefined): Promise<void> | undefined {
    const milliseconds = weather?.kind === 'slow' ? (weather.delay ?? 1000) : (this.options.latency ?? 0);
    return milliseconds > 0 ? new Promise((resolve) => later(resolve, milliseconds)) : undefined;
  }

  private log(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    weather: WeatherRule | undefined,
  ): LoggedRequest {
    const { method = 'GET', headers } = request;
    const logged: LoggedRequest = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      at: this.now(),
      status: 0,
      body: '',
      weather,
    };
    this.requests.push(logged);
    response.once('close', () => {
      if (response.headersSent) logged.status = response.statusCode;
      this.events.emit('request', logged);
    });
    this.events.emit('received', logged);
    return logged;
  }
}
