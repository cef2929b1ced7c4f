import type { ClockState } from '../model/clock-state';
import type { SettledState } from '../model/state';

/** The ledger of the node whose tenant's clock is watched. */
export interface ClockLedger {
  readonly state: Pick<SettledState, 'position' | 'clock'>;
  keepClock(clock: ClockState): void;
  /** Where polling goes on from goes back, if it was ahead of this moment. Epoch milliseconds. */
  goBack(epochMs: number): void;
  /** A node that has not begun begins at this moment at the latest. Epoch milliseconds. */
  startNoLaterThan(epochMs: number): void;
}
