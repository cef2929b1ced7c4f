/** What is known of a record whose payload is somewhere else. */
export interface FoundRecord {
  /** Its member `id`, by which lists are ordered. */
  id: number | string;
  /** What identifies it to the user; absent where records are identified by their content. */
  key?: number | string | undefined;
  /** Epoch milliseconds; absent if the record carries no such date. */
  updatedAt?: number | undefined;
  createdAt?: number | undefined;
  /** Of its bytes. */
  fingerprint: string;
  /** Of its content, however it is written. */
  digest: string;
  /** Of its content as the flow gets it. */
  sent: string;
}

/** A page that somebody has read. */
export interface FoundPage {
  records: readonly FoundRecord[];
  /** Bytes of the answer, unpacked. */
  bytes: number;
  /** Requests that it took. */
  requests: number;
  /** The tenant's `Date`, epoch milliseconds. */
  date?: number | undefined;
}

/** A page that somebody else has read: the payloads of its records stay elsewhere. */
export interface PageElsewhere extends FoundPage {
  /** What it is called: no two have the same name. */
  name: string;
  /** The JSON text of a record's payload, by its number on the page. @throws {CoupaError} `COUPA_STATE` */
  payload(index: number): Promise<string>;
  /** All its records have been judged: what was not delivered is not needed any more. */
  done(): void;
}

/** Where the payload of a record's message is, until the record is stored. */
export interface PayloadElsewhere {
  /** See `PageElsewhere`. */
  page: string;
  /** Its number on that page. */
  index: number;
  /** See `FoundRecord.sent`. */
  digest: string;
}

/** Others who can read pages of a long list in place of this process. */
export interface PageReaders {
  /** Whether there are any at the moment. */
  readonly areThere: boolean;
  /** Bytes of a record from which a page is worth it. */
  readonly worthBytes: number;
  /**
   * Has a page read.
   *
   * @returns `undefined` where nobody has read it, or it is not such that nothing has to be told of it: then it is to be read here.
   * @throws the signal's reason.
   */
  read(path: string, signal: AbortSignal): Promise<PageElsewhere | undefined>;
}
