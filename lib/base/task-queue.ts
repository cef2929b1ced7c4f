/**
 * Runs tasks one after the other, in the order in which they were asked for, however each ends.
 *
 * Own code rather than a package: `p-queue` comes as an ES module only, which Node.js 20.18 cannot require, and priorities,
 * limits and timeouts are what it is for; a chain of promises is what the language has.
 */
export class TaskQueue {
  private last: Promise<unknown> = Promise.resolve();
  private left = 0;

  /** Whether a task is under way, or waits. */
  get isBusy(): boolean {
    return this.left > 0;
  }

  /** Runs a task once all that were asked for before have ended. @throws what the task throws. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    this.left += 1;
    const turn = this.last.then(task).finally(() => {
      this.left -= 1;
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when everything that was asked for so far has ended, well or not. */
  async idle(): Promise<void> {
    await this.last;
  }
}
