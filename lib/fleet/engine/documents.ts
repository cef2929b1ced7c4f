import { CoupaError } from '../../base/errors';
import type { ParkedRow } from '../parked/parked-row';
import type { Witness } from './leases';

/** What is kept of each poll, and only the leader of the term changes. */
export interface Documents {
  /** What is kept of a poll; `FENCED` when the term is another one. */
  read(poll: string, term: string): Promise<Kept | 'FENCED'>;
  /** Applies a change as a whole, if term and head are what the writer takes them for. */
  write(poll: string, change: Change): Promise<Verdict>;
  /** What came of records, in order; also of those whose instance is no more. It stays until a write says that it is dealt with. */
  gather(poll: string, order: GatherOrder): Promise<string[] | Refusal>;
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
  /** Tokens of sendings of which was heard otherwise what came of them: they are under way no more. Default: none. */
  heard?: readonly string[];
  /** It brings nothing new, so that it is applied though the memory is full: only so anything leaves. Default: no. */
  frees?: boolean;
  /** Rows that are put, made of what was put aside, which is there no more then. Where one is gone, nothing is applied: `REWOUND`. Default: none. */
  parked?: readonly ParkedRow[];
}

/** One sending of a record. */
export interface Sending {
  /** Id of its row, a point, and a number. */
  token: string;
  /** Run that does not take it for `avoidedForMs`, while there are others: it failed there. */
  avoid?: string | undefined;
  /** Run that has the record at hand: it is given the token without the row. Default: none has. */
  own?: string | undefined;
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

export interface GatherOrder {
  term: string;
  /** The head that the leader knows: it may have nothing to write, and wait for what the engine has forgotten. */
  head: string;
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** Answers at most. */
  count: number;
}
