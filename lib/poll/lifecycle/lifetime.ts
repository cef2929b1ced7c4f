import { interruption } from './interruption';

/** How long what a node begins may go on: until a command interrupts it, or until the node is closed, for good. */
export class Lifetime {
  private abort = new AbortController();
  private ended = false;

  /** Ends what is begun now. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Nothing may begin any more. */
  get closed(): boolean {
    return this.ended;
  }

  /** Stops what is under way; it can be taken up again. `stopped` resolves when nothing is under way any more. */
  async interrupt(stopped: () => Promise<unknown>): Promise<void> {
    this.abort.abort(interruption());
    await stopped();
    this.abort = new AbortController();
  }

  close(): void {
    this.ended = true;
  }
}
