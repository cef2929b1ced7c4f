import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Part } from './files/multipart';
import type { AnswerHeaders } from './http/answers';
import type { RateLimitOptions } from './http/rate-limit';
import type { Size } from './records';
import type { Tenant } from './tenant';
import type { WeatherRule } from './weather/weather';
import type { CarriedOut } from './writes/log';
import type { Readings } from './writes/readings';

/** How a tenant is set up. */
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
  /** The clock by which tokens are fresh or expired. Default the tenant's. */
  tokenClock?: () => number;
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
  /** How the tenant takes what Coupa's documentation leaves open. Default: `defaultReadings`. */
  readings?: Partial<Readings>;
  /** Custom fields that are "API editable", by resource; others are ignored in writes. Default: all are. */
  editableCustomFields?: { readonly [resource: string]: readonly string[] };
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
  /** What was sent along, once it is read; empty for a form. */
  body: string;
  /** The parts of a form, large ones without their content. */
  parts?: Part[];
  /** What went wrong with it on purpose. */
  weather: WeatherRule | undefined;
  /** The write that it was, if it was carried out; possibly only later. */
  write?: CarriedOut;
}

/** What a mounted part is given beside the request. */
export interface MountContext {
  tenant: Tenant;
  url: URL;
  /** The request's whole body. */
  body: string;
  now: () => number;
  /** Answers with the tenant's `Date` header and whatever weather strikes bodies. Default type JSON. */
  send: (status: number, body: string, headers?: AnswerHeaders) => void;
  /** The weather this request meets, if the part wants to do something about it. */
  weather: WeatherRule | undefined;
}

/** Answers a request, or returns `false` to leave it to the next part. */
export type Mounted = (
  request: IncomingMessage,
  response: ServerResponse,
  context: MountContext,
) => boolean | Promise<boolean>;
