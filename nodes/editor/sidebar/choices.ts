import type { Said } from '../../../lib/base/text/said';
import type { ShownPoll } from '../../../lib/operations/shown';
import { nameOf } from './poll-row';
import { isTroubling, standings } from './standing';

/** What polls can be ordered by. */
export const orders = ['standing', 'lag', 'name', 'next'] as const;

/** One of them. */
export type Order = (typeof orders)[number];

type Poll = Said<ShownPoll>;

/** Polls in an order; those that are alike by their names. */
export function ordered(polls: readonly Poll[], order: Order): Poll[] {
  const byName = (one: Poll, other: Poll) => nameOf(one).localeCompare(nameOf(other));
  return [...polls].sort((one, other) => compare[order](one, other) || byName(one, other));
}

const compare: Readonly<Record<Order, (one: Poll, other: Poll) => number>> = {
  standing: (one, other) => rank(one) - rank(other) || lag(other) - lag(one),
  lag: (one, other) => lag(other) - lag(one),
  name: () => 0,
  next: (one, other) => next(one) - next(other),
};

/** Records that were given up stand behind what does not deliver, and before what is well. */
function rank(poll: Poll): number {
  const own = standings.indexOf(poll.standing);
  return isTroubling(poll) ? Math.min(own, standings.indexOf('paused') - 0.5) : own;
}

function lag({ lagMs = -1 }: Poll): number {
  return lagMs;
}

function next({ status }: Poll): number {
  return status?.nextPoll === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(status.nextPoll);
}
