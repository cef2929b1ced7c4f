/** What a writer may do while it has its turn. */
export interface Turn {
  /**
   * Takes a further key that became known meanwhile. It waits for those that have the key, and for those that asked before it; those that
   * asked later and still wait, wait for it. Whoever has a key that others take by this must take none by it: so nobody waits in a circle.
   */
  also(key: string): Promise<void>;
}

interface Writer {
  readonly has: Set<string>;
  /** `undefined`: it waits for nothing. */
  wants: readonly string[] | undefined;
  begin: () => void;
}

/** Lets one after the other have its turn that is about the same: of one key one write is under way at a time. */
export class KeyTurns {
  /** In the order of their calls; no more than the nodes that share it have places for. */
  private readonly writers: Writer[] = [];

  /**
   * Does something when everything that was asked for before, and has one of its keys, has ended, however it ended. All keys are given at
   * once, in the order of the calls, so that nobody waits for each other.
   */
  async take<Result>(keys: readonly string[], work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const writer: Writer = { has: new Set(), wants: undefined, begin: () => {} };
    this.writers.push(writer);
    try {
      await this.given(writer, keys);
      return await work({ also: (key) => this.given(writer, [key]) });
    } finally {
      this.writers.splice(this.writers.indexOf(writer), 1);
      this.giveAll();
    }
  }

  private given(writer: Writer, keys: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      writer.wants = keys;
      writer.begin = resolve;
      this.giveAll();
    });
  }

  private giveAll(): void {
    for (const [place, writer] of this.writers.entries()) {
      const { wants } = writer;
      if (wants === undefined || !wants.every((key) => this.isFree(key, place))) continue;
      for (const key of wants) writer.has.add(key);
      writer.wants = undefined;
      writer.begin();
    }
  }

  /** Whether nobody else has a key, and nobody before waits for it. */
  private isFree(key: string, place: number): boolean {
    return this.writers.every(
      ({ has, wants }, at) => at === place || !(has.has(key) || (at < place && wants?.includes(key))),
    );
  }
}
