import type { CoupaErrorCode } from '../base/errors';
import type { Phrase } from '../base/text/phrase';
import type { StatusReport } from '../poll/model/report';

/** What the sidebar is told of all that runs. Shapes only: the editor goes by them, too. Moments are ISO 8601, UTC. */
export interface Operations {
  /** By the clock of the computer that runs Node-RED. */
  now: string;
  /** Another Node-RED that uses the same user directory. */
  otherProcess?: { host: string; pid: number };
  /** Absent, as the two lists below: the user may not see nodes of this type. */
  connections?: readonly ShownConnection[];
  polls?: readonly ShownPoll[];
  /** `coupa-record` and CSO nodes. */
  writers?: readonly ShownWriter[];
}

/** How much was done in each of some spans that follow each other, the oldest first. */
export interface Series {
  /** When the first span began. */
  from: string;
  /** Milliseconds that a span takes. */
  spanMs: number;
  done: readonly number[];
  failed: readonly number[];
}

/** What every node tells of itself. */
export interface NodeFacts {
  /** The node that runs: commands go to it. */
  id: string;
  /** The node in the editor: inside a subflow, the one of its template. */
  shownAs: string;
  type: string;
  /** Its own; empty: none. */
  name: string;
  /** What it runs in: a tab, or an instance of a subflow. */
  flow: string;
  /** Why it cannot work as it is. */
  problem?: Phrase;
}

/** One connection. */
export interface ShownConnection extends NodeFacts {
  /** Host of its site; empty: it cannot work as it is. */
  host: string;
  /** The most requests in a second; 0: no limit. */
  requestsPerSecond: number;
  /** Requests in a second, on average of the last ten. */
  perSecond: number;
  /** Requests in each of the last seconds. */
  requests: Series;
  token: TokenState;
  /** The tenant asked to be left alone until then. */
  pausedUntil?: string;
}

/** What is known of the token of a connection, by its last sign-in. */
export type TokenState =
  /** It signs in with keys, or has not signed in here: in a fleet, another one may have. */
  | { kind: 'unused' | 'none' }
  | { kind: 'valid'; until: string }
  | { kind: 'refused'; at: string; code: CoupaErrorCode; statusCode?: number };

/** In a word how a poll stands; see `standingOf`. */
export type Standing =
  | 'broken'
  | 'failed'
  | 'waiting'
  | 'behind'
  | 'paused'
  | 'polling'
  | 'new'
  | 'resting'
  | 'standby';

/** One poll. */
export interface ShownPoll extends NodeFacts {
  resource: string;
  /** Id of its connection; empty: none is chosen. */
  connection: string;
  standing: Standing;
  /** Milliseconds by which what was delivered is behind now; absent where there is no position. */
  lagMs?: number;
  /** Milliseconds since the last poll ended; absent where something waits, or a poll is missing or due. */
  lookedMs?: number;
  /** Milliseconds between two polls; 0: only when asked. */
  intervalMs: number;
  /** With acknowledgements: unacknowledged records at most. */
  maxInFlight?: number;
  /** Absent where the state cannot be read. */
  status?: StatusReport;
  /** In a fleet: how the instance is called that polls, where one does, and whether it is this one. */
  fleet?: { leader?: string; isHere: boolean };
  /** Records that came out of the node here, those that were sent again because somebody asked included; and polls failed. */
  history: Series;
}

/** One `coupa-record` or CSO node. */
export interface ShownWriter extends NodeFacts {
  connection: string;
  /** Empty: a message says. */
  operation: string;
  resource: string;
  /** Objects written, read or found changed; and objects refused, or not attempted. */
  history: Series;
  /** Since Node-RED started the node. */
  applied: number;
  refused: number;
  /** What failed last, unless something succeeded since. */
  failure?: { at: string; message: Phrase };
  /** When it worked last. */
  lastAt?: string;
}

/** What a node left behind that is in the flow no more. */
export interface Leftover {
  id: string;
  files: number;
  bytes: number;
  /** When one of them was written last. */
  writtenAt: string;
  /** The list that it polled, where its position file says so: `https://acme.coupahost.com/api/invoices`. */
  list?: string;
}
