import type { Series } from './shown';

interface Span {
  /** How many spans after 1970 it began. */
  number: number;
  done: number;
  failed: number;
}

/** Counts what is done, in spans of time of which the latest are kept: as much memory in a year as in an hour. */
export class RecentCounts {
  private readonly spans: Span[] = [];

  constructor(
    /** Milliseconds of a span. */
    private readonly spanMs: number,
    /** How many spans are kept. */
    private readonly room: number,
  ) {}

  /** Counts something that happened at a moment; epoch milliseconds. */
  add(at: number, done: number, failed = 0): void {
    const number = Math.floor(at / this.spanMs);
    const place = number % this.room;
    const kept = this.spans[place];
    if (kept?.number !== number) this.spans[place] = { number, done, failed };
    else {
      kept.done += done;
      kept.failed += failed;
    }
  }

  /** Whether a moment is within the spans that are kept. */
  reaches(at: number, now: number): boolean {
    const age = Math.floor(now / this.spanMs) - Math.floor(at / this.spanMs);
    return age >= 0 && age < this.room;
  }

  /** The spans that are kept, that of `now` being the last. */
  series(now: number): Series {
    const first = Math.floor(now / this.spanMs) - this.room + 1;
    const spans = Array.from({ length: this.room }, (_, index) => this.of(first + index));
    return {
      from: new Date(first * this.spanMs).toISOString(),
      spanMs: this.spanMs,
      done: spans.map((span) => span?.done ?? 0),
      failed: spans.map((span) => span?.failed ?? 0),
    };
  }

  private of(number: number): Span | undefined {
    const kept = this.spans[number % this.room];
    return kept?.number === number ? kept : undefined;
  }
}

/** For what nodes do: the last six hours, in spans of ten minutes. */
export function lastHours(): RecentCounts {
  return new RecentCounts(600_000, 36);
}
