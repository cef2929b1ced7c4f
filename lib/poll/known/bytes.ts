/** Bytes that are written one behind the other. */
export class BytesWriter {
  private held = Buffer.alloc(2048);
  private length = 0;

  byte(value: number): void {
    this.makeRoom(1);
    this.held[this.length] = value;
    this.length += 1;
  }

  bytes(values: Uint8Array): void {
    this.makeRoom(values.length);
    this.held.set(values, this.length);
    this.length += values.length;
  }

  /** A whole number from 0 on, seven bits in a byte, the lowest first. */
  count(value: number): void {
    let left = value;
    while (left >= 128) {
      this.byte(128 + (left % 128));
      left = Math.floor(left / 128);
    }
    this.byte(left);
  }

  toBase64(): string {
    return this.held.toString('base64', 0, this.length);
  }

  private makeRoom(count: number): void {
    if (this.length + count <= this.held.length) return;
    const larger = Buffer.alloc(Math.max(this.held.length * 2, this.length + count));
    this.held.copy(larger, 0, 0, this.length);
    this.held = larger;
  }
}

/** Reads what a `BytesWriter` wrote. Its verbs throw a `RangeError` where the bytes end too early. */
export class BytesReader {
  private readonly held: Buffer;
  private at = 0;

  constructor(base64: string) {
    this.held = Buffer.from(base64, 'base64');
  }

  get ended(): boolean {
    return this.at >= this.held.length;
  }

  byte(): number {
    const value = this.held[this.at];
    if (value === undefined) throw new RangeError('cut');
    this.at += 1;
    return value;
  }

  bytes(count: number): Buffer {
    if (this.at + count > this.held.length) throw new RangeError('cut');
    this.at += count;
    return this.held.subarray(this.at - count, this.at);
  }

  /** @throws {RangeError} also for what no number can hold. */
  count(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (!Number.isSafeInteger(value)) throw new RangeError('number');
      if (byte < 128) return value;
      factor *= 128;
    }
  }
}
