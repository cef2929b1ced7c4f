import type { CoupaErrorCode } from '../../base/errors';
import type { Phrase } from '../../base/text/phrase';
import type { IdRange, IdSpan } from '../../scan/id-ranges';

/** A look for removals that is under way, as the state holds it. */
export interface StoredLook {
  /** Its id, `msg.coupa.poll` of what it tells. */
  readonly poll: string;
  /** The tenant's time when it began, for `${now…}`. Epoch milliseconds. */
  readonly now: number;
  /** What is left to read of the list. */
  readonly ranges: readonly IdRange[];
  readonly span?: IdSpan;
  /** Ids that the list has, in blocks. */
  readonly seen: readonly string[];
  /** Records of which it was told that they are gone. */
  readonly deleted: number;
  /** Records that are there, and no longer in the list. */
  readonly left: number;
  readonly requests: number;
}

/** What is stored of the ids that are known, in blocks (see `encodeIds`). */
export interface StoredRemovals {
  /** Which list they are of, and which field identifies its records: with another one everything begins anew. */
  readonly of: string;
  /** Looks that were begun: the number of the last one. */
  readonly looks: number;
  /** When the last one began, by this computer's clock. Epoch milliseconds. */
  readonly begunAt?: number;
  /** Ids that are known; while a look is under way, those that it has not seen yet. */
  readonly known: readonly string[];
  /** Ids of records that were sent since the last look began. */
  readonly fresh: readonly string[];
  /** Those of the known ones which the last look did not see in the list, though they are there. */
  readonly unseen: readonly string[];
  readonly look?: StoredLook;
}

/** What a look for removals came to: `payload` of output 2, topic `removals`. */
export interface RemovalsSummary {
  resource: string;
  /** Number of the look, as in the keys of what it told. */
  look: number;
  /** Ids that are known now. */
  known: number;
  /** Records that were told as `DELETED`. */
  deleted: number;
  /** Records that are there, and no longer in the list. */
  left: number;
  requests: number;
  error?: { code: CoupaErrorCode; message: Phrase };
}

/** How the looks for removals stand, in the answer to the command `status`. */
export interface RemovalsReport {
  /** Looks that were begun. */
  looks: number;
  /** Ids that are known. */
  known: number;
  /** Whether one is under way. */
  looking: boolean;
  /** When the next one begins, ISO 8601; absent while one is under way, and where none is planned. */
  nextLook?: string;
}
