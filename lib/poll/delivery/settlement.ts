import type { RecordMessage } from '../model/message';

/**
 * What is to be done with a record that the flow has, before it counts as settled: the step between "delivered" and "settled". It
 * may be done again after a crash.
 */
export interface Settlement {
  /**
   * Does it.
   *
   * @returns `undefined`: the record is settled. A message: that newer version of the record is to be delivered in its place first.
   * @throws {CoupaError} why it could not be done. What was refused (see `isRefusal`) is tried again like a refused delivery,
   *   `maxAttempts` times in all; whatever else fails is tried again until it is done.
   */
  settle(message: RecordMessage, signal: AbortSignal): Promise<RecordMessage | undefined>;
}

/** Who says that the flow has a record, and what is left to do then. */
export interface HandingOver {
  /** `flow`: it hands the record back. `turn`: it had its turn on the event loop, so it is in the flow. `receiver`: whoever sends it somewhere says so, or that it could not. */
  by: 'flow' | 'turn' | 'receiver';
  /** Default: nothing is left to do. */
  settlement?: Settlement | undefined;
}
