/** Requests that are carried out later than their senders believe: when the sender has looked for a trace already. */
export class LateWrites {
  private waiting: { after: number; carryOut: () => void }[] = [];

  /** @param after how many more requests come before it is carried out */
  add(after: number, carryOut: () => void): void {
    this.waiting.push({ after, carryOut });
  }

  /** Another request has come; what is due is carried out before it. */
  pass(): void {
    this.carryOut(({ after }) => after <= 0);
    for (const late of this.waiting) late.after -= 1;
  }

  /** Carries out everything now. */
  settle(): void {
    this.carryOut(() => true);
  }

  private carryOut(isDue: (late: { after: number }) => boolean): void {
    const due = this.waiting.filter(isDue);
    this.waiting = this.waiting.filter((late) => !isDue(late));
    for (const { carryOut } of due) carryOut();
  }
}
