import { hash } from 'node:crypto';
import { type Spelling, withPlainEscapes } from './spelling';

/** A record of a list, parsed. */
export class ReadRecord {
  private known: string | undefined;

  constructor(
    private readonly bytes: Buffer,
    readonly value: object,
    /** What `JSON.parse` makes the value of: the bytes as they came. Absent where something in them had to be changed first. */
    readonly text?: string,
    /** How the text is written. */
    private readonly spelling: Spelling = 'other',
  ) {}

  /** Its member `id`, whatever that is. */
  get id(): unknown {
    return Object.getOwnPropertyDescriptor(this.value, 'id')?.value;
  }

  /** See `ListedRecord`. */
  get fingerprint(): string {
    this.known ??= fingerprintOf(this.bytes);
    return this.known;
  }

  /** The same later, while the bytes are what they are; the value need not be held for that. */
  get laterFingerprint(): () => string {
    const { bytes } = this;
    return () => fingerprintOf(bytes);
  }

  /**
   * What `digestOf` gives of the value, but where an object in it has a name twice: then of the text. Most texts are written as
   * `JSON.stringify` writes them, and need not be made again.
   */
  get digest(): string {
    if (this.text !== undefined && this.spelling === 'plain') return this.fingerprint.slice(mark.length);
    if (this.text !== undefined && this.spelling === 'escaped') return hashOf(withPlainEscapes(this.text));
    return digestOf(this.value);
  }

  toJSON(): object {
    return this.value;
  }
}

/** Fingerprint of what is in a record, however it is written; another order of members is another content. */
export function digestOf(record: object): string {
  return hashOf(JSON.stringify(record));
}

/**
 * A record of a list as it came: from its first brace to its last, not parsed yet. Who knows its fingerprint knows what is in it,
 * and need not parse it at all.
 */
export class ListedRecord {
  private known: string | undefined;

  constructor(
    private readonly bytes: Buffer,
    /** Its member `id`: see `idInRecord`. */
    readonly id: number | string,
    /**
     * Parses it: a `ReadRecord`, or what stands for one that cannot be read, and those behind it that were taken for a part of it.
     * For each call anew: whoever reads a list is to hold no more of it than the record in hand.
     */
    readonly read: () => readonly unknown[],
  ) {}

  /** Tells its bytes from all others. The same content in another spelling has another fingerprint. */
  get fingerprint(): string {
    this.known ??= fingerprintOf(this.bytes);
    return this.known;
  }

  toJSON(): object {
    return { id: this.id, unparsed: this.fingerprint };
  }
}

/** No digest of a content, which is what was remembered before there were fingerprints, begins like this. */
const mark = 'bytes:';

/** A cryptographic one: a change that somebody wrote must not be taken for a repeat. Processors have SHA-256 built in. */
function fingerprintOf(bytes: Buffer): string {
  return mark + hashOf(bytes);
}

function hashOf(content: Buffer | string): string {
  return hash('sha256', content, 'base64url').slice(0, 16);
}
