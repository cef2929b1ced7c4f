import type { PollSummary } from './summary';

/** How many polls are remembered. */
const longest = 50;

/** What the last polls of a node did, for whoever looks at it: kept in memory only, oldest first. */
export class PollHistory {
  private readonly kept: PollSummary[] = [];

  add(summary: PollSummary): void {
    this.kept.push(summary);
    if (this.kept.length > longest) this.kept.shift();
  }

  get polls(): readonly PollSummary[] {
    return this.kept;
  }
}
