import type { IdRange, IdSpan } from '../../scan/id-ranges';
import type { ScanOrder } from './scan-order';

/** What a scan has counted so far. */
export interface ScanCounts {
  readonly pages: number;
  /** Records read, repeats included. */
  readonly records: number;
  readonly created: number;
  readonly updated: number;
  readonly repeats: number;
  readonly requests: number;
  readonly retries: number;
  /** Records that could not be read. The position does not move past a scan that had any, unless it was a long one. */
  readonly unreadable: number;
}

/** A scan as the state holds it: what was asked for, and how far it has got. */
export interface StoredScan extends ScanOrder, ScanCounts {
  /** The tenant's time at which it began; `undefined` until the first answer, and while that is in doubt. Epoch milliseconds. */
  readonly startedAt?: number;
  /** The middle one of the updated dates on the first page, less the hour that may be ambiguous: what is proven without a `Date`. */
  readonly firstPageDate?: number;
  /** What is left to read. */
  readonly ranges: readonly IdRange[];
  /** Known once it was asked for. */
  readonly span?: IdSpan;
  /** Where records that could not be read are, for a long scan to leave them behind and come back for them alone. */
  readonly leftBehind: readonly IdRange[];
}
