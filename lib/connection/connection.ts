import { setMaxListeners } from 'node:events';
import { CoupaError } from '../base/errors';
import { ownTurn } from '../base/own-turn';
import { Scrubber } from '../base/secrets/scrub';
import { BoundedPageRoom } from '../local/bounded-page-room';
import type { Downloader, DownloadOptions, FileAnswer } from '../ports/files';
import type { Gate } from '../ports/gate';
import type { Answer, Requester, RequestOptions } from '../ports/requester';
import type { Telemetry } from '../ports/telemetry';
import { telling } from '../ports/telling';
import type { TokenAnswer, Tokens } from '../ports/tokens';
import type { Span } from '../ports/tracing';
import { readCsoAddress, readSiteAddress } from './address/site-address';
import { type Authorization, bearer, clientOf, fixedKeys, keyHeaders } from './auth/authorization';
import { signIn, signInErrand } from './auth/sign-in';
import { type Call, callFor } from './call';
import { statusFailure } from './failures/map-error';
import { readAnswer } from './failures/read-answer';
import { followRedirects } from './files/follow-redirects';
import { isSuccess, readFileAnswer } from './files/read-file-answer';
import { type ConnectionParts, localParts } from './parts';
import type { Errand } from './retry/attempt';
import { type RetryTerms, retry } from './retry/retry';
import {
  type ConnectionSettings,
  checkAuthentication,
  type Limits,
  readLimits,
  secretsOf,
} from './settings/settings';
import { followed, ofRequest, ofSignIn, retryEvent, told } from './told';
import { createDispatchers, type Dispatchers } from './wire/dispatcher';
import { exchange, type Wire, type WireAnswer, type WireRequest } from './wire/exchange';

export type { ConnectionSettings } from './settings/settings';

/**
 * One tenant, for everybody who uses it: its address, its authentication, its sockets, and one limit for the rate and
 * the number of all requests together.
 */
export class Connection implements Requester, Downloader {
  /** Origin of the site. */
  readonly site: URL;
  readonly scrubber: Scrubber;
  /** Hears of `request`s, `retry`s, `token`s, and of being `throttled`. */
  readonly telemetry: Telemetry;
  readonly pageRoom = new BoundedPageRoom();
  readonly #settings: ConnectionSettings;
  readonly #base: URL;
  readonly #limits: Limits;
  readonly #gate: Gate;
  readonly #mostAttempts: number;
  readonly #dispatchers: Dispatchers;
  readonly #wire: Wire;
  readonly #tokens: Tokens;
  readonly #closing = new AbortController();
  /** By the signal of a caller: see `#signalFor`. */
  readonly #signals = new WeakMap<AbortSignal, AbortSignal>();

