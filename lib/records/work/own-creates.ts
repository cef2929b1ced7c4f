/** Keys and ids that are remembered at most; of a message of a hundred thousand objects, all. */
const most = 200_000;

/** Minutes within which the record of a create may appear whose outcome nobody knows. A poll's last attempt, by default, comes later. */
export const appearsWithin = 3;

/** A create that is under way, or of which nobody knows what became of it. */
interface Attempt {
  /** By a clock that never jumps, in milliseconds: until when its record may appear. */
  until: number;
}

/** One create, as long as it is under way. */
export interface OwnCreate {
  /** Whether the record that is found may be another create's of the same key. */
  isOneOfSeveral(): boolean;
  /** It is known what became of it. */
  settled(): void;
  /** Nobody knows what became of it; `until`: as long as its record may appear. */
  leftOpen(until: number): void;
}

/**
 * What is known of the creates of one tenant's records. When the answer to one was lost, the record that is found by its key is not its result
 * if another create is known to have made it, or may have; and what comes again is not created as long as its record may still appear.
 */
export class OwnCreates {
  private readonly madeRecords = new Set<string>();
  private readonly idsByKey = new Map<string, string>();
  private readonly open = new Map<string, Set<Attempt>>();

  /** A create of a record with these keys is sent. */
  begin(keys: readonly string[]): OwnCreate {
    const attempt: Attempt = { until: Number.POSITIVE_INFINITY };
    for (const key of keys) {
      const all = this.open.get(key) ?? new Set();
      this.open.set(key, all.add(attempt));
    }
    forgetOldest(this.open);
    return {
      isOneOfSeveral: () => keys.some((key) => (this.open.get(key)?.size ?? 0) > 1),
      settled: () => this.close(keys, attempt),
      leftOpen: (until) => {
        attempt.until = until;
      },
    };
  }

  /** Whether the record of a create with this key may still appear. */
  mayAppear(key: string, now: number): boolean {
    return [...(this.open.get(key) ?? [])].some(({ until }) => until > now);
  }

  /** A record with these keys is the result of a create. */
  made(path: string, id: string, keys: readonly string[]): void {
    this.madeRecords.add(`${path}/${id}`);
    forgetOldest(this.madeRecords);
    for (const key of keys) this.idsByKey.set(key, id);
    forgetOldest(this.idsByKey);
  }

  hasMade(path: string, id: string): boolean {
    return this.madeRecords.has(`${path}/${id}`);
  }

  /** The id of the record that was created last with this key; it may be gone, or have another key by now. */
  madeAs(key: string): string | undefined {
    return this.idsByKey.get(key);
  }

  private close(keys: readonly string[], attempt: Attempt): void {
    for (const key of keys) {
      const all = this.open.get(key);
      all?.delete(attempt);
      if (all?.size === 0) this.open.delete(key);
    }
  }
}

function forgetOldest(all: { size: number; keys(): Iterable<string>; delete(key: string): unknown }): void {
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
