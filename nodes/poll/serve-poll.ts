import type { NodeAPI } from 'node-red';
import { serveUndeliverables } from '../admin/operations/undeliverables';
import { servePoll } from '../admin/poll';

/** Serves what the poll's dialog asks, and the sidebar of its undeliverable records. */
export function servePollType(RED: NodeAPI): void {
  servePoll(RED);
  serveUndeliverables(RED);
}
