/** Milliseconds. */
const busyMs = 5;
const usualIdleMs = 250;
const longestMs = 2000;

/** By how much the waiting grows from one look to the next that finds nothing: what comes meanwhile waits for a fifth of that time again. */
const growth = 1.25;

/**
 * How long to wait before an engine is asked again: hardly at all while there is something, ever longer while there is nothing. Nobody
 * waits inside the engine: what waits there for ever is not noticed when its connection is gone.
 */
export class Pace {
  private restMs = busyMs;

  /** @param idleMs milliseconds while there is nothing, in the end. */
  constructor(private readonly idleMs = usualIdleMs) {}

  /** @param found how much there was. @returns milliseconds. */
  after(found: number): number {
    if (found > 0) this.restMs = busyMs;
    else this.restMs = Math.min(growth * this.restMs, this.idleMs);
    return this.restMs;
  }

  /** @returns milliseconds. */
  afterFailure(): number {
    this.restMs = Math.min(Math.max(2 * this.restMs, this.idleMs), longestMs);
    return this.restMs;
  }

  /** There will be something. */
  hurry(): void {
    this.restMs = busyMs;
  }
}
