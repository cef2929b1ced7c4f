/** Who leads a poll, for how long, and in which term. */
export interface Leases {
  /** Tries to become the leader of a poll, or only looks who is. */
  campaign(poll: string, bid: Bid): Promise<Campaign>;
  /** Prolongs a lease. */
  renew(poll: string, holder: Holder): Promise<Renewal>;
  /** Gives a lease back, so that a successor need not wait for its end. The term stays what it is. */
  resign(poll: string, term: string): Promise<void>;
}

/** One instance's bid for a poll. */
export interface Bid {
  /** How people call the instance. */
  instance: string;
  /** What tells this process from every other, whatever the instances are called. */
  run: string;
  /** Absent: it only looks. */
  leaseMs?: number;
  /** Makes the term one of its own, should the engine have forgotten how many there were. */
  random: string;
  /** What this instance knows of the poll, should the engine have forgotten it. */
  witness?: Witness;
}

export type Campaign =
  | { kind: 'won'; term: string; witness?: Witness }
  /** `leader`: absent where nobody leads. */
  | { kind: 'waits'; leader?: string; witness?: Witness };

/** Who holds a lease. */
export interface Holder extends Pick<Bid, 'instance' | 'run'> {
  term: string;
  leaseMs: number;
}

export type Renewal = { kind: 'renewed'; witness?: Witness } | { kind: 'lost' };

/** The head of a document, and when the engine got it: what every instance keeps, should the engine lose it. */
export interface Witness {
  /** Epoch milliseconds, by the engine's clock; later than of all that was known when it was written, also where that clock has gone back. */
  at: number;
  /** JSON of the members at the head of a document. */
  head: string;
}
