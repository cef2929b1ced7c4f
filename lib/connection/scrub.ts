/** Characters of foreign text that an error may quote. */
const LONGEST_QUOTE = 500;

/** A shorter "secret" protects nothing, and removing it would make every message unreadable. */
const SHORTEST_SECRET = 4;

/** Tokens that may still be on their way in some request. */
const MOST_PASSING = 4;

/** Takes what must stay secret out of texts that came from a tenant, a proxy or a library, before an error quotes them. */
export class Scrubber {
  readonly #secrets = new Set<string>();
  readonly #passing: string[] = [];

  constructor(secrets: Iterable<string | undefined> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Learns a secret in the forms it travels in: as it is, percent-encoded, in base64, inside JSON. */
  add(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST_SECRET) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    this.#secrets.add(new URLSearchParams({ s: secret }).toString().slice(2));
    this.#secrets.add(Buffer.from(secret).toString('base64'));
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /** Learns a secret that others will replace, such as a token: only the last few are remembered. */
  addPassing(secret: string): void {
    this.#passing.push(secret);
    if (this.#passing.length > MOST_PASSING) this.#passing.shift();
  }

  /** The text on one line, without secrets, tokens and passwords in URLs, and no longer than `longest` characters. */
  text(text: string, longest = LONGEST_QUOTE): string {
    // A secret may straddle the cut: look at more than is kept, and cut last.
    const generous = text.slice(0, longest * 4 + 20_000);
    const clean = withoutPatterns(this.#withoutSecrets(generous))
      .replace(/\p{Cc}+/gu, ' ')
      .trim();
    return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
  }

  /** A copy of an error that keeps its name, code and message and nothing else: fit to be a `cause`. */
  cause(error: unknown): Error {
    const source = error instanceof Error ? error : new Error(String(error));
    const copy = new Error(this.text(source.message));
    copy.name = source.name;
    const code = 'code' in source && typeof source.code === 'string' ? { code: source.code } : {};
    // The stack of a library's error starts with its message.
    copy.stack = `${source.name}: ${copy.message}`;
    return Object.assign(copy, code);
  }

  #withoutSecrets(text: string): string {
    let clean = text;
    for (const secret of [...this.#secrets, ...this.#passing]) clean = clean.replaceAll(secret, '•••');
    return clean;
  }
}

function withoutPatterns(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 •••')
    .replace(/\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]+)?/g, '•••')
    .replace(/\/\/[^\s/@]{1,300}@/g, '//•••@');
}
