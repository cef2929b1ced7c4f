import type { Slices } from '../../base/slices';
import type { RecordId } from '../../scan/record-id';
import { keyTextOf } from './entry';

/** Entries that are looked at without a rest. */
const atOnce = 1000;

/**
 * Tells quickly of very many entries that no other has the key of one: 4 bytes for each. It may take two keys for the same, of a million
 * some two in ten thousand, and never the same for two: where it says that there may be another, somebody has to look.
 */
export class KeyIndex {
  private hashes = new Uint32Array(0);
  /** Of entries that came since it began to be filled. */
  private readonly late = new Set<number>();

  /**
   * Reads all there are, in slices. What comes meanwhile is to be added.
   *
   * @param size how many there are at most
   */
  async fill(entries: Iterable<RecordId>, size: number, slices: Slices): Promise<void> {
    const hashes = new Uint32Array(size);
    let count = 0;
    slices.begin();
    for (const entry of entries) {
      hashes[count] = hashOf(keyTextOf(entry));
      count += 1;
      if (count % atOnce === 0 && slices.used) await slices.rest();
    }
    this.hashes = hashes.subarray(0, count).sort();
  }

  add(entry: RecordId): void {
    this.late.add(hashOf(keyTextOf(entry)));
  }

  /** Whether another entry than this one, which was read, may have its key. */
  mayHaveAnother(entry: RecordId): boolean {
    const hash = hashOf(keyTextOf(entry));
    return this.late.has(hash) || this.hashes[this.firstFrom(hash) + 1] === hash;
  }

  private firstFrom(hash: number): number {
    let [low, high] = [0, this.hashes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.hashes[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** FNV-1a of the UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
