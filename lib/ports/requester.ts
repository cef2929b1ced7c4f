import type { Scrubber } from '../base/secrets/scrub';
import type { Text } from '../base/text/phrase';

import type { FormField } from './form-field';
import type { Priority } from './gate';
import type { PageBytes } from './page-bytes';
import type { PageRoom } from './page-room';

/** One request to a tenant, relative to the site that the connection is configured for. */
export interface RequestOptions {
  /** Default `GET`. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Path and query, starting with `/` (`/api/invoices?limit=50`), already percent-encoded. Under
   * `openConnectors` it is appended to the hub's base (`…/elements/api-v2`).
   */
  path: string;
  /** `core`: the site itself. `cso`: the CSO site with its own key. Default `core`. */
  api?: 'core' | 'cso';
  /** Sent as JSON. Strings of digits stay strings. */
  body?: unknown;
  /** Sent as `multipart/form-data` instead of a `body`: its files are read while they are sent. */
  form?: readonly FormField[];
  /** What is being done, as it should read in an error: `reading invoices`. */
  purpose: Text;
  /** Whether it may be sent again when the first sending may have been carried out. Default: only `GET`. */
  repeatable?: boolean;
  /**
   * Whether the answer is a list, or an object around one, whose reader knows `UnreadableRecord`s: they stand where a record
   * cannot be read, and the others come. `unparsed`: whose reader also knows `ListedRecord`s and `ReadRecord`s, which stand for the
   * records of a list. Default: a record that cannot be read makes the whole answer unreadable.
   */
  list?: boolean | 'unparsed';
  /** Where the bytes of the answer are put. What is made of them has to be done with before that memory is used again. */
  into?: PageBytes;
  /** `background` requests wait while `foreground` ones (the default) want a place. */
  priority?: Priority;
  /** Aborts the request, its waiting included; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A whole, parsed answer with a 2xx status; or `404` where Coupa says by it that a list is empty. */
export interface Answer {
  statusCode: number;
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The JSON value. Integers beyond 2^53 are strings of their digits. `undefined` when the body was empty. `[]` when a
   * `GET` was answered with `404` and the words that no results match. */
  body: unknown;
  /** The tenant's `Date` header, epoch milliseconds; whole seconds. `undefined` if absent or unreadable. */
  date?: number;
  /** Milliseconds between sending the request that was answered and its headers' arrival. */
  elapsed: number;
  /** Bytes of its body, unpacked. `undefined`: nobody counted. */
  bytes?: number;
  /** Requests sent for this answer, the first included (token requests do not count). */
  requests: number;
}

/** What the poll engine and the CSO operations need of a connection: everything else is the connection's own business. */
export interface Requester {
  /**
   * Sends one request within the connection's limits, retrying what is safe to retry.
   *
   * @throws {CoupaError} for everything but an abort; see `CoupaErrorCode`.
   */
  request(options: RequestOptions): Promise<Answer>;
  /**
   * Takes the connection's secrets out of what is told of an answer, which may mirror them: everything a node says of what it got
   * passes through it. Its own errors are clean. None where there are no secrets.
   */
  readonly scrubber?: Scrubber;
  /** Bounds the pages under way of all that read lists. None: nothing does. */
  readonly pageRoom?: PageRoom;
}
