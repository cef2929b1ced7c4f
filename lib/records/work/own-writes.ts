import { KeyTurns } from '../../write/key-turns';

/** Keys and ids that are remembered at most; of a message of a hundred thousand objects, all. */
const most = 200_000;

/**
 * Minutes within which what was sent may still be carried out when nobody knows. A poll's last attempt, by default, comes later: then it is
 * looked for, or Coupa refuses what has been done.
 */
export const happensWithin = 3;

/** The same for what makes another one each time and cannot be looked for: a poll's last attempt, by default, comes within. */
export const addsWithin = 10;

/** Minutes within which the same is taken for something that comes again. */
const comesAgainWithin = 60;

/** A write that adds something, under way or of which nobody knows what became of it. Times are by a clock that never jumps, in milliseconds. */
interface Attempt {
  begunAt: number;
  /** Until when it may be carried out. */
  until: number;
}

/** One write that adds something, as long as it is under way. */
export interface OwnWrite {
  /** Whether what is found may be what another write under the same key has made. */
  isOneOfSeveral(): boolean;
  /** It is known what became of it. */
  settled(): void;
  /** Nobody knows what became of it; `until`: as long as it may be carried out. */
  leftOpen(until: number): void;
}

/**
 * What is known of writes to one tenant that must not be carried out twice: creates, changes that add something, and what no record shows
 * afterwards. When the answer to a
 * create was lost, the record that is found by its key is not its result if another create is known to have made it, or may have; and what
 * comes again is not sent as long as the first may still be carried out.
 */
export class OwnWrites {
  /** Of one key one write is under way at a time, whichever node it is of. */
  readonly turns = new KeyTurns();
  private readonly madeRecords = new Set<string>();
  private readonly idsByKey = new Map<string, string>();
  private readonly open = new Map<string, Set<Attempt>>();

  /** A write with these keys is sent. */
  begin(keys: readonly string[], now: number): OwnWrite {
    const attempt: Attempt = { begunAt: now, until: Number.POSITIVE_INFINITY };
    this.forgetOutdated(now);
    for (const key of keys) {
      const all = this.open.get(key) ?? [];
      // At the end again: the first are the oldest.
      this.open.delete(key);
      this.open.set(key, new Set([...all, attempt].filter((one) => !isOutdated(one, now))));
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

  /** Since when nobody knows what became of a write with this key; `undefined`: there is none that what comes now may be again. */
  openSince(key: string, now: number): number | undefined {
    const begun = [...(this.open.get(key) ?? [])].map(({ begunAt }) => begunAt);
    return begun.find((at) => at > now - comesAgainWithin * 60_000);
  }

  /** Whether a write with this key may still be carried out. */
  mayHappen(key: string, now: number): boolean {
    return [...(this.open.get(key) ?? [])].some(({ until }) => until > now);
  }

  /** The same of those that have ended, so that nobody knows: two that are equal may be meant to be. */
  mayHappenAfterAll(key: string, now: number): boolean {
    return [...(this.open.get(key) ?? [])].some(({ until }) => until > now && Number.isFinite(until));
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

  private forgetOutdated(now: number): void {
    for (const [key, all] of this.open) {
      if (![...all].every((one) => isOutdated(one, now))) return;
      this.open.delete(key);
    }
  }

  private close(keys: readonly string[], attempt: Attempt): void {
    for (const key of keys) {
      const all = this.open.get(key);
      all?.delete(attempt);
      if (all?.size === 0) this.open.delete(key);
    }
  }
}

/** Whether nothing that comes now may be the same again, nor what is found now come from it. */
function isOutdated({ begunAt, until }: Attempt, now: number): boolean {
  return until <= now && begunAt <= now - comesAgainWithin * 60_000;
}

function forgetOldest(all: { size: number; keys(): Iterable<string>; delete(key: string): unknown }): void {
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
