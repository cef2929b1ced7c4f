import type { Clock } from '../../base/clock';
import type { Moment } from '../term';

/** Milliseconds for which that nobody else takes records is taken for known: who takes some asks four times a second at least. */
const noneForMs = 1000;

/** Who else takes records, as an instance hears it from the engine. */
export class Peers {
  private known = 1;
  /** When the engine was asked last that says since then that there is none; monotonic milliseconds. */
  private noneAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** Instances that take records, this one included. */
  get instances(): number {
    return this.known;
  }

  /** Whether no other does, as far as is known now. */
  get areNone(): boolean {
    return this.clock.monotonic() - this.noneAt < noneForMs;
  }

  heard(instances: number, askedAt: Moment): void {
    this.known = instances;
    this.noneAt = instances === 1 ? askedAt.monotonic : Number.NEGATIVE_INFINITY;
  }
}
