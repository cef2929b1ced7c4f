import type { Clock } from '../base/clock';
import { isObject } from '../base/form';
import type { StateStore } from '../ports/state-store';
import type { Witness } from './engine/leases';

/** What an instance remembers of a poll, should the engine lose it. */
export interface Remembering {
  /** `undefined`: nothing. */
  readonly witness: Witness | undefined;
  /** Asks the engine. @returns what is known then, also where the engine cannot be reached. */
  remember(): Promise<Witness | undefined>;
}

/** Milliseconds between two saves. */
const pace = 60_000;

/**
 * What an instance remembers of a poll, should the engine lose it: in memory as of the last campaign or renewal, in a file as of a
 * minute ago at most. Whatever it says was delivered was; what came after comes again.
 */
export class WitnessKeeper {
  private latest: Witness | undefined;
  private savedAt = Number.NEGATIVE_INFINITY;
  private saved: Witness | undefined;

  constructor(
    private readonly store: StateStore,
    private readonly clock: Clock,
    /** Told when it cannot be kept; nothing else depends on it. */
    private readonly failed: (error: unknown) => void,
  ) {}

  /** What is known; `undefined`: nothing. */
  get witness(): Witness | undefined {
    return this.latest;
  }

  /** Reads what was known before a restart. What cannot be read is told, and worth nothing. */
  async load(): Promise<void> {
    try {
      const document = await this.store.load();
      if (!isObject(document)) return;
      // A document's own `head` is its seal's.
      const { at, members } = document;
      if (typeof at === 'number' && typeof members === 'string') this.see({ at, head: members });
      this.saved = this.latest;
    } catch (error) {
      this.failed(error);
    }
  }

  /** The engine said this. */
  see(witness: Witness | undefined): void {
    if (witness === undefined || witness.at < (this.latest?.at ?? 0)) return;
    // Before the first poll there is nothing to bear witness to, and a file that says so would be a minute old when there is.
    if (this.latest === undefined && !isProof(witness)) return;
    this.latest = witness;
    if (this.clock.monotonic() - this.savedAt >= pace) void this.save();
  }

  /** Writes what is known, if it is news. */
  async save(): Promise<void> {
    const { latest } = this;
    if (latest === undefined || (latest.at === this.saved?.at && latest.head === this.saved.head)) return;
    this.savedAt = this.clock.monotonic();
    this.saved = latest;
    await this.store.save({ at: latest.at, members: latest.head }).catch(this.failed);
  }
}

function isProof({ head }: Witness): boolean {
  const members: unknown = JSON.parse(head);
  return isObject(members) && typeof members['proven'] === 'number';
}
