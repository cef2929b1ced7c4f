import type { CoupaErrorCode } from '../../base/errors';
import type { Phrase, Text } from '../../base/text/phrase';
import type { RecordId } from '../../scan/record-id';
import type { ToldType } from './event-type';
import type { RemovalsReport } from './removals-state';

/** What one poll did: `payload` of output 2, topic `poll`. Times are ISO 8601, UTC. */
export interface PollSummary {
  resource: string;
  /** Id of the poll. */
  poll: string;
  /** By this computer's clock. */
  startedAt: string;
  finishedAt: string;
  /** The position before; absent: the beginning of time. */
  from?: string;
  /** The tenant's time when the scan began. */
  to?: string;
  pages: number;
  /** Records read, repeats included. */
  records: number;
  created: number;
  updated: number;
  /** Records that were read again within the overlap and not sent again. */
  repeats: number;
  requests: number;
  retries: number;
  /** The position now: everything up to it was delivered. */
  position?: string;
  /** It was a back-fill. */
  backfill?: boolean;
  /** Of a back-fill that has ended: records that it sent in all, also before it was interrupted and taken up again. */
  sent?: number;
  error?: { code: CoupaErrorCode; message: Phrase };
}

/** How far a long scan has got: `payload` of output 2, topic `backfill`. */
export interface Progress {
  kind: 'poll' | 'backfill';
  poll: string;
  /** The position when it began, or where the range of a back-fill begins; absent: the beginning of time. ISO 8601, UTC. */
  from?: string;
  /** Where the range of a back-fill ends. ISO 8601, UTC. */
  to?: string;
  /** Records sent so far. */
  sent: number;
  /** 0 to 1, reckoned from ids; absent while the last id is not known. */
  share?: number;
  /** Estimated end, ISO 8601; absent while nothing can be said. */
  estimatedEnd?: string;
}

/** How a back-fill stands that has begun and not ended. */
export interface BackfillReport extends Progress {
  /** Why it failed, until it is tried again, and when that is. */
  failure?: { message: Phrase; again: string };
}

/** Answer to the command `status`: `payload` of output 2, topic `status`. */
export interface StatusReport {
  resource: string;
  position?: string;
  /** Milliseconds by which the position is behind the tenant's time; absent without a position. */
  lagMs?: number;
  paused: boolean;
  polling: boolean;
  /** Records not acknowledged yet. */
  pending: number;
  /** With `markExported`: records that the flow has, and that are not marked in Coupa yet. */
  unmarked?: number;
  /** With `integration`: reports of records that Coupa has not got yet. */
  unreported?: number;
  /** Records that were given up and are kept, less those that are being redelivered. */
  undeliverable: number;
  /** Records that somebody has sent again or dismissed, as many as are remembered; absent: none. */
  handled?: number;
  /** Versions remembered to tell repeats. */
  remembered: number;
  nextPoll?: string;
  lastPoll?: PollSummary;
  scan?: Progress;
  backfill?: BackfillReport;
  /** What the last back-fill did that ended; absent where none has since the node was started. */
  lastBackfill?: PollSummary;
  /** With `removals`: how the looks for them stand. */
  removals?: RemovalsReport;
}

/** Answer to the commands `redeliver` and `dismiss`: `payload` of output 2, topic `undeliverables`. Numbers of records. */
export interface UndeliverablesReport {
  /** Sent again from now on, as new deliveries. */
  redelivered: number;
  /** Forgotten. */
  dismissed: number;
  /** Forgotten instead of sent again, since this version or a newer one was delivered meanwhile. */
  superseded: number;
  /** Keys of which no record is kept. */
  unknown: number;
  /** Still undeliverable. */
  left: number;
}

/** A record that was given up, as a list shows it. */
export interface Undeliverable {
  /** `msg.coupa.key`. */
  key: string;
  /** Its id; absent where records have none. */
  id?: RecordId;
  /** How people call it: its number, its name, or both; absent where it says nothing of the kind. */
  name?: string;
  /** The name of its supplier. */
  supplier?: string;
  eventType: ToldType;
  /** ISO 8601, UTC; absent where the record carries no such date. */
  updatedAt?: string;
  /** Sendings. */
  attempts: number;
  /** Why it was given up. */
  reason: Text;
  /** When it was given up, by this computer's clock. ISO 8601, UTC. */
  at: string;
  /** This version or a newer one was delivered since: it would not be sent again. */
  superseded?: boolean;
  /** It is being sent again. */
  redelivering?: boolean;
}

/**
 * How it ended for a record that was sent again and is kept no more. `accepted`: the flow has it. `superseded`: the flow has a newer
 * version, which came first. `dismissed`: somebody dismissed it meanwhile. `forgotten`: more were given up than are kept.
 */
export type Ending = 'accepted' | 'superseded' | 'dismissed' | 'forgotten';

/** A record that was sent again, by its `msg.coupa.key`, and how that ended. */
export interface Ended {
  key: string;
  result: Ending;
}

/** Who asked in the editor for something. */
export interface EditorUser {
  /** Absent: Node-RED has no users, or does not know this one. */
  user?: string;
}

/** A record that was given up and that somebody has sent again or dismissed. */
export interface HandledRecord extends Pick<Undeliverable, 'key' | 'id' | 'name' | 'supplier'> {
  act: 'redeliver' | 'dismiss';
  /** When, by this computer's clock. ISO 8601, UTC. */
  at: string;
  /** Absent: a message asked for it. */
  by?: EditorUser;
  /** How it ended; `again`: it was given up once more. Absent: it is on its way, or nobody knows any more. */
  result?: Ending | 'again';
}

/** The records that a node has given up, the oldest first, and how many of them are being sent again. */
export interface UndeliverableList {
  records: Undeliverable[];
  redelivering: number;
  /** Of those that were sent again, the latest that are kept no more. Absent: the process that keeps them is of an earlier version. */
  ended?: Ended[];
}
