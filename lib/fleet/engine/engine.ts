import type { Boxes } from './boxes';
import type { Documents } from './documents';
import type { Exchanges } from './exchanges';
import type { Leases } from './leases';
import type { Notes } from './notes';
import type { PageStore } from './page-store';
import type { Permits } from './permits';

/**
 * What a fleet shares: a server that all instances reach, and that carries out each verb as a whole or not at all. Leases, permits and
 * pauses go by its own clock.
 *
 * Each verb throws a `CoupaError`: `COUPA_STATE` where the engine cannot be reached or refuses, `COUPA_CONFIG` where a person has to
 * change something. After `COUPA_STATE` nobody knows whether the verb was carried out; each may be repeated.
 */
export interface Engine extends Leases, Documents, Exchanges, PageStore, Permits, Notes, Boxes {
  /** What is known of the engine itself. */
  examine(): Promise<EngineFacts>;
  /** Ends everything at once. There is no way back. */
  close(): Promise<void>;
}

/** What an engine says of itself. */
export interface EngineFacts {
  /** `Redis 7.0.15`. */
  version: string;
  /** What it calls itself until it is started again, so that one address which leads to another server is found out; empty: nothing. */
  server: string;
  /** Whether it writes each change to its log, so that a crash forgets a second at most. */
  isLogged: boolean;
  /** What it does when its memory is full. */
  evictionPolicy: string;
}
