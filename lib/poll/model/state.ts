import type { ClockState } from './clock-state';
import type { RecordId } from './record-id';
import type { PollSummary } from './summary';

/** What a scan still has to read: ids above `after`, up to and including `upTo`; absent: no bound on that side. */
export interface IdRange {
  after?: RecordId;
  upTo?: RecordId;
}

/** A record that was read and not yet settled, as the state holds it. */
export interface PendingRow {
  /** Opaque, the part of `msg.coupa.delivery` before the attempt. */
  id: string;
  /** What tells the record from others: versions of one record wait for each other. */
  identity: string;
  /** `msg.coupa.key`. */
  key: string;
  /** The message as JSON text: flows change the objects they are given. */
  message: string;
  /** Sendings so far. */
  attempt: number;
  /** The position when the poll that read it began, epoch milliseconds; the reported position does not pass it. */
  from?: number;
  /** Belongs to a back-fill: the position has nothing to do with it. */
  beside?: boolean;
}

/** One remembered version as the state file holds it: identity, updated date (epoch ms) or null, digest, 1 if sent. */
export type MemoryRow = [identity: string, updatedAt: number | null, digest: string, sent: 0 | 1];

/** How a scan pages. `id`: `id[gt]`. `offset`: offsets, repeated until two passes agree. `token`: a hub's page tokens. */
export type Paging = 'id' | 'offset' | 'token';

/** One reading of everything the template selects from `lower` on; it survives a restart in the middle. */
export interface Scan {
  /** Id of the poll, `msg.coupa.poll`. */
  poll: string;
  /** The position when it began; `undefined`: the beginning of time. Epoch milliseconds. */
  from?: number;
  /** The bound that was rendered into the URL. Epoch milliseconds. */
  lower: number;
  /** Path and query, where the template takes values from a message, which is gone after a restart. */
  rendered?: string;
  /** Upper bound of a back-fill: versions after it belong to the normal polls. Epoch milliseconds. */
  to?: number;
  /** The tenant's time at which it began; `undefined` until the first answer, and while that is in doubt. Epoch milliseconds. */
  startedAt?: number;
  /** The moment rendered for `${now…}`. Epoch milliseconds, the tenant's. */
  now?: number;
  /** Versions before this instant are remembered without being sent: what was there before the first poll. */
  silentBefore?: number;
  /** With `silentBefore`: records without a date, too. */
  silentUndated?: boolean;
  /** The middle one of the updated dates on the first page, less the hour that may be ambiguous: what is proven without a `Date`. */
  firstPageDate?: number;
  /** What is left to read. */
  ranges: IdRange[];
  /** First and last id, once asked for: what the share of a back-fill is reckoned from. */
  span?: { first: RecordId; last: RecordId };
  pages: number;
  records: number;
  created: number;
  updated: number;
  repeats: number;
  requests: number;
  retries: number;
  /** Records that could not be read. The position does not move past a scan that had any, unless it was a long one. */
  unreadable: number;
  /** Where they are, for a long scan to leave them behind and come back for them alone. */
  leftBehind: IdRange[];
}

/** All that a node has to know after a restart. */
export interface PollState {
  /** Origin of the tenant's site. */
  tenant: string;
  /** Path of the list that is polled. */
  path: string;
  /** The template, as configured: another one ends a scan under way, and keeps the position. */
  filter: string;
  /** Tenant's time up to which everything was read. Epoch milliseconds; `undefined`: no poll has ended yet. */
  position?: number;
  /** The position at which the node began. Epoch milliseconds. */
  since?: number;
  /** What the tenant's answers told of its clock. */
  clock?: ClockState;
  /** What asked for a start elsewhere than the node's `start`: the command `reset`. */
  restart?: 'now' | 'beginning' | number;
  /** With `restart: 'now'`: the tenant's time when it was asked for. Epoch milliseconds. */
  restartAt?: number;
  /** What the last poll came to, for statuses and reports. */
  last?: PollSummary;
  paused: boolean;
  scan?: Scan;
  backfill?: Scan;
  /** What a long scan left behind because it could not be read; tried again with each poll. */
  leftover?: Scan;
  memory: MemoryRow[];
  pending: PendingRow[];
  /** Keys of what the user was told once: an ignored order, a hidden field. */
  notices: string[];
}

/** What identifies the state: another tenant or path starts anew. */
export interface StateIdentity {
  tenant: string;
  path: string;
  filter: string;
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
