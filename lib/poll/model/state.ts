import type { ClockState } from './clock-state';
import type { IntegrationState } from './integration-state';
import type { StoredRemovals } from './removals-state';
import type { StoredScan } from './stored-scan';
import type { PollSummary } from './summary';

/** A record that was read and not yet settled, as the state holds it. */
export interface PendingRow {
  /** Opaque, the part of `msg.coupa.delivery` before the attempt. */
  readonly id: string;
  /** What tells the record from others: versions of one record wait for each other. */
  readonly identity: string;
  /** `msg.coupa.key`. */
  readonly key: string;
  /** Its place in the order in which versions were first sent, see `SendingOrder`. Absent: an earlier version of the package stored it. */
  readonly sequence?: number;
  /** The message as JSON text: flows change the objects they are given. */
  readonly message: string;
  /** Sendings so far. */
  readonly attempt: number;
  /** The position when the poll that read it began, epoch milliseconds; the reported position does not pass it. */
  readonly from?: number;
  /** Belongs to a back-fill: the position has nothing to do with it. */
  readonly beside?: boolean;
  /** The flow has it: what is left to do is what settles it, and it is not sent again. */
  readonly handed?: boolean;
  /** Tries of that so far which failed. */
  readonly tries?: number;
}

/** One remembered version as the state file holds it: identity, updated date (epoch ms) or null, digests of its bytes and content, 1 if sent. */
export type MemoryRow = readonly [identity: string, updatedAt: number | null, digests: string, sent: 0 | 1];

/** A version that was sent. */
export interface SentVersion {
  /** What tells its record from others. */
  readonly identity: string;
  /** Epoch milliseconds; absent where the record carries no such date. */
  readonly updatedAt?: number;
  /** Of its content. */
  readonly digest: string;
}

/** All that a node has to know after a restart, as a value. Who changes it is the `Ledger`. */
export interface PollState {
  /** Origin of the tenant's site. */
  readonly tenant: string;
  /** Path of the list that is polled. */
  readonly path: string;
  /** The template, as configured: another one ends a scan under way, and keeps the position. */
  readonly filter: string;
  /** Tenant's time up to which everything was read. Epoch milliseconds; `undefined`: no poll has ended yet. */
  readonly position?: number;
  /** The position at which the node began. Epoch milliseconds. */
  readonly since?: number;
  /** What the tenant's answers told of its clock. */
  readonly clock?: ClockState;
  /** What asked for a start elsewhere than the node's `start`: the command `reset`. */
  readonly restart?: 'now' | 'beginning' | number;
  /** With `restart: 'now'`: the tenant's time when it was asked for. Epoch milliseconds. */
  readonly restartAt?: number;
  /** What the last poll came to, for statuses and reports. */
  readonly last?: PollSummary;
  readonly paused: boolean;
  readonly scan?: StoredScan;
  readonly backfill?: StoredScan;
  /** What a long scan left behind because it could not be read; tried again with each poll. */
  readonly leftover?: StoredScan;
  readonly memory: readonly MemoryRow[];
  readonly pending: readonly PendingRow[];
  /** What Coupa still has to be told of integration runs. */
  readonly integration?: IntegrationState;
  /** Ids that are known to be there, and the look for removals under way. */
  readonly removals?: StoredRemovals;
  /** Keys of what the user was told once: an ignored order, a hidden field. */
  readonly notices: readonly string[];
}

/** What of it does not move with each page: all but scans, memory, known ids, what is unsettled and what is to be reported. */
export type SettledState = Omit<
  PollState,
  'scan' | 'backfill' | 'memory' | 'removals' | 'pending' | 'integration'
>;

/** What identifies the state: another tenant or path starts anew. */
export interface StateIdentity {
  readonly tenant: string;
  readonly path: string;
  readonly filter: string;
}

export function newState({ tenant, path, filter }: StateIdentity): PollState {
  return { tenant, path, filter, paused: false, memory: [], pending: [], notices: [] };
}

/**
 * Where polling may begin again if the stored document keeps nothing but this: never behind the position, which may have gone
 * back since the unsettled records were read, and may have to once more. Epoch milliseconds; 0: the beginning.
 */
export function provenBy(
  state: PollState,
  unsettled: { from: number | undefined } | undefined,
): number | undefined {
  const { position, clock, scan, leftover, restart, restartAt } = state;
  const waiting = [unsettled, leftover].filter((one) => one !== undefined).map(({ from }) => from ?? 0);
  const moments = [position, clock?.back?.to, ...waiting].filter((moment) => moment !== undefined);
  if (moments.length > 0) return Math.min(...moments);
  if (scan !== undefined) return scan.from ?? 0;
  return restart === 'beginning' ? 0 : typeof restart === 'number' ? restart : restartAt;
}
