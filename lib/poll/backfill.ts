import type { Clock } from '../connection/clock';
import { Schedule } from './schedule';
import type { Scan } from './state';

/** Milliseconds between two tries of a back-fill that fails, at most. */
const longestPause = 900_000;

/** What a back-fill needs of the node it runs for. */
export interface BackfillPorts {
  /** The scan to read, if there is one and it may go on now. */
  next(): Scan | undefined;
  /** Reads it to its end. */
  read(scan: Scan, signal: AbortSignal): Promise<void>;
  /** It was read. */
  ended(scan: Scan, before: Scan, startedAt: number): Promise<void>;
  /** It failed; it is taken up again when `again` says. */
  failed(error: unknown, again: Schedule): void;
}

/** Reads a range beside the polls. One that fails is taken up again by itself, after growing pauses. */
export class Backfill {
  private readonly again: Schedule;
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly ports: BackfillPorts,
    private readonly clock: Clock,
    /** The signal that ends what is begun now. */
    private readonly signal: () => AbortSignal,
  ) {
    this.again = new Schedule(clock, longestPause, () => this.start());
  }

  /** Begins or goes on, if there is something to read and nothing under way. */
  start(): void {
    const scan = this.ports.next();
    if (scan === undefined || this.underWay !== undefined) return;
    const signal = this.signal();
    this.underWay = this.run(scan, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.again.failed();
        this.ports.failed(error, this.again);
      })
      .finally(() => {
        this.underWay = undefined;
      });
  }

  /** Resolves when nothing is under way any more and nothing begins by itself; the signal has to be aborted. */
  async stopped(): Promise<void> {
    this.again.clear();
    await this.underWay;
  }

  private async run(scan: Scan, signal: AbortSignal): Promise<void> {
    const before = { ...scan };
    const startedAt = this.clock.now();
    await this.ports.read(scan, signal);
    this.again.succeeded();
    await this.ports.ended(scan, before, startedAt);
  }
}
