import type { Text } from '../../base/text/phrase';

/**
 * Records that the flow has and that cannot be settled for the time being: Coupa is away, busy, or lets nobody in. Told once, until
 * none of them waits any more.
 */
export class Outage {
  /** Tries in a row that failed like that, by record. */
  private readonly failures = new Map<string, number>();

  constructor(private readonly tell: (reason: Text) => void) {}

  /** It failed once more; how often in a row. */
  failed(id: string, reason: Text): number {
    if (this.failures.size === 0) this.tell(reason);
    const count = (this.failures.get(id) ?? 0) + 1;
    this.failures.set(id, count);
    return count;
  }

  /** Coupa said yes or no, or the record is gone. */
  over(id: string): void {
    this.failures.delete(id);
  }

  clear(): void {
    this.failures.clear();
  }
}
