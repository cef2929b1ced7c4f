/** Lets one after the other have its turn that is about the same: of one key one write is under way at a time. */
export class KeyTurns {
  private readonly last = new Map<string, Promise<void>>();

  /**
   * Does something when everything that was asked for before, and has one of its keys, has ended, however it ended. All keys are asked
   * for at once, in the order of the calls, so that nobody waits for each other.
   */
  async take<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const before = keys.map((key) => this.last.get(key));
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (const key of keys) this.last.set(key, ended);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const key of keys) if (this.last.get(key) === ended) this.last.delete(key);
      end();
    }
  }

  /** Keys that somebody has or waits for. */
  get size(): number {
    return this.last.size;
  }
}
