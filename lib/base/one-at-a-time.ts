import { TaskQueue } from './task-queue';

/**
 * Runs one task at a time. What is asked for while one is under way follows it, and however much is asked for, once; unless
 * each is for something of its own, then one after the other.
 */
export class OneAtATime<Argument, Result> {
  private readonly queue = new TaskQueue();
  /** What was asked for last, as long as it waits. */
  private waiting: Promise<Result> | undefined;

  constructor(
    private readonly task: (argument: Argument) => Promise<Result>,
    /** Whether all that waits may be done as one. */
    private readonly alike: () => boolean = () => true,
  ) {}

  get busy(): boolean {
    return this.queue.isBusy;
  }

  run(argument: Argument): Promise<Result> {
    if (this.waiting !== undefined && this.alike()) return this.waiting;
    const isFirst = !this.queue.isBusy;
    const turn = this.queue.run(() => {
      if (this.waiting === turn) this.waiting = undefined;
      return this.task(argument);
    });
    if (!isFirst) this.waiting = turn;
    return turn;
  }

  /** Resolves when nothing is under way any more, however it ended. */
  idle(): Promise<void> {
    return this.queue.idle();
  }
}
