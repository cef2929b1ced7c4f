import type { StatusReport } from '../poll/model/report';
import type { Standing } from './shown';

/** Milliseconds that a poll may take, and start late, before its lag is worth a word. */
const patienceMs = 60_000;

/** What decides how a poll stands. */
export interface PollFacts {
  /** Absent: its state cannot be read. */
  status: StatusReport | undefined;
  /** Milliseconds between two polls; 0: only when asked. */
  intervalMs: number;
  /** Milliseconds by which what was delivered is behind; `undefined` where there is no position. */
  lagMs: number | undefined;
  /** With acknowledgements: unacknowledged records at most. */
  maxInFlight?: number | undefined;
  /** In a fleet: another instance polls. */
  standsBy?: boolean;
}

/** Milliseconds by which what was delivered is behind now, by this computer's clock where the node does not say it; `undefined` where there is no position. */
export function lagOf(status: StatusReport | undefined, now: number): number | undefined {
  if (status?.position === undefined) return undefined;
  return status.lagMs ?? Math.max(0, now - Date.parse(status.position));
}

/**
 * How a poll stands: what keeps it from delivering comes first. It is `behind` once a whole poll was missed: between two polls
 * everything lags by the interval.
 */
export function standingOf({
  status,
  intervalMs,
  lagMs,
  maxInFlight,
  standsBy = false,
}: PollFacts): Standing {
  if (status === undefined) return 'broken';
  const { paused, lastPoll, pending, polling, scan } = status;
  if (paused) return 'paused';
  if (lastPoll?.error !== undefined) return 'failed';
  const due = intervalMs === 0 ? Number.POSITIVE_INFINITY : 2 * intervalMs + patienceMs;
  const isLate = lagMs !== undefined && lagMs > due;
  if (isLate) return pending > 0 ? 'waiting' : 'behind';
  // Where the beginning of time is not delivered yet there is no lag, however long it takes.
  if (lagMs === undefined && maxInFlight !== undefined && pending >= maxInFlight) return 'waiting';
  if (standsBy) return 'standby';
  if (polling || scan !== undefined) return 'polling';
  return lastPoll === undefined ? 'new' : 'resting';
}

/** Milliseconds since the last poll ended, where it left nothing to do; `undefined`: something waits, or a poll is missing or due. */
export function lookedAgo(
  standing: Standing,
  status: StatusReport | undefined,
  now: number,
): number | undefined {
  if (status?.lastPoll === undefined || (standing !== 'resting' && standing !== 'standby')) return undefined;
  const { lastPoll, backfill, pending, unmarked = 0 } = status;
  if (backfill !== undefined || pending + unmarked > 0) return undefined;
  return Math.max(0, now - Date.parse(lastPoll.finishedAt));
}
