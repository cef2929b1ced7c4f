import type { Ended, Ending } from '../model/report';

/** What became of records that were sent again, by their keys: the latest. It is not stored. */
export class Endings {
  private readonly results = new Map<string, Ending>();

  /** @param most how many are remembered */
  constructor(private readonly most: number) {}

  /** What it was before is forgotten. */
  note(key: string, result: Ending): void {
    this.results.delete(key);
    this.results.set(key, result);
    const [oldest] = this.results.keys();
    if (this.results.size > this.most && oldest !== undefined) this.results.delete(oldest);
  }

  /** It is sent again once more, or given up once more: how that ends is open. */
  forget(key: string): void {
    this.results.delete(key);
  }

  clear(): void {
    this.results.clear();
  }

  /** All, the oldest first. */
  list(): Ended[] {
    return Array.from(this.results, ([key, result]) => ({ key, result }));
  }
}
