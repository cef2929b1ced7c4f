import type { Socket } from 'node:net';

/** One direction of a connection, in which pieces may be late and never overtake each other. */
export class Lane {
  private readonly waiting: Buffer[] = [];
  /** When the last of them may go on; monotonic milliseconds. */
  private until = Number.NEGATIVE_INFINITY;

  constructor(private readonly to: Socket) {}

  /** @param lateMs milliseconds that the piece is late, or more where one before it is. */
  pass(piece: Buffer, lateMs: number): void {
    if (lateMs === 0 && this.waiting.length === 0) {
      this.to.write(piece);
      return;
    }
    const now = performance.now();
    this.until = Math.max(this.until, now + lateMs);
    this.waiting.push(piece);
    setTimeout(() => this.next(), this.until - now);
  }

  private next(): void {
    const piece = this.waiting.shift();
    if (piece !== undefined && this.to.writable) this.to.write(piece);
  }
}
