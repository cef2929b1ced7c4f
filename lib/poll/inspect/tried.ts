import type { Phrase } from '../../base/text/phrase';
import type { EventType } from '../model/event-type';

/** A record as a poll would send it now. */
export interface TriedRecord {
  payload: unknown;
  eventType?: EventType;
  id?: string | number;
  /** ISO 8601. */
  updatedAt?: string;
  createdAt?: string;
  /** Why the poll would not send it. */
  problem?: Phrase;
}

/** The first records of what a node would read. */
export interface Trial {
  /** Path and query that was asked for. */
  path: string;
  records: TriedRecord[];
  /** Milliseconds until the answer. */
  milliseconds: number;
  /** ISO 8601: nothing earlier was asked for; absent: everything was. */
  from?: string;
  /** Nothing was updated since `emptySince`, so everything was asked for instead. ISO 8601. */
  emptySince?: string;
}
