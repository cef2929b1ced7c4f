import type { PageBytes } from '../../ports/page-bytes';

/** Memory that is used once. */
const ownMemory: PageBytes = { likely: 0, take: (bytes) => Buffer.allocUnsafeSlow(bytes) };

/** Where it turns out that a body is larger than expected, so many times as much is taken. */
const growth = 1.5;

/**
 * The bytes of a body one behind the other, put where they stay as they arrive: parts that are kept until the end would take as much once
 * more, and a copy of all of them at once a turn of the event loop.
 */
export class BodyBytes {
  size = 0;
  /** The first part: most bodies have no other, and need no copy. */
  private first: Buffer | undefined;
  private memory: Buffer | undefined;

  /**
   * @param room Default: memory of its own.
   * @param expected bytes that there will be, if somebody said so
   */
  constructor(
    private readonly room: PageBytes = ownMemory,
    private readonly expected = 0,
  ) {}

  add(part: Buffer): void {
    if (this.size === 0) {
      this.first = part;
      this.size = part.length;
      return;
    }
    const memory = this.memoryFor(this.size + part.length);
    part.copy(memory, this.size);
    this.size += part.length;
  }

  /** All of them. */
  whole(): Buffer {
    return this.memory?.subarray(0, this.size) ?? this.first ?? Buffer.alloc(0);
  }

  private memoryFor(bytes: number): Buffer {
    const { memory } = this;
    if (memory !== undefined && memory.length >= bytes) return memory;
    const expected =
      memory === undefined ? Math.max(this.expected, this.room.likely) : memory.length * growth;
    const larger = this.room.take(Math.max(bytes, Math.ceil(expected)));
    this.whole().copy(larger);
    this.memory = larger;
    this.first = undefined;
    return larger;
  }
}
