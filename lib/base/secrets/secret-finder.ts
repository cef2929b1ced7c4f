import { knownShapes, type Span } from './known-shapes';
import { asItStands, bareOf, decoded, type Reading, unescaped, withoutFillers } from './reading';

/** A shorter "secret" protects nothing, and removing it would make every message unreadable. */
const shortest = 4;

/** Characters of a secret that are enough to take them out: an echo may be cut anywhere. */
const longestPiece = 8;
const shortestPiece = 6;

/** Letters and digits of a secret that are looked for whatever stands between them; of fewer any text may have some by chance. */
const shortestBare = 10;

/** An escape of an escape of an escape: nobody mirrors more often than that. */
const mostRounds = 4;

/** Base64 of what was base64. */
const deepest = 2;

/**
 * Finds secrets in a text in whatever form they travel, whole or in part. Not the forms are listed, which are without number
 * (`%2b`, `%2B`, `&#43;`, `\u002b`; base64 of a header, of a form, from any byte on): the text is read in each way in which
 * somebody might have written it, and each reading is searched for pieces of the secrets as they are.
 *
 * Linear in the text: each place of each reading is looked up once for each length of pieces.
 */
export class SecretFinder {
  readonly #secrets = new Set<string>();
  /** Pieces that are taken out wherever they stand, by their length. */
  readonly #pieces = new ByLength();
  /** Shorter ones, which say something only where a text was cut: beginnings at its end, ends at its beginning. */
  readonly #beginnings = new ByLength();
  readonly #ends = new ByLength();
  /** Of letters and digits alone. */
  readonly #barePieces = new ByLength();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) {
      const trimmed = secret.trim();
      // What reads bytes as characters makes two or three of a letter that is not ASCII.
      for (const text of [trimmed, Buffer.from(trimmed).toString('latin1')]) {
        // A secret may look like escapes itself, and is read as such with those that are some.
        for (const reading of rounds(asItStands(text))) this.#learn(comparable(reading.text));
      }
    }
  }

  /** Marks the characters of a text that are part of a secret. */
  find(text: string): Uint8Array {
    const marks = new Uint8Array(text.length);
    this.#search(asItStands(text), marks, 0);
    return marks;
  }

  #learn(secret: string): void {
    if (secret.length < shortest || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const length = pieceLength(secret);
    this.#pieces.addAll(secret, length);
    const { text: bare } = bareOf(asItStands(secret));
    if (bare.length >= shortestBare) this.#barePieces.addAll(bare, longestPiece);
    for (let less = shortest; less < length; less++) {
      this.#beginnings.add(secret.slice(0, less));
      this.#ends.add(secret.slice(-less));
    }
  }

  #search(whole: Reading, marks: Uint8Array, depth: number): void {
    for (const reading of rounds(whole)) {
      for (const [from, to] of this.#found(reading.text, depth)) {
        marks.fill(1, reading.from(from), reading.to(to - 1));
      }
      if (depth === 0) this.#searchBare(reading, marks);
      if (depth < deepest) {
        for (const inner of decoded(reading)) this.#search(inner, marks, depth + 1);
      }
    }
  }

  /** Looks for a secret whose characters stand apart: `Z q 8 v`, `["Z","q",…`, in short lines. */
  #searchBare(whole: Reading, marks: Uint8Array): void {
    if (this.#barePieces.size === 0) return;
    const reading = bareOf(whole);
    for (const [from, to] of this.#barePieces.foundIn(comparable(reading.text)))
      marks.fill(1, reading.from(from), reading.to(to - 1));
  }

  *#found(said: string, depth: number): Generator<Span> {
    const text = comparable(said);
    yield* this.#pieces.foundIn(text);
    for (const [length, pieces] of this.#beginnings) {
      if (pieces.has(text.slice(-length))) yield [text.length - length, text.length];
    }
    for (const [length, pieces] of this.#ends) {
      if (pieces.has(text.slice(0, length))) yield [0, length];
    }
    if (depth === 0) yield* knownShapes(said);
  }
}

/** A reading, and what it says with its escapes resolved, again and again. */
function* rounds(whole: Reading): Generator<Reading> {
  let reading: Reading | undefined = whole;
  for (let round = 0; reading !== undefined && round <= mostRounds; round++) {
    yield reading;
    const bare = withoutFillers(reading);
    if (bare !== undefined) yield bare;
    reading = unescaped(reading);
  }
}

/** Texts by their length. */
class ByLength extends Map<number, Set<string>> {
  /** By what three characters come to: whether a text begins so. Most places of most texts need no other look. */
  readonly #starts = new Uint8Array(startsAtMost);

  add(text: string): void {
    const sameLength = this.get(text.length) ?? new Set();
    this.set(text.length, sameLength.add(text));
    this.#starts[startAt(text, 0)] = 1;
  }

  /** All pieces of that length. */
  addAll(text: string, length: number): void {
    for (let at = 0; at + length <= text.length; at++) this.add(text.slice(at, at + length));
  }

  *foundIn(text: string): Generator<Span> {
    const starts = this.#starts;
    for (const [length, pieces] of this) {
      for (let at = 0; at + length <= text.length; at++) {
        if (starts[startAt(text, at)] === 1 && pieces.has(text.slice(at, at + length)))
          yield [at, at + length];
      }
    }
  }
}

const startsAtMost = 1 << 16;

/** What the first three characters of a text come to, from a place on; no text that is looked for is shorter. */
function startAt(text: string, at: number): number {
  const sum = text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2);
  return sum & (startsAtMost - 1);
}

/** Half of a short secret, eight characters of a long one. */
function pieceLength(secret: string): number {
  const half = Math.ceil(secret.length / 2);
  return Math.min(secret.length, longestPiece, Math.max(shortestPiece, half));
}

/**
 * One spelling for what mirrors do not keep apart: upper and lower case, full width, a form's `+`, both alphabets of base64. Of the same
 * length.
 */
function comparable(text: string): string {
  const narrow = text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const lower = narrow.toLowerCase();
  return (lower.length === text.length ? lower : narrow).replace(/[+ ]/g, '-').replace(/_/g, '/');
}
