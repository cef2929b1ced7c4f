import { factsOf, type Reason } from './reason';
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

/** Whether what was to be done may have been done all the same: it surely was not, or nobody knows. */
export type Outcome = 'not sent' | 'unknown';

/** What else is known of a failure. */
export interface CoupaErrorOptions {
  /** HTTP status, where there was an answer. */
  statusCode?: number;
  /** Why, for the code that has to do something about it. */
  reason?: Reason;
  /** Of something that changes the tenant, where the tenant gave no clear answer. */
  outcome?: Outcome;
  /** What flows are told beside the reason and the outcome: a list of findings, a path. Nobody here reads it again. */
  details?: ToldFacts;
  /** Seconds after which the tenant asked to be tried again (`Retry-After`). */
  retryAfter?: number;
  /** The underlying error. It must be free of secrets, since Node-RED may print it. */
  cause?: unknown;
}

/** Facts by their names. What a reason or the outcome says is said there, so that it can be asked. */
export type ToldFacts = Facts & {
  readonly [Name in
    | 'property'
    | 'missing'
    | 'position'
    | 'length'
    | 'messages'
    | 'finding'
    | 'outcome']?: never;
};

type Facts = Readonly<Record<string, unknown>>;

/** What a copy of an error says otherwise. */
export interface CoupaErrorChanges extends CoupaErrorOptions {
  phrase?: Phrase;
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
  /** The machine-readable rest, for flows: what they may see of the reason, the outcome, and what they are told beside. */
  declare readonly details?: Facts;
  declare readonly retryAfter?: number;

  // Private: a printed error shows its message and details, and not once more how they came about.
  readonly #phrase: Phrase;
  readonly #options: CoupaErrorOptions;

  constructor(code: CoupaErrorCode, phrase: Phrase, options: CoupaErrorOptions = {}) {
    super(phrase.toString(), options.cause === undefined ? undefined : { cause: options.cause });
    this.#phrase = phrase;
    this.#options = options;
    this.code = code;
    if (options.statusCode !== undefined) this.statusCode = options.statusCode;
    const details = detailsOf(options);
    if (details !== undefined) this.details = details;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }

  /** The message, to be said in any language. */
  get phrase(): Phrase {
    return this.#phrase;
  }

  /** Why; `undefined` where nobody has to do anything about it but read the message. */
  get reason(): Reason | undefined {
    return this.#options.reason;
  }

  /** Of something that changes the tenant: `undefined` where the tenant's answer says what became of it. */
  get outcome(): Outcome | undefined {
    return this.#options.outcome;
  }

  /** What flows are told beside the reason and the outcome. */
  get told(): ToldFacts | undefined {
    return this.#options.details;
  }

  /** A copy that says something otherwise; its `details` have those of `changes` beside those that were told before. */
  with({ phrase = this.#phrase, ...changes }: CoupaErrorChanges): CoupaError {
    const { told } = this;
    const details = changes.details === undefined ? told : { ...told, ...changes.details };
    return new CoupaError(this.code, phrase, { ...this.#options, ...changes, details });
  }
}

function detailsOf({ reason, outcome, details }: CoupaErrorOptions): Facts | undefined {
  const facts = reason && factsOf(reason);
  if (facts === undefined && details === undefined && outcome === undefined) return undefined;
  return { ...facts, ...details, ...(outcome !== undefined && { outcome }) };
}
