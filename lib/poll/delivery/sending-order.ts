/**
 * Numbers the versions of records in the order in which they were first sent, or to which a record returned, over restarts too: where dates do
 * not tell which of two is newer (they are of one second, or have none), nothing else does, and what is stored of the one may be older than
 * what is stored of the other. What has no number, or one below zero, comes before all of these.
 */
export class SendingOrder {
  private last = 0;

  /** The number of what comes after all others. */
  next(): number {
    this.last += 1;
    return this.last;
  }

  /** One was stored with this number: all others are behind it. */
  pass(sequence = 0): void {
    this.last = Math.max(this.last, sequence);
  }
}
