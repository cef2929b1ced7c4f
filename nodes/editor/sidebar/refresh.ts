/** Milliseconds from an answer to the next question. */
const paceMs = 2000;

/** The same where there was no answer. */
const unansweredMs = 10_000;

/** Asks for news again and again while somebody looks, one question at a time. */
export class Refresh {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isWanted = false;
  private isAsking = false;
  private isAskedAgain = false;

  /** @param ask asks and shows; answers whether there was an answer. */
  constructor(private readonly ask: () => Promise<boolean>) {}

  /** Somebody looks, or nobody does any more. */
  wanted(isWanted: boolean): void {
    this.isWanted = isWanted;
    if (isWanted) this.now();
    else clearTimeout(this.timer);
  }

  /** Asks at once: something was changed. */
  now(): void {
    clearTimeout(this.timer);
    this.isAskedAgain = this.isAsking;
    if (!this.isAsking) void this.turn();
  }

  private async turn(): Promise<void> {
    this.isAsking = true;
    const isAnswered = await this.ask();
    this.isAsking = false;
    if (!this.isWanted) return;
    const pauseMs = isAnswered ? paceMs : unansweredMs;
    this.timer = setTimeout(() => void this.turn(), this.isAskedAgain ? 0 : pauseMs);
    this.isAskedAgain = false;
  }
}
