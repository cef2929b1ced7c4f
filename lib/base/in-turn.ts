/** Runs commands one after the other, in the order in which they were asked for, however each ends. */
export class InTurn {
  /** Resolves when everything that was asked for so far has ended. */
  idle: Promise<unknown> = Promise.resolve();

  run(command: () => Promise<void>): Promise<void> {
    const turn = this.idle.then(command);
    this.idle = turn.catch(() => undefined);
    return turn;
  }
}
