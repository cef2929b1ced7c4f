/** Runs one task at a time. What is asked for while one is under way follows it, and however much is asked for, once. */
export class OneAtATime<Argument, Result> {
  private current: Promise<Result> | undefined;
  private following: Promise<Result> | undefined;

  constructor(private readonly task: (argument: Argument) => Promise<Result>) {}

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
    const follow = () => {
      this.following = undefined;
      return this.run(argument);
    };
    this.following ??= this.current.then(follow, follow);
    return this.following;
  }

  /** Resolves when nothing is under way any more, however it ended. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.current, this.following]);
  }
}
