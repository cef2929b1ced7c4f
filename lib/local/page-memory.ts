import type { PageBytes } from '../ports/page-bytes';

/** Pieces of memory that are kept for another page at most: as many pages as four readers have under way, each with the next one. */
const mostKept = 8;

/** Memory is taken in multiples of this, in bytes: pages of one list differ by little. */
const grain = 64 * 1024;

/**
 * Memory for the pages of one reading, used again and again. Left to themselves the bytes of a page outlive it until V8 next collects all of
 * its heap, since they were there for longer than what is made of them: five times as much as is under way at once.
 */
export class PageMemory {
  private free: Buffer[] = [];
  private largest = 0;

  /** For one page. */
  lease(): PageLease {
    return new PageLease(this);
  }

  /** Bytes of the largest page so far. */
  get likely(): number {
    return this.largest;
  }

  take(bytes: number): Buffer {
    this.largest = Math.max(this.largest, bytes);
    const fit = this.free.find(({ length }) => length >= bytes);
    if (fit === undefined) return Buffer.allocUnsafeSlow(Math.ceil(bytes / grain) * grain);
    this.free = this.free.filter((one) => one !== fit);
    return fit;
  }

  /** What is smaller than the largest page is let go, since it would hardly ever be used: a page of unknown size takes ten pieces while it grows. */
  give(memory: Buffer): void {
    const fit = [...this.free, memory].filter(({ length }) => length >= this.largest);
    this.free = fit.slice(0, mostKept);
  }
}

/** The memory of one page, until nobody needs it any more. */
export class PageLease implements PageBytes {
  private taken: Buffer[] = [];

  constructor(private readonly memory: PageMemory) {}

  get likely(): number {
    return this.memory.likely;
  }

  take(bytes: number): Buffer {
    const memory = this.memory.take(bytes);
    this.taken.push(memory);
    return memory;
  }

  /** The page was read to its end: from now on other bytes may be in its memory. May be called more than once. */
  leave(): void {
    for (const memory of this.taken) this.memory.give(memory);
    this.taken = [];
  }
}
