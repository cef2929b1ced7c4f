/** Records for the instances, each to one of them. */
export interface Exchanges {
  /** Hands in what came of records, and takes others to send into this instance's flow: each goes to one instance. */
  exchange(poll: string, order: ExchangeOrder): Promise<Exchanged>;
  /** A sign of life of an instance whose exchange takes long. Of one that has left, or was taken for dead, it makes none that takes records. */
  beat(poll: string, run: string): Promise<void>;
}

/** What one instance hands in and asks for. To ask is also its sign of life. */
export interface ExchangeOrder {
  /** See `Bid.run`. */
  run: string;
  /** What came of records, see `answer.ts`. Handed in again after a lost reply they do no harm. */
  answers: readonly Handed[];
  /** Records that the fleet has in hand at most: an instance gets its share of it. */
  maxInFlight: number;
  /** Records that it takes at most; 0: none. */
  room: number;
  /** Tokens of what it knows to have: it gets again whatever else it has taken. Absent: it gets only what nobody has. */
  has?: readonly string[];
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** It takes nothing any more, and gives no sign of life. Default: no. */
  leaves?: boolean;
}

/** A record with what came of it. */
export interface Handed {
  token: string;
  answer: string;
}

export interface Exchanged {
  records: Taken[];
  /** Of what it said it has, what it has no more: somebody else has said what came of it, or it was given to another. */
  gone: string[];
  /** How many records this instance has in hand. */
  inHand: number;
  /** Instances that take records, as far as is known. */
  instances: number;
}

/** A record that an instance has in hand from now on. */
export interface Taken {
  token: string;
  /** Its row; empty where this instance has the record at hand, see `Sending.own`, and did not say that it lacks it by `has`. */
  row: string;
}

/** Milliseconds for which a record is kept from where it failed. */
export const avoidedForMs = 5000;

/** Bytes of records that one exchange brings, about: more comes with the next. */
export const exchangedAtMost = 1_000_000;
