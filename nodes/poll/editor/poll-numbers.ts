import type { Said } from '../../../lib/base/text/said';
import type { PollSummary } from '../../../lib/poll/model/report';

/** A poll as its summary tells it. */
export type Poll = Said<PollSummary>;

/** Records that a poll sent. */
export function sent(poll: Poll): number {
  return poll.created + poll.updated;
}

/** Records that polls sent together. */
export function total(polls: readonly Poll[]): number {
  return polls.reduce((sum, poll) => sum + sent(poll), 0);
}

/** Milliseconds that a poll took. */
export function durationMs(poll: Poll): number {
  return Date.parse(poll.finishedAt) - Date.parse(poll.startedAt);
}
