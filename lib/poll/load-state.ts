import { type ReadState, readState, type StateIdentity, salvageState } from './state';
import { DamagedState, type StateStore } from './store';

/**
 * Loads what a store holds for this identity. A damaged document gives what it still proves, and a problem that says so.
 *
 * @throws {CoupaError} `COUPA_STATE` if the store cannot be reached.
 */
export async function loadState(store: StateStore, identity: StateIdentity): Promise<ReadState> {
  try {
    return readState(await store.load(), identity);
  } catch (error) {
    if (error instanceof DamagedState) return salvageState(error.text, identity, error.keptAs);
    throw error;
  }
}
