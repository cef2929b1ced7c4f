import type { Clock } from '../base/clock';
import { isObject } from '../base/form';
import type { StateStore } from '../ports/state-store';
import type { Witness } from './engine/leases';

/** What an instance remembers of a poll, should the engine lose it. */
export interface Remembering {
  /** `undefined`: nothing. */
  readonly witness: Witness | undefined;
  /** Whether the engine got this, whoever remembers it, after this node had made its copy, if it has one: what it has of its own is older. */
  isLater(witness: Witness): boolean;
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
  private saved = '';
  /** As of when the node has a copy; epoch milliseconds, by the engine's clock. 0: it has none; absent: nobody knows. */
  private copiedAt: number | undefined;
  /** It has one of which the engine has not said yet as of when it is. */
  private isCopyNew = false;

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

  /** See `Remembering`. */
  isLater({ at }: Witness): boolean {
    const { copiedAt, isCopyNew } = this;
    return copiedAt !== undefined && !isCopyNew && at > copiedAt;
  }

  /** The node has just made a copy of what the engine has. */
  copied(): void {
    this.isCopyNew = true;
  }

  /** Reads what was known before a restart. What cannot be read is told, and worth nothing. */
  async load(): Promise<void> {
    try {
      const document = await this.store.load();
      if (!isObject(document)) return;
      // A document's own `head` is its seal's.
      const { at, members, copiedAt } = document;
      if (typeof at !== 'number' || typeof members !== 'string') return;
      this.latest = { at, head: members };
      if (typeof copiedAt === 'number') this.copiedAt = copiedAt;
      this.saved = JSON.stringify(this.document(this.latest));
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
    this.copiedAt = this.isCopyNew ? witness.at : (this.copiedAt ?? 0);
    this.isCopyNew = false;
    if (this.clock.monotonic() - this.savedAt >= pace) void this.save();
  }

  /** Writes what is known, if it is news. */
  async save(): Promise<void> {
    if (this.latest === undefined) return;
    const document = this.document(this.latest);
    const text = JSON.stringify(document);
    if (text === this.saved) return;
    this.savedAt = this.clock.monotonic();
    this.saved = text;
    await this.store.save(document).catch(this.failed);
  }

  private document({ at, head }: Witness): object {
    const copiedAt = this.isCopyNew ? at : this.copiedAt;
    return { at, members: head, ...(copiedAt !== undefined && { copiedAt }) };
  }
}

function isProof({ head }: Witness): boolean {
  const members: unknown = JSON.parse(head);
  return isObject(members) && typeof members['proven'] === 'number';
}
