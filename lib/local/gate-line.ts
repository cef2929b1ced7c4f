import { onAbort } from '../base/signals/on-abort';
import type { Priority } from '../ports/gate';

/**
 * Those who wait before a gate, and those who are through it: first come first served, `foreground` before `background`, so many under way
 * at once. When the next may leave is the gate's to say.
 */
export class GateLine {
  private readonly queues: Record<Priority, (() => void)[]> = { foreground: [], background: [] };
  private underWay = 0;

  constructor(
    private readonly maxConcurrency: number,
    /** Somebody came, left, or gave a place back. */
    private readonly changed: () => void,
  ) {}

  /** Those who wait. */
  get waiting(): number {
    return this.queues.foreground.length + this.queues.background.length;
  }

  /** Whether somebody waits, and there is a place. */
  get isReady(): boolean {
    return this.waiting > 0 && this.underWay < this.maxConcurrency;
  }

  /** See `Gate`. */
  enter(signal: AbortSignal, priority: Priority): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const queue = this.queues[priority];
      const go = () => {
        stopListening();
        resolve(this.place());
      };
      const leave = () => {
        const at = queue.indexOf(go);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
        this.changed();
      };
      const stopListening = onAbort(signal, leave);
      queue.push(go);
      this.changed();
    });
  }

  /** Lets the first of them through. */
  admit(): void {
    const next = this.queues.foreground.shift() ?? this.queues.background.shift();
    this.underWay += 1;
    next?.();
  }

  private place(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.underWay -= 1;
      this.changed();
    };
  }
}