  /**
   * Opens no connection.
   *
   * @param given parts to use instead of those of one process (`localParts`).
   * @throws {CoupaError} `COUPA_CONFIG` when an address or a number cannot work.
   */
  constructor(settings: ConnectionSettings, given: Partial<ConnectionParts> = {}) {
    this.#settings = settings;
    checkAuthentication(settings);
    this.#base = readSiteAddress(settings.siteAddress, settings.authentication);
    this.site = new URL(this.#base.origin);
    this.#limits = readLimits(settings);
    const parts = { ...localParts(this.#limits), ...given };
    this.#gate = parts.gate;
    this.#mostAttempts = parts.mostAttempts;
    this.telemetry = parts.telemetry;
    // One more than requests may be under way, so that a sign-in never waits behind them.
    this.#dispatchers = createDispatchers(
      settings,
      this.#limits.maxConcurrency + 1,
      this.#limits.timeout * 1000,
    );
    // An address that cannot be read is told at deploy, not with the first request.
    this.#dispatchers.check(this.#base);
    this.scrubber = new Scrubber([...secretsOf(settings), ...this.#dispatchers.secrets]);
    this.#wire = { ...this.#limits, dispatchers: this.#dispatchers, scrubber: this.scrubber };
    this.#tokens = parts.tokens(() => this.#signIn());
    // One signal ends hundreds of waiting requests: Node.js would take that for a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /**
   * Whether requests to an API can be made at all, found out without making one: for an error at deploy time.
   *
   * @throws {CoupaError} `COUPA_CONFIG` when a credential is missing, or there is no address.
   */
  check(api: 'core' | 'cso' = 'core'): void {
    this.#addressOf(api);
    this.#authorizationFor(api);
  }

  /** The proxy that requests to the site go through, without its password. */
  get proxy(): string | undefined {
    return this.#dispatchers.proxyFor(this.#base);
  }

  /**
   * Signs in if requests to an API take a token and there is none, so that a request does not have to.
   *
   * @throws {CoupaError} as `request`.
   * @throws the signal's reason, as soon as it is aborted.
   */
  async signIn(api: 'core' | 'cso', signal: AbortSignal): Promise<void> {
    await this.#authorizationFor(api)(this.#signalFor(signal));
  }

  /**
   * Sends one request within the connection's limits, retrying what is safe to retry (`retry-policy`).
   *
   * An error of anything but a GET has `details.outcome` where the tenant gave no clear answer: `not sent`, or `unknown`
   * when it may have been carried out.
   *
   * @throws {CoupaError} for everything but an abort. While a refused sign-in is waited out, all requests get the same
   * object, with `details.retryAt` (ISO 8601).
   * @throws the signal's reason when it is aborted; a `DOMException` named `AbortError` when the connection is closed.
   */
  async request(options: RequestOptions): Promise<Answer> {
    const signal = this.#signalFor(options.signal);
    signal.throwIfAborted();
    const call = this.#prepare(options);
    const repeatable = options.repeatable ?? call.outgoing.method === 'GET';
    return this.#retry(call, repeatable, () => this.#attempt(call, signal), signal);
  }

  /**
   * Fetches a file as `request` reads an answer. Where the tenant redirects to the store that has it, nothing goes there that says who
   * asks: neither token nor keys, nor the client certificate.
   *
   * @throws {CoupaError} for everything but an abort.
   */
  async download({ maxBytes, ...options }: DownloadOptions): Promise<FileAnswer> {
    const signal = this.#signalFor(options.signal);
    signal.throwIfAborted();
    const call = this.#prepare(options, maxBytes);
    return this.#retry(call, true, () => this.#fetch(call, signal), signal);
  }

  /** When requests go on after the tenant asked to be left alone; `undefined` when they do. */
  get pausedUntil(): Date | undefined {
    const milliseconds = this.#gate.pausedFor;
    return milliseconds > 0 ? new Date(this.#limits.clock.now() + milliseconds) : undefined;
  }

  /**
   * Ends everything at once: requests under way and waiting ones reject with an `AbortError`, sockets are destroyed.
   * May be called more than once; there is no way back.
   */
  async close(): Promise<void> {
    const reason = new DOMException('The connection was closed.', 'AbortError');
    if (!this.#closing.signal.aborted) this.#closing.abort(reason);
    await this.#dispatchers.destroy();
  }

  /**
   * A caller's signal and our own in one, made once for all requests that a caller ends by the same: V8 keeps what hangs
   * on a signal until its next full collection, and a back-fill makes tens of thousands of requests.
   */
  #signalFor(caller: AbortSignal | undefined): AbortSignal {
    if (caller === undefined) return this.#closing.signal;
    const known = this.#signals.get(caller);
    if (known !== undefined) return known;
    const either = AbortSignal.any([this.#closing.signal, caller]);
    setMaxListeners(0, either);
    this.#signals.set(caller, either);
    return either;
  }

  #retry<T>(call: Call, repeatable: boolean, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { errand, method, url } = call.outgoing;
    const onRateLimit = (milliseconds: number) => this.#pause(milliseconds, url.host);
    const terms = this.#terms(errand, repeatable, method !== 'GET', onRateLimit);
    return this.#clean(retry(attempt, terms, signal));
  }

  #terms(
    errand: Errand,
    repeatable: boolean,
    write: boolean,
    onRateLimit?: RetryTerms['onRateLimit'],
  ): RetryTerms {
    const { clock, random } = this.#limits;
    const onRetry: RetryTerms['onRetry'] = (error, attempt, pauseMs) =>
      this.telemetry.tell(retryEvent(errand, error, attempt, pauseMs));
    return { repeatable, write, mostAttempts: this.#mostAttempts, clock, random, onRateLimit, onRetry };
  }

  #prepare(options: RequestOptions, maxBytes?: number): Call {
    const { api = 'core' } = options;
    return callFor(options, this.#addressOf(api), this.#authorizationFor(api), maxBytes);
  }

  async #attempt(call: Call, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#authorized(call, signal);
    if (answer.bytes.length > long) await ownTurn();
    const body = readAnswer(answer, call.outgoing.errand, this.scrubber, this.#limits.clock.now(), call.list);
    const { statusCode, headers, date, elapsed, bytes } = answer;
    return { statusCode, headers, body, date, elapsed, bytes: bytes.length, requests: call.requests };
  }

  async #fetch(call: Call, signal: AbortSignal): Promise<FileAnswer> {
    const { outgoing } = call;
    const answer = await this.#authorized(call, signal);
    const place = await followRedirects({ answer, outgoing }, this.site, (next) =>
      this.#send(call, next, signal),
    );
    if (!isSuccess(place.answer.statusCode) && place.outgoing === outgoing)
      throw statusFailure(answer, outgoing.errand, this.scrubber, this.#limits.clock.now());
    return {
      ...readFileAnswer(place.answer, place.outgoing.errand, this.site.host),
      requests: call.requests,
    };
  }

  /** A request is answered when the tenant took the credentials, or will not. */
  async #authorized(call: Call, signal: AbortSignal): Promise<WireAnswer> {
    const { outgoing } = call;
    for (let refusals = 0; ; refusals++) {
      const authorized = await call.authorization(signal);
      const headers = { ...outgoing.headers, ...authorized.headers };
      const answer = await this.#send(call, { ...outgoing, headers }, signal);
      if (answer.statusCode !== 401) {
        // A gateway that fails has not looked at them.
        if (answer.statusCode < 500) authorized.accepted();
        return answer;
      }
      // The first may be about an expired token, the second about a fresh one; a third is about the credentials.
      if (refusals >= 2 || !(await authorized.rejected(signal))) {
        throw statusFailure(answer, outgoing.errand, this.scrubber, this.#limits.clock.now());
      }
    }
  }

  async #send(call: Call, outgoing: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { clock } = this.#limits;
    const askedAt = clock.monotonic();
    const leave = await this.#gate.enter(signal, call.priority);
    try {
      call.requests += 1;
      const sending = { attempt: call.requests, waitedMs: clock.monotonic() - askedAt };
      const event = ofRequest(outgoing.errand, told(outgoing.url, this.scrubber), sending);
      const send = (span?: Span) => exchange(this.#wire, followed(outgoing, span), signal);
      return await telling(this.telemetry, clock, event, send);
    } finally {
      leave();
    }
  }

  #pause(milliseconds: number, host: string): void {
    this.#gate.pause(milliseconds);
    const until = this.pausedUntil;
    if (until === undefined) return;
    this.telemetry.tell({ kind: 'throttled', host, pauseMs: milliseconds, until });
  }

  #addressOf(api: 'core' | 'cso'): URL {
    return api === 'core' ? this.#base : readCsoAddress(this.#settings.csoAddress, this.site);
  }

  #authorizationFor(api: 'core' | 'cso'): Authorization {
    const keys = keyHeaders(this.#settings, api);
    if (keys !== undefined) return fixedKeys(keys);
    this.#client();
    return bearer(this.#tokens);
  }

  #client() {
    return { site: this.site, ...clientOf(this.#settings) };
  }

  async #signIn(): Promise<TokenAnswer> {
    const { signal } = this.#closing;
    const errand = signInErrand(this.site);
    const terms = this.#terms(errand, true, false);
    const ask = () => signIn(this.#wire, this.#client(), signal);
    const event = ofSignIn(errand, told(new URL(errand.path, this.site), this.scrubber));
    const attempt = () => telling(this.telemetry, this.#limits.clock, event, ask);
    return this.#clean(retry(attempt, terms, signal));
  }

  /** Whatever part of an answer an error quotes: no secret leaves the connection. */
  async #clean<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof CoupaError ? this.scrubber.error(error) : error;
    }
  }
}

/** Bytes of an answer that take about a millisecond to parse: longer ones are parsed one in a turn of the event loop. */
const long = 30_000;
