/** When requests to a tenant may leave, for all instances together. */
export interface Permits {
  /** Reserves the moment when one request may leave. */
  permit(limit: string, order: PermitOrder): Promise<Permit>;
  /** Lets nobody leave for some milliseconds. */
  pause(limit: string, milliseconds: number): Promise<void>;
}

export interface PermitOrder {
  /** Requests per second in the long run, for all together; 0: no limit. */
  perSecond: number;
  /** Requests that may leave at once after a rest. */
  burst: number;
  /** Who asks: see `Bid.run`. */
  run: string;
}

export interface Permit {
  /** Milliseconds after which the request may leave. */
  waitMs: number;
  /** Milliseconds until anybody may leave; 0 where nothing is paused. */
  pausedMs: number;
  /** Instances that asked within the last minute, this one included. */
  instances: number;
}

/** Instances that asked for a permit stay counted for so many milliseconds. */
export const countedForMs = 60_000;
