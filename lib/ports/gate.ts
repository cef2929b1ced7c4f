/** Which of two waiting requests goes first. */
export type Priority = 'foreground' | 'background';

/** What every request to a tenant passes before it leaves, so that all together stay within the tenant's limits. */
export interface Gate {
  /**
   * Waits for a place: first come first served, `foreground` (the default) before `background`.
   *
   * @returns a function that gives the place back; it may be called more than once.
   * @throws the signal's reason, as soon as it is aborted.
   */
  enter(signal: AbortSignal, priority?: Priority): Promise<() => void>;
  /** Lets nobody in for some milliseconds: a tenant that refuses one request for its rate refuses them all. */
  pause(milliseconds: number): void;
  /** Milliseconds until somebody can be let in after `pause`; 0 when nothing is paused. */
  readonly pausedFor: number;
}
