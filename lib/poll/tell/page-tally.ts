import type { Clock } from '../../base/clock';
import type { EventType } from '../model/event-type';

/** What one page came to, up to now. */
export class PageTally {
  records = 0;
  created = 0;
  updated = 0;
  repeats = 0;
  private readonly begunAt: number;

  constructor(private readonly clock: Clock) {
    this.begunAt = clock.monotonic();
  }

  /** Milliseconds since its records are taken in. */
  get durationMs(): number {
    return this.clock.monotonic() - this.begunAt;
  }

  add(verdict: 'repeat' | 'silent' | EventType): void {
    this.records += 1;
    if (verdict === 'repeat') this.repeats += 1;
    else if (verdict === 'CREATED') this.created += 1;
    else if (verdict === 'UPDATED') this.updated += 1;
  }
}
