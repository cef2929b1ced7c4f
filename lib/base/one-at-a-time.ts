/**
 * Runs one task at a time. What is asked for while one is under way follows it, and however much is asked for, once; unless
 * each is for something of its own, then one after the other.
 */
export class OneAtATime<Argument, Result> {
  private current: Promise<Result> | undefined;
  private following: Promise<Result> | undefined;

  constructor(
    private readonly task: (argument: Argument) => Promise<Result>,
    /** Whether all that waits may be done as one. */
    private readonly alike: () => boolean = () => true,
  ) {}

  get busy(): boolean {
    return this.current !== undefined;
  }

  run(argument: Argument): Promise<Result> {
    // Between the end of one task and the next, what waits comes first.
    const before = this.following ?? this.current;
    if (before === undefined) return this.begin(argument);
    if (this.following !== undefined && this.alike()) return this.following;
    const follow = () => {
      if (this.following === mine) this.following = undefined;
      return this.begin(argument);
    };
    const mine: Promise<Result> = before.then(follow, follow);
    this.following = mine;
    return mine;
  }

  private begin(argument: Argument): Promise<Result> {
    this.current = this.task(argument).finally(() => {
      this.current = undefined;
    });
    return this.current;
  }

  /** Resolves when nothing is under way any more, however it ended. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.current, this.following]);
  }
}
