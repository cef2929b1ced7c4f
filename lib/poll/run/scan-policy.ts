import type { Memory } from '../ledger/memory';
import type { Version } from '../model/record';
import type { PollSummary, Progress } from '../model/report';
import type { ScanOrder } from '../model/scan-order';
import type { Source } from '../model/source';
import type { PollState } from '../model/state';

/** What a version is judged by. */
export interface Known {
  /** What was asked for. */
  readonly order: ScanOrder;
  readonly memory: Memory;
  readonly source: Pick<Source, 'asksSince'>;
  /** Where the node began to poll, and how far it has come. */
  readonly state: Pick<PollState, 'since' | 'position'>;
  /** Whether the poll after this scan may return such a version again. `updatedAt`: epoch milliseconds. */
  mayComeAgain(updatedAt: number | undefined): boolean;
}

/**
 * What one kind of scan decides for itself. Whoever reads scans asks it and knows no kinds, so that another kind is another file
 * beside `poll-policy.ts` and `backfill-policy.ts`.
 */
export interface ScanPolicy {
  /** What its progress says that it is. */
  readonly kind: Progress['kind'];
  /** What its summary says of it beside its counts. */
  readonly mark: Pick<PollSummary, 'backfill'>;
  /**
   * Whether the position follows from it: then the tenant's clock counts it as a poll, and what it delivers holds the reported
   * position back until it is settled.
   */
  readonly movesPosition: boolean;
  /** Whether its requests let others go first from its first page on; all do once they turn out to be long. */
  readonly isInBackground: boolean;
  /** Whether what it leaves out in silence is known from then on, so that no poll sends it. */
  readonly remembersSilent: boolean;
  /** Whether it is enough to know of a version that it is remembered: then what is in it does not matter. */
  readonly judgesRemembered: boolean;
  /** Whether a version is not to be sent: it was, or another scan sends it. */
  isRepeat(version: Version, known: Known): boolean;
  /** Whether a version of the record was sent, though nothing is remembered of it. */
  wasSentUnremembered(version: Version, known: Known): boolean;
}
