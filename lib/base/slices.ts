import type { Clock } from './clock';
import { ownTurn } from './own-turn';

/** Milliseconds of work after which the event loop gets its turn. */
const slice = 3;

/** Cuts a long run of synchronous work into slices, so that Node-RED stays responsive. */
export class Slices {
  private begun: number;

  constructor(private readonly clock: Clock) {
    this.begun = clock.monotonic();
  }

  /** Work begins, after waiting for something else. */
  begin(): void {
    this.begun = this.clock.monotonic();
  }

  /** Whether it is time to rest. */
  get used(): boolean {
    return this.clock.monotonic() - this.begun >= slice;
  }

  /** Lets everything that waits for its turn have it, and others who work in slices theirs. */
  async rest(): Promise<void> {
    await ownTurn();
    this.begin();
  }
}
