import { answerCore } from './core-api';
import { answerSigned } from './files/downloads';
import { type HttpAnswer, html, tooMany, unauthorized } from './http/answers';
import type { Exchange } from './http/exchange';
import { RateLimit } from './http/rate-limit';
import { TokenEndpoint } from './http/token';
import { allScopes } from './records/resources';
import type { LoggedRequest, TenantOptions } from './tenant-options';
import { TenantRecords } from './tenant-records';
import type { WriteRequest } from './writes';

/** What stands between a request and the records: rate limit, tokens, keys. */
export class Api {
  readonly records: TenantRecords;
  readonly tokens: TokenEndpoint;
  /** How many requests the rate limit refused. */
  refused429 = 0;
  private readonly options: TenantOptions;
  private readonly limit: RateLimit | undefined;
  private readonly now: () => number;

  /** @param origin the address of the tenant, once it listens */
  constructor(options: TenantOptions, now: () => number, origin: () => string) {
    this.options = options;
    this.now = now;
    this.records = new TenantRecords(options, now, origin);
    const { rateLimit = { perSecond: 25, burst: 20 } } = options;
    this.limit = rateLimit === false ? undefined : new RateLimit(rateLimit);
    this.tokens = new TokenEndpoint({
      clientId: options.clientId ?? 'client',
      clientSecret: options.clientSecret ?? 'secret',
      scopes: this.scopes,
      lifetime: options.tokenLifetime ?? 86_399,
      freshDelay: options.freshTokenDelay ?? 0,
      now: options.tokenClock ?? now,
    });
  }

  /** What the client was granted. */
  get scopes(): readonly string[] {
    return this.options.scopes ?? allScopes('read');
  }

  /** Answers a request to the Core API, and notes in the log what it wrote. */
  answer({ request, url, weather, asXml }: Exchange, logged: LoggedRequest): HttpAnswer {
    const { authorization, 'x-coupa-api-key': key } = request.headers;
    const signed = answerSigned(url, (authorization ?? key) !== undefined, this.records.writing);
    if (signed) return signed;
    if (!url.pathname.startsWith('/api/')) return html(404, 'Not Found');
    if (this.limit && !this.limit.take()) {
      this.refused429 += 1;
      return tooMany(asXml, this.options.retryAfter);
    }
    const scopes = this.tokens.scopesOf(request.headers.authorization);
    const { apiKey, pageCap = 50, orderIgnored, idFilterIgnored, offsetIgnored } = this.options;
    const keyed = apiKey !== undefined && request.headers['x-coupa-api-key'] === apiKey;
    if (!scopes && !keyed) return unauthorized();
    const { writing, readings } = this.records;
    const caseIgnored = () => readings.queryCase === 'ignored';
    const ignoring = { orderIgnored, idFilterIgnored, offsetIgnored };
    const { method, body, parts } = logged;
    const log = (write: Parameters<WriteRequest['log']>[0]) => this.note(write, logged);
    return answerCore(
      { ...ignoring, pageCap, caseIgnored, now: this.now, find: writing.find, writing },
      { method, url, body, parts, asXml, weather, scopes: keyed ? undefined : scopes, log },
    );
  }

  private note(write: Parameters<WriteRequest['log']>[0], logged: LoggedRequest): void {
    const { method, query } = logged;
    const path = query.size > 0 ? `${logged.path}?${query}` : logged.path;
    logged.write = { ...write, method, path, at: this.now(), told: false };
    this.records.writes.push(logged.write);
  }
}
