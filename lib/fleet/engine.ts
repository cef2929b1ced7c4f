import { CoupaError } from '../base/errors';
import type { ParkedRow } from './parked/parked-row';

/**
 * What a fleet shares: a server that all instances reach, and that carries out each verb as a whole or not at all. Leases, permits and
 * pauses go by its own clock.
 *
 * Each verb throws a `CoupaError`: `COUPA_STATE` where the engine cannot be reached or refuses, `COUPA_CONFIG` where a person has to
 * change something. After `COUPA_STATE` nobody knows whether the verb was carried out; each may be repeated.
 */
export interface Engine {
  /** Tries to become the leader of a poll, or only looks who is. */
  campaign(poll: string, bid: Bid): Promise<Campaign>;
  /** Prolongs a lease. */
  renew(poll: string, holder: Holder): Promise<Renewal>;
  /** Gives a lease back, so that a successor need not wait for its end. The term stays what it is. */
  resign(poll: string, term: string): Promise<void>;
  /** What is kept of a poll; `FENCED` when the term is another one. */
  read(poll: string, term: string): Promise<Kept | 'FENCED'>;
  /** Applies a change as a whole, if term and head are what the writer takes them for. */
  write(poll: string, change: Change): Promise<Verdict>;
  /** Hands in what came of records, and takes others to send into this instance's flow: each goes to one instance. */
  exchange(poll: string, order: ExchangeOrder): Promise<Exchanged>;
  /** What came of records, in order; also of those whose instance is no more. It stays until a write says that it is dealt with. */
  gather(poll: string, order: GatherOrder): Promise<string[] | Refusal>;
  /** Reserves the moment when one request may leave. */
  permit(limit: string, order: PermitOrder): Promise<Permit>;
  /** Lets nobody leave for some milliseconds. */
  pause(limit: string, milliseconds: number): Promise<void>;
  /** A small text by its name, with the milliseconds that it has left. */
  recall(name: string): Promise<Recalled | undefined>;
  /** Replaces a small text, unless another has replaced it before. @returns whether it did. */
  replace(name: string, replacement: Replacement): Promise<boolean>;
  /** Puts a text into a box, which is emptied when nobody collects it in time. */
  post(box: string, letter: string, keptMs: number): Promise<void>;
  /** Takes what is in a box, in order. @param count letters at most. Default: all. */
  collect(box: string, count?: number): Promise<string[]>;
  /** Puts texts of a page aside, for a while: a write makes rows of them. */
  park(poll: string, order: ParkOrder): Promise<void>;
  /** Keeps pages aside for so many milliseconds from now on; 0: not any more. One that is gone stays gone. */
  prolong(poll: string, pages: readonly string[], keptMs: number): Promise<void>;
  /** Texts by their names; `undefined` for what is not there. */
  pick(poll: string, order: PickOrder): Promise<(string | undefined)[]>;
  /** What is known of the engine itself. */
  examine(): Promise<EngineFacts>;
  /** Ends everything at once. There is no way back. */
  close(): Promise<void>;
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
  /** Epoch milliseconds, by the engine's clock. */
  at: number;
  /** JSON of the members at the head of a document. */
  head: string;
}

/** What is kept of a poll. */
export interface Kept {
  /** Which change was the last one; empty: there was none. */
  head: string;
  /** Absent: none was ever written, or the engine has lost it. */
  document?: string;
  /** Texts by their id, apart from the document since most of them stay from one change to the next. */
  rows: Map<string, string>;
  /** What instances knew when they campaigned. */
  witnesses: Witness[];
  /** Tokens of sendings that are under way: nobody has taken them yet, or nobody has said what came of them. */
  underWay: string[];
  /** See `gather`. */
  answers: string[];
}

/** What one write changes. */
export interface Change {
  term: string;
  /** The head that the writer knows. */
  from: string;
  /** What the head is called afterwards: no two changes have the same name. */
  to: string;
  /** Absent: it stays. */
  document?: string;
  /** JSON of the members at the document's head. */
  witness?: string;
  put: ReadonlyMap<string, string>;
  drop: readonly string[];
  /** Records for the instances to take, in order; the row of each is there. Default: none. */
  send?: readonly Sending[];
  /** Answers that are dealt with. Default: none. */
  dealtWith?: readonly string[];
  /** It brings nothing new, so that it is applied though the memory is full: only so anything leaves. Default: no. */
  frees?: boolean;
  /** Rows that are put, made of what was put aside, which is there no more then. Where one is gone, nothing is applied: `REWOUND`. Default: none. */
  parked?: readonly ParkedRow[];
}

/** Texts of a page that one instance has read and another needs. */
export interface ParkOrder {
  /** What the page is called: no two have the same name. */
  page: string;
  /** The number of the first text. */
  first: number;
  texts: readonly string[];
  /** Milliseconds after which all of the page is gone, unless it is prolonged. */
  keptMs: number;
}

export interface PickOrder {
  /** Texts of this page, by their numbers. Absent: rows, by their ids. */
  page?: string;
  names: readonly string[];
}

/** One sending of a record. */
export interface Sending {
  /** Id of its row, a point, and a number. */
  token: string;
  /** Run that does not take it for `avoidedForMs`, while there are others: it failed there. */
  avoid?: string | undefined;
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
  /** Its row. */
  row: string;
}

export interface GatherOrder {
  term: string;
  /** The head that the leader knows: it may have nothing to write, and wait for what the engine has forgotten. */
  head: string;
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** Answers at most. */
  count: number;
}

/**
 * What came of a write.
 *
 * | verdict | |
 * | --- | --- |
 * | `WRITTEN` | it was applied |
 * | `DONE` | it had been applied before: its first answer was lost |
 * | `FENCED` | another term has begun, or the engine has lost this one; nothing was applied |
 * | `REWOUND` | the engine has forgotten changes that it had confirmed, or what was put aside; nothing was applied |
 */
export type Verdict = 'WRITTEN' | 'DONE' | Refusal;

/** Thrown by a write that finds the engine's memory full: nothing of it was applied. */
export class EngineFull extends CoupaError {}

/** Why nothing may come of what a leader asks for. */
export type Refusal = 'FENCED' | 'REWOUND';

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

export interface Recalled {
  text: string;
  leftMs: number;
}

export interface Replacement {
  /** What has to be there; absent: nothing. */
  before?: string;
  /** What is there then; absent: nothing. */
  text?: string;
  /** Milliseconds after which it is gone. */
  keptMs: number;
}

/** What an engine says of itself. */
export interface EngineFacts {
  /** `Redis 7.0.15`. */
  version: string;
  /** What it calls itself until it is started again, so that one address which leads to another server is found out; empty: nothing. */
  server: string;
  /** Whether it writes each change to its log, so that a crash forgets a second at most. */
  isLogged: boolean;
  /** What it does when its memory is full. */
  evictionPolicy: string;
}

/** Milliseconds for which a record is kept from where it failed. */
export const avoidedForMs = 5000;

/** Bytes of records that one exchange brings, about: more comes with the next. */
export const exchangedAtMost = 1_000_000;

/** Instances that asked for a permit stay counted for so many milliseconds. */
export const countedForMs = 60_000;
