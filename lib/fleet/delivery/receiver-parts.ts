import type { Clock } from '../../base/clock';
import type { Exchanges } from '../engine/exchanges';
import type { FirstHand } from './first-hand';

/** What a receiver is made of. */
export interface ReceiverParts {
  engine: Exchanges;
  /** The poll's name in the engine. */
  poll: string;
  /** What tells this process from every other. */
  run: string;
  clock: Clock;
  /** Records that the fleet has in hand at most. */
  maxInFlight: number;
  /** Who says that the flow has a record: the flow, which hands it back in time, or the turn of the event loop that it had. */
  by: { kind: 'flow'; acknowledgeTimeoutMs: number } | { kind: 'turn' };
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** Sends a record into this instance's flow, at once. `message`: an object that nobody else has; `token`: names this sending. */
  deliver(message: unknown, token: string): void;
  /** Where it meets the leader, where this instance leads. Default: every message is made of its text, and all is said to the engine. */
  own?: FirstHand;
  /** It could take no records for a lease and longer; told once, until it can again. Default: nobody is told. */
  failed?(error: unknown): void;
  /** Whether what was sent in the last turn of the event loop reached the nodes behind; asked once closed. Default: it did. */
  landed?(): boolean;
}
