/** The clock of a tenant, for its option `now`: the computer's, ahead of it or behind it by as much as a test wants. */
export class WanderingClock {
  /** Milliseconds by which it is ahead; less than 0: behind. */
  skew = 0;

  readonly now = (): number => Date.now() + this.skew;
}
