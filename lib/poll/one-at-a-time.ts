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
    if (this.current === undefined) {
      this.current = this.task(argument).finally(() => {
        this.current = undefined;
      });
      return this.current;
    }
    if (this.following !== undefined && this.alike()) return this.following;
    const follow = () => {
      if (this.following === mine) this.following = undefined;
      return this.run(argument);
    };
    const mine: Promise<Result> = (this.following ?? this.current).then(follow, follow);
    this.following = mine;
    return mine;
  }

  /** Resolves when nothing is under way any more, however it ended. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.current, this.following]);
  }
}
