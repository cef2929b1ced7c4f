import type { Said } from '../../../lib/base/text/said';
import type { ShownConnection, ShownPoll, Standing } from '../../../lib/operations/shown';
import type { Say } from '../page/say';
import { lengthOf, momentOf, numberOf } from './parts/amounts';
import type { Line } from './parts/row';

/** The gravest first: what somebody has to look at stands above what is well. */
export const standings: readonly Standing[] = [
  'broken',
  'failed',
  'waiting',
  'behind',
  'paused',
  'polling',
  'new',
  'standby',
  'resting',
];

/** What somebody has to look at. */
const troubling: readonly Standing[] = ['broken', 'failed', 'waiting', 'behind'];

/** The sign of each, an icon of Font Awesome, and its colour. */
const signs: Readonly<Record<Standing, { icon: string; look: 'error' | 'warning' | 'ok' | 'idle' }>> = {
  broken: { icon: 'times-circle', look: 'error' },
  failed: { icon: 'times-circle', look: 'error' },
  waiting: { icon: 'hourglass-half', look: 'warning' },
  behind: { icon: 'clock-o', look: 'warning' },
  paused: { icon: 'pause-circle', look: 'idle' },
  polling: { icon: 'refresh', look: 'ok' },
  new: { icon: 'circle-o', look: 'idle' },
  standby: { icon: 'circle-o', look: 'idle' },
  resting: { icon: 'check-circle', look: 'ok' },
};

/** The sign of a poll. One that is well and has records that were given up is not well. */
export function signOf(poll: Said<ShownPoll>): Pick<Line, 'icon' | 'look'> {
  const isWell = !troubling.includes(poll.standing);
  return isWell && isTroubling(poll) ? { icon: 'inbox', look: 'warning' } : signs[poll.standing];
}

/** Whether somebody has to look at a poll: records that were given up are waiting for somebody, too. */
export function isTroubling({ standing, status }: Said<ShownPoll>): boolean {
  return troubling.includes(standing) || (status?.undeliverable ?? 0) > 0;
}

/** How a poll stands, in a line. */
export function lineOf(poll: Said<ShownPoll>, say: Say): string {
  const count = poll.status?.undeliverable ?? 0;
  const line = standingIn(poll, say);
  return count === 0 ? line : say('sidebar.undelivered.beside', { line, count: numberOf(count) });
}

function standingIn(poll: Said<ShownPoll>, say: Say): string {
  const { standing, lagMs, status, fleet } = poll;
  const lag = lagMs === undefined ? '–' : lengthOf(lagMs);
  const count = status?.pending ?? 0;
  if (standing === 'waiting') return say('sidebar.standing.waiting', { lag, count });
  if (standing === 'behind') return say('sidebar.standing.behind', { lag });
  if (standing === 'standby') return say('sidebar.standing.standby', { leader: fleet?.leader ?? '–' });
  return say(`sidebar.standing.${standing}`);
}

/** Why a poll does not deliver, or delivers late, and what to do: sentences, none where all is well. */
export function reasonsOf(
  poll: Said<ShownPoll>,
  connection: Said<ShownConnection> | undefined,
  say: Say,
): string[] {
  const { standing, problem, status, fleet } = poll;
  const reasons = [problem, connection?.problem, status?.lastPoll?.error?.message];
  if (standing === 'broken' && problem === undefined)
    reasons.push(say(fleet ? 'sidebar.why.leaderless' : 'sidebar.why.unreadable'));
  if (standing === 'failed' && status?.nextPoll !== undefined)
    reasons.push(say('sidebar.why.next', { time: momentOf(status.nextPoll) }));
  if (standing === 'paused') reasons.push(say('sidebar.why.paused'));
  if (standing === 'waiting') reasons.push(waiting(poll, say));
  if (standing === 'behind') reasons.push(behind(poll, connection, say));
  return [...new Set(reasons.filter((reason) => reason !== undefined))];
}

function waiting({ status, maxInFlight }: Said<ShownPoll>, say: Say): string {
  const count = status?.pending ?? 0;
  if (maxInFlight !== undefined && count >= maxInFlight) return say('sidebar.why.full', { count });
  return say('sidebar.why.waiting', { count });
}

function behind(
  { status }: Said<ShownPoll>,
  connection: Said<ShownConnection> | undefined,
  say: Say,
): string {
  if (connection?.pausedUntil !== undefined)
    return say('sidebar.why.throttled', { time: momentOf(connection.pausedUntil) });
  if (status?.scan === undefined) return say('sidebar.why.late');
  const { sent: count, estimatedEnd: end } = status.scan;
  return end === undefined
    ? say('sidebar.why.reading', { count: numberOf(count) })
    : say('sidebar.why.readingUntil', { count: numberOf(count), time: momentOf(end) });
}
