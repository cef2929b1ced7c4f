/**
 * Numbers the versions of records in the order in which they were first sent, over restarts too: two of one second have nothing else that
 * tells which is newer, and what is stored of the one may be older than what is stored of the other.
 */
export class SendingOrder {
  private last = 0;

  /** The number of what is about to be sent for the first time. */
  next(): number {
    this.last += 1;
    return this.last;
  }

  /** One was stored with this number: all others are behind it. */
  pass(sequence = 0): void {
    this.last = Math.max(this.last, sequence);
  }
}
