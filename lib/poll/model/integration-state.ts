import { count, flag, listOf, moment, objectOf, optional, passing, text } from '../../base/form';
import { isRecordId, type RecordId } from '../../scan/record-id';

/** What Coupa still has to be told of one record. */
export interface StoredReport {
  /** The version's key, as in `msg.coupa.key`. */
  readonly key: string;
  /** Its id in Coupa. */
  readonly document: RecordId;
  /** Its own status, where it has one: `approved`. */
  readonly status?: string;
  /** Why it was given up. Absent: it was settled. */
  readonly failure?: string;
}

/** One run of an integration in Coupa: what a poll has sent, and what Coupa still has to be told of it. */
export interface StoredRun {
  /** Id of the poll, as in `msg.coupa.poll`. */
  readonly poll: string;
  /** Code of the integration. */
  readonly code: string;
  /** When its first record was sent, by this computer's clock. Epoch milliseconds. */
  readonly begunAt: number;
  /** The tenant's time then, where that is known: Coupa has not opened it before. Epoch milliseconds. */
  readonly notBefore?: number;
  /** Records that were sent. */
  readonly records: number;
  /** Its id in Coupa; absent until Coupa has it. */
  readonly id?: RecordId;
  /** Coupa knows that it is under way. */
  readonly running?: boolean;
  /** A record of it was given up. */
  readonly failed?: boolean;
  /** Coupa refused to open it: nothing of it is told. */
  readonly refused?: boolean;
  /** It has ended in Coupa; what is left to tell came later. */
  readonly ended?: boolean;
  /** Oldest first. */
  readonly reports: readonly StoredReport[];
}

/** A report by itself, until the document is saved that has it. */
export interface NotedReport {
  /** Of the list that was read. */
  readonly path: string;
  /** See `StoredRun`. */
  readonly poll: string;
  readonly report: StoredReport;
}

/** A run that ended as failed: what was given up in it may be redelivered. */
export type FailedRun = Pick<StoredRun, 'poll' | 'code' | 'begunAt'> & { readonly id: RecordId };

/** All that is kept of integration runs. */
export interface IntegrationState {
  /** Those that are not over, oldest first. */
  readonly runs: readonly StoredRun[];
  /** Those that ended as failed, the latest last. */
  readonly failed: readonly FailedRun[];
}

const id = passing(isRecordId);

const report = objectOf<StoredReport>({
  key: text,
  document: id,
  status: optional(text),
  failure: optional(text),
});

/** Reads one as it is kept by itself. */
export const notedReportForm = objectOf<NotedReport>({ path: text, poll: text, report });

const run = objectOf<StoredRun>({
  poll: text,
  code: text,
  begunAt: moment,
  notBefore: optional(moment),
  records: count,
  id: optional(id),
  running: optional(flag),
  failed: optional(flag),
  refused: optional(flag),
  ended: optional(flag),
  reports: listOf(report),
});

/** Reads it as it is stored. */
export const integrationForm = objectOf<IntegrationState>({
  runs: listOf(run),
  failed: listOf(objectOf<FailedRun>({ poll: text, code: text, begunAt: moment, id })),
});
