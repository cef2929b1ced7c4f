import { type Phrase, phrase } from '../base/text/phrase';

/**
 * Where a document survives restarts: in a file (`lib/local/`), in one of Node-RED's context stores (`nodes/runtime/`), or at a fleet's
 * engine (`lib/fleet/`).
 */
export interface StateStore {
  /**
   * The document as it was saved last; `undefined` if there is none.
   *
   * @throws {DamagedState} if there is one that is not as it was written. It stays where it is until the next `save`, and a copy
   * of it is kept.
   * @throws {CoupaError} `COUPA_STATE` if it cannot be reached.
   */
  load(): Promise<unknown>;
  /**
   * Replaces the document as a whole, or not at all; when the promise resolves it survives a power cut.
   *
   * @throws {CoupaError} `COUPA_STATE`, for instance on a full disk; the document before it is intact.
   */
  save(document: object): Promise<void>;
  /**
   * Keeps a text beside the document for a person to look at; the same text is kept once. Absent: the store cannot.
   *
   * @returns where it was kept.
   * @throws {CoupaError} `COUPA_STATE`
   */
  keep?(kind: Kept, text: string): Promise<string>;
}

/** What is kept beside a document: one that cannot be read, or records in it that cannot be sent again. */
export type Kept = 'damaged' | 'unsent';

/** A document was there and is not as it was written. */
export class DamagedState extends Error {
  override readonly name = 'DamagedState';

  /** Its message, to be said in any language. */
  readonly phrase: Phrase;

  constructor(
    /** What was found, as text. */
    readonly text: string,
    /** Where a copy of it was kept for a person to look at; empty: nowhere, since nothing is left of it. */
    readonly keptAs: string,
    /** What is wrong with it: the rest of a sentence. */
    readonly why: Phrase,
    /** The members at its head, where their own checksum says that they are as they were written. */
    readonly head?: Readonly<Record<string, unknown>>,
  ) {
    const found =
      keptAs === ''
        ? phrase`The stored document is damaged: ${why}.`
        : phrase`The stored document is damaged: ${why}. A copy of it was kept as ${keptAs}.`;
    super(found.toString());
    this.phrase = found;
  }
}
