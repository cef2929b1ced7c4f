import { TaskQueue } from '../../../lib/base/task-queue';

/** How a node's work over its connection is begun and ended. */
export interface WorkParts<Work> {
  /** `undefined`, and told, where it cannot be begun. */
  open(): Work | undefined;
  /** It may begin by itself now. Default: it waits for messages. */
  start?(work: Work): void;
  close(work: Work): Promise<unknown>;
}

/** What a node works with over its connection: made anew where that was, see `followNode`. */
export class OverConnection<Work> {
  private work: Work | undefined;
  private readonly changes = new TaskQueue();
  private isClosed = false;

  constructor(private readonly parts: WorkParts<Work>) {
    this.work = parts.open();
  }

  /**
   * Does something with it: at once, or when it has been made anew, since what is being closed would drop it.
   *
   * @param act gets `undefined` where it cannot work.
   */
  async use<Result>(act: (work: Work | undefined) => Promise<Result>): Promise<Result> {
    if (this.changes.isBusy) await this.changes.idle();
    return act(this.work);
  }

  start(): void {
    if (this.work !== undefined) this.parts.start?.(this.work);
  }

  /** Ends what works over the connection of before, and begins anew. Rejects with what ending it throws. */
  renew(): Promise<void> {
    return this.changes.run(async () => {
      if (this.isClosed) return;
      try {
        await this.end();
      } finally {
        // It may have been closed meanwhile.
        this.work = this.isClosed ? undefined : this.parts.open();
        this.start();
      }
    });
  }

  /** Nothing is begun any more. Rejects with what ending it throws. */
  close(): Promise<void> {
    this.isClosed = true;
    // At once where it can be: Node-RED goes on with the deploy.
    return this.changes.isBusy ? this.changes.run(() => this.end()) : this.end();
  }

  private async end(): Promise<void> {
    if (this.work !== undefined) await this.parts.close(this.work);
  }
}
