import { setImmediate } from 'node:timers/promises';
import { TaskQueue } from './task-queue';

/** Of the whole process: each node by itself would only see to it that its own work is spread. */
const turns = new TaskQueue();

/**
 * Resolves in a turn of the event loop that nobody else has who asks for one. All that is done between two turns holds up everything else in
 * Node-RED, so what several do at the same time must not come one behind the other in one of them.
 */
export function ownTurn(): Promise<void> {
  return turns.run(() => setImmediate());
}
