import type { Phrase } from './text/phrase';

/**
 * The kinds of failure a flow can tell apart in a catch node.
 *
 * | code | what happened |
 * | --- | --- |
 * | `COUPA_AUTH` | the tenant refused the credentials, or the token (HTTP 401, `invalid_client`) |
 * | `COUPA_FORBIDDEN` | signed in, but a scope or permission is missing (HTTP 403, `invalid_scope`) |
 * | `COUPA_NOT_FOUND` | no such path or object (HTTP 404) |
 * | `COUPA_VALIDATION` | the tenant refused what was sent (other HTTP 4xx), or a check before sending did |
 * | `COUPA_RATE_LIMIT` | too many requests, after every retry (HTTP 429) |
 * | `COUPA_SERVER` | the tenant failed (HTTP 5xx) |
 * | `COUPA_NETWORK` | no answer: DNS, connection, TLS, proxy, or a connection lost in the middle |
 * | `COUPA_TIMEOUT` | no whole answer within the time allowed |
 * | `COUPA_RESPONSE` | an answer that is not what was asked for: HTML, cut JSON, unreadable dates, ignored filters |
 * | `COUPA_CONFIG` | a property of a node cannot work as it is written |
 * | `COUPA_STATE` | the position could not be read or written |
 */
export type CoupaErrorCode =
  | 'COUPA_AUTH'
  | 'COUPA_FORBIDDEN'
  | 'COUPA_NOT_FOUND'
  | 'COUPA_VALIDATION'
  | 'COUPA_RATE_LIMIT'
  | 'COUPA_SERVER'
  | 'COUPA_NETWORK'
  | 'COUPA_TIMEOUT'
  | 'COUPA_RESPONSE'
  | 'COUPA_CONFIG'
  | 'COUPA_STATE';

/** What else is known of a failure. */
export interface CoupaErrorOptions {
  /** HTTP status, where there was an answer. */
  statusCode?: number;
  /** Machine-readable rest: the tenant's validation messages, a position in a text, a list of findings. */
  details?: unknown;
  /** Seconds after which the tenant asked to be tried again (`Retry-After`). */
  retryAfter?: number;
  /** The underlying error. It must be free of secrets, since Node-RED may print it. */
  cause?: unknown;
}

/**
 * The one error this package throws. Its message says what was being done, what came back and what to do next;
 * it never holds a secret, a token or an authorization header. What knows its reader's language says `phrase` in it; `message`
 * is English.
 */
export class CoupaError extends Error {
  override readonly name = 'CoupaError';
  readonly code: CoupaErrorCode;
  // Declared only: a printed error shows what is known of it and no `undefined`.
  declare readonly statusCode?: number;
  declare readonly details?: unknown;
  declare readonly retryAfter?: number;

  // Private: a printed error shows its message, and not once more how it came about.
  readonly #phrase: Phrase;

  constructor(code: CoupaErrorCode, phrase: Phrase, options: CoupaErrorOptions = {}) {
    super(phrase.toString(), options.cause === undefined ? undefined : { cause: options.cause });
    this.#phrase = phrase;
    this.code = code;
    if (options.statusCode !== undefined) this.statusCode = options.statusCode;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }

  /** The message, to be said in any language. */
  get phrase(): Phrase {
    return this.#phrase;
  }
}
