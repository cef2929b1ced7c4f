import type { Clock } from '../../base/clock';

/** The records that an instance has sent into its flow, and of which nobody has said yet what came of them. */
export class InHand {
  private readonly timers = new Map<string, unknown>();

  constructor(
    private readonly clock: Clock,
    /** Milliseconds after which one is overdue; absent: none ever is. */
    private readonly timeoutMs: number | undefined,
    private readonly overdue: (token: string) => void,
  ) {}

  get size(): number {
    return this.timers.size;
  }

  get tokens(): string[] {
    return [...this.timers.keys()];
  }

  has(token: string): boolean {
    return this.timers.has(token);
  }

  add(token: string): void {
    const { clock, timeoutMs } = this;
    const timer =
      timeoutMs === undefined ? undefined : clock.setTimeout(() => this.overdue(token), timeoutMs);
    this.timers.set(token, timer);
  }

  remove(token: string): void {
    this.clock.clearTimeout(this.timers.get(token));
    this.timers.delete(token);
  }
}
