import { setImmediate } from 'node:timers/promises';

/**
 * Turns of the event loop, one for each that asks, in their order. Answers that arrive at the same moment would otherwise be
 * parsed one behind the other while everything else in Node-RED waits for them all.
 */
export class Turns {
  #last = Promise.resolve();

  /** Resolves in a turn of the event loop that nobody else was given. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
