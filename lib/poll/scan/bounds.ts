import type { PollSettings } from '../model/settings';
import type { PollState } from '../model/state';

/** Dates in queries and records have whole seconds and filters may be strict, so a bound reaches back by one more second. Milliseconds. */
export const edgeMs = 1000;

/** Where a poll begins. Epoch milliseconds. */
export interface PollBounds {
  /** What it asks for; 0: everything. */
  lower: number;
  /** What that follows from: the position, the moment of a first poll, the start date; `undefined`: the beginning. */
  from: number | undefined;
  basis: 'position' | 'now' | 'date' | 'beginning';
  /** What says so: how far the node has come, the command `reset`, or the node's own `start`. */
  decidedBy: 'position' | 'reset' | 'start';
}

/** What decides where a poll begins. */
export type BoundsState = Pick<PollState, 'position' | 'restart' | 'restartAt'>;

/**
 * Where the next poll begins: the position, reaching back by the overlap; before there is one, where a reset or the node's
 * `start` says. The poll itself and what shows it beforehand ask here.
 *
 * @param now the moment of a first poll that begins now, unless it is known already; epoch milliseconds
 */
export function boundsOf(
  { start, startDate, overlap }: Pick<PollSettings, 'start' | 'startDate' | 'overlap'>,
  { position, restart, restartAt }: BoundsState,
  now: number,
): PollBounds {
  const reachBack = (from: number) => Math.max(0, from - overlap - edgeMs);
  if (position !== undefined)
    return { lower: reachBack(position), from: position, basis: 'position', decidedBy: 'position' };
  const decidedBy = restart === undefined ? 'start' : 'reset';
  const from = restart ?? (start === 'date' ? (startDate ?? 'now') : start);
  if (from === 'beginning') return { lower: 0, from: undefined, basis: 'beginning', decidedBy };
  if (from !== 'now') return { lower: Math.max(0, from - edgeMs), from, basis: 'date', decidedBy };
  const moment = restartAt ?? now;
  return { lower: reachBack(moment), from: moment, basis: 'now', decidedBy };
}

/**
 * Where a node begins that is to begin now and has not polled yet, behind a back-fill that reads everything up to a moment: what becomes
 * visible late is dated before that. Epoch milliseconds.
 *
 * @param from the lower bound of the back-fill; `undefined`: the beginning
 */
export function startBehind(until: number, from: number | undefined, overlap: number): number {
  return Math.min(until, Math.max(until - overlap, from ?? 0));
}

/** Where a node without a position begins, epoch milliseconds; `undefined`: when it is asked to. */
export function startOf(
  settings: Pick<PollSettings, 'start' | 'startDate' | 'overlap'>,
  state: BoundsState,
): number | undefined {
  const { basis, from = 0 } = boundsOf(settings, state, 0);
  return basis === 'now' ? undefined : from;
}
