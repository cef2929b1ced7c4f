import { CoupaError } from '../errors';
import type { Reason } from '../reason';
import { Phrase, type PhraseValue } from '../text/phrase';
import { SecretFinder } from './secret-finder';

/** Characters of foreign text that an error may quote. */
const longestQuote = 500;

/** Tokens that may still be on their way in some request. */
const mostPassing = 4;

/**
 * The secrets of a connection, and what takes them out of everything that is told of an answer, whoever mirrors them in whatever
 * form. What an error says passes through `error` before anybody sees it; who quotes a part of a long text has it
 * cleaned by `text` or `end` first.
 */
export class Scrubber {
  readonly #secrets = new Set<string>();
  readonly #passing: string[] = [];
  /** Made when something is told for the first time. */
  #finder: SecretFinder | undefined;

  constructor(secrets: Iterable<string | undefined> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Learns a secret. */
  add(secret: string | undefined): void {
    if (secret === undefined || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#finder = undefined;
  }

  /** Learns a secret that others will replace, such as a token: only the last few are remembered. */
  addPassing(secret: string): void {
    this.#passing.push(secret);
    if (this.#passing.length > mostPassing) this.#passing.shift();
    this.#finder = undefined;
  }

  /** The beginning of a text, on one line, without secrets, tokens and passwords in URLs, and no longer than `longest` characters. */
  text(text: string, longest = longestQuote): string {
    const clean = onOneLine(this.clean(text.slice(0, generous(longest))));
    return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
  }

  /** The same of the end of a text. */
  end(text: string, longest: number): string {
    return onOneLine(this.clean(text.slice(-generous(longest)))).slice(-longest);
  }

  /** A text without secrets, otherwise as it is. */
  clean(text: string): string {
    this.#finder ??= new SecretFinder([...this.#secrets, ...this.#passing]);
    return withoutMarked(text, this.#finder.find(text));
  }

  /** An error that tells no secret: the same one where it told none. */
  error(error: CoupaError): CoupaError {
    const phrase = this.phrases(error.phrase);
    const reason = this.#cleanReason(error.reason);
    const details = this.everything(error.told);
    const cause = error.cause instanceof CoupaError ? this.error(error.cause) : error.cause;
    const isClean = phrase === error.phrase && reason === error.reason && details === error.told;
    if (isClean && cause === error.cause) return error;
    const { code, statusCode, outcome, retryAfter } = error;
    // Not `with`: names of members may be secrets as well.
    return new CoupaError(code, phrase, { statusCode, reason, outcome, details, retryAfter, cause });
  }

  /** A plain value with the phrases in it cleaned; its other texts are somebody's data. The same one where there was nothing. */
  phrases<T>(value: T): T {
    const clean = remembering((text) => this.clean(text));
    return changed(value, { phrase: (text) => this.#cleanPhrase(text, clean), text: (text) => text }) as T;
  }

  /** A plain value with every text in it cleaned, names of members too: for somebody who looks. */
  everything<T>(value: T): T {
    const clean = remembering((text) => this.clean(text));
    return changed(value, { phrase: (text) => this.#cleanPhrase(text, clean), text: clean }) as T;
  }

  /** A copy of an error that keeps its name, code and message and nothing else: fit to be a `cause`. */
  cause(error: unknown): Error {
    const source = error instanceof Error ? error : new Error(String(error));
    const copy = new Error(this.text(source.message));
    if (source.name !== copy.name) copy.name = source.name;
    const code = 'code' in source && typeof source.code === 'string' ? { code: source.code } : {};
    // The stack of a library's error starts with its message.
    copy.stack = `${source.name}: ${copy.message}`;
    return Object.assign(copy, code);
  }

  /** Only the tenant's own words: the rest is ours, and asked. */
  #cleanReason(reason: Reason | undefined): Reason | undefined {
    if (reason === undefined || !('messages' in reason)) return reason;
    const messages = this.everything(reason.messages);
    return messages === reason.messages ? reason : { ...reason, messages };
  }

  #cleanPhrase(text: Phrase, clean: (text: string) => string): Phrase {
    const values = text.values.map((value) => this.#cleanValue(value, clean));
    return isSame(values, text.values) ? text : new Phrase(text.template, values, text.place);
  }

  #cleanValue(value: PhraseValue, clean: (text: string) => string): PhraseValue {
    if (value instanceof Phrase) return this.#cleanPhrase(value, clean);
    return typeof value === 'string' ? clean(value) : value;
  }
}

/** Different texts of one value that are remembered at most. */
const mostRemembered = 10_000;

/** What is told of a hundred thousand objects has the same few names and words in each. */
function remembering(clean: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const after = clean(text);
    if (known.size < mostRemembered) known.set(text, after);
    return after;
  };
}

/** A secret may straddle the cut, and what it leaves is shorter: more is looked at than is kept, and cut last. */
function generous(longest: number): number {
  return longest * 4 + 4_000;
}

function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

function withoutMarked(text: string, marks: Uint8Array): string {
  const parts: string[] = [];
  let kept = 0;
  for (let from = marks.indexOf(1); from !== -1; from = marks.indexOf(1, kept)) {
    const end = marks.indexOf(0, from);
    parts.push(text.slice(kept, from), '•••');
    kept = end === -1 ? text.length : end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(kept);
}

interface Change {
  phrase(text: Phrase): Phrase;
  text(text: string): string;
}

/** Arrays and plain objects are copied where something in them changes; anything else stays what it is. */
function changed(value: unknown, change: Change): unknown {
  if (value instanceof Phrase) return change.phrase(value);
  if (typeof value === 'string') return change.text(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => changed(item, change));
    return isSame(items, value) ? value : items;
  }
  if (!isPlain(value)) return value;
  const before = Object.entries(value).flat();
  const after = before.map((part) => changed(part, change));
  return isSame(after, before) ? value : fromPairs(after);
}

function fromPairs(flat: readonly unknown[]): object {
  const pairs: [string, unknown][] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([String(flat[at]), flat[at + 1]]);
  return Object.fromEntries(pairs);
}

function isSame(after: readonly unknown[], before: readonly unknown[]): boolean {
  return after.every((value, index) => value === before[index]);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
