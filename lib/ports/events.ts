import type { CoupaErrorCode } from '../base/errors';

/**
 * What can be listened to, by its `kind`. Nothing in it is a secret, nor data of a record.
 *
 * A connection tells `request`, `retry`, `token` and `throttled`; a poll `page`, `poll`, `look` and `settled`; what carries out messages `write`.
 */
export type TelemetryEvent =
  | RequestEvent
  | RetryEvent
  | TokenEvent
  | ThrottledEvent
  | PageEvent
  | PollEvent
  | LookEvent
  | SettledEvent
  | WriteEvent;

export type TelemetryKind = TelemetryEvent['kind'];

/** The event of one kind. */
export type TelemetryOf<Kind extends TelemetryKind> = Extract<TelemetryEvent, { kind: Kind }>;

/** Whom requests go to. */
interface Addressed {
  readonly api: 'core' | 'cso';
  readonly method: string;
  /** Host and, where it is not the usual one, port. */
  readonly host: string;
  /** Without its query, which may hold what is confidential. */
  readonly path: string;
}

/** A request to an API was sent, once, and is over. Requests for a token are `token`s. */
export interface RequestEvent extends Addressed {
  readonly kind: 'request';
  /** How often this call was sent up to now, from 1: a token that was refused counts, as in `Answer.requests`. */
  readonly attempt: number;
  /** `answered`: whole, with whatever status. `failed`: no whole answer came. `aborted`: the caller gave it up. */
  readonly result: 'answered' | 'failed' | 'aborted';
  /** Milliseconds for which it waited for its turn. */
  readonly waitedMs: number;
  /** Milliseconds from sending until the answer was there as a whole, or it failed. */
  readonly durationMs: number;
  /** Milliseconds from sending to the headers of the answer, where they came. */
  readonly elapsedMs?: number;
  /** HTTP status, where there was one. */
  readonly statusCode?: number;
  /** Bytes of the answer's body, decompressed. */
  readonly bytes?: number;
  /** The tenant's `Date`, epoch milliseconds, whole seconds. */
  readonly tenantTime?: number;
  /** Why it failed. */
  readonly code?: CoupaErrorCode;
}

/** A request failed and will be sent again; those for a token, too. */
export interface RetryEvent extends Addressed {
  readonly kind: 'retry';
  /** How often it was attempted, from 1. */
  readonly attempt: number;
  /** Milliseconds until it is sent again, at least. */
  readonly pauseMs: number;
  readonly code: CoupaErrorCode;
  readonly statusCode?: number;
}

/** The tenant was asked for a token, once. */
export interface TokenEvent {
  readonly kind: 'token';
  readonly host: string;
  /** Milliseconds until the answer. */
  readonly durationMs: number;
  /** Seconds for which the token is valid; absent where there is none. */
  readonly expiresIn?: number;
  /** The scopes that it carries, as the tenant wrote them, where it says. */
  readonly scope?: string;
  /** Why there is none. */
  readonly code?: CoupaErrorCode;
  /** HTTP status of a refusal, where there was one. */
  readonly statusCode?: number;
}

/** The tenant wants to be left alone: no request leaves for a while. */
export interface ThrottledEvent {
  readonly kind: 'throttled';
  readonly host: string;
  /** Milliseconds from now. */
  readonly pauseMs: number;
  /** The same as a moment of this computer's clock, for a status. */
  readonly until: Date;
}

/** The node of a flow that does it. */
export interface NodeName {
  /** Node-RED's id of it; empty outside of Node-RED. */
  readonly id: string;
  /** How the user calls it. */
  readonly name?: string;
}

/** What a poll node does, and with what kind of records. */
interface OfPoll {
  readonly node: NodeName;
  readonly resource: string;
  /** Id of the poll, as in `msg.coupa.poll`. */
  readonly poll: string;
}

/** A page of a list was taken in, or as much of it as was before the poll was stopped. */
export interface PageEvent extends OfPoll {
  readonly kind: 'page';
  /** Records on it that were asked for. */
  readonly records: number;
  /** Of them, those that were sent as new records, or as changed ones. */
  readonly created: number;
  readonly updated: number;
  /** Of them, those that were sent before and were not sent again. */
  readonly repeats: number;
  /** Milliseconds that it took to take them in, waiting for acknowledgements included. */
  readonly durationMs: number;
}

/** A poll has ended, well or not; the numbers are those of output 2. */
export interface PollEvent extends OfPoll {
  readonly kind: 'poll';
  readonly durationMs: number;
  readonly pages: number;
  readonly records: number;
  readonly created: number;
  readonly updated: number;
  readonly repeats: number;
  readonly requests: number;
  readonly retries: number;
  /** Of a back-fill. */
  readonly backfill?: true;
  /** Why it failed. */
  readonly code?: CoupaErrorCode;
}

/** A look for removals has ended or stopped, well or not; the numbers are those of output 2: of the whole look, also where it was taken up. */
export interface LookEvent extends OfPoll {
  readonly kind: 'look';
  readonly durationMs: number;
  /** Records that were told as `DELETED`. */
  readonly deleted: number;
  /** Records that are there, and no longer in the list. */
  readonly left: number;
  readonly requests: number;
  /** Why it failed. */
  readonly code?: CoupaErrorCode;
}

/** A record needs nothing more: the flow has it, or it was given up. */
export interface SettledEvent extends OfPoll {
  readonly kind: 'settled';
  /** As in `msg.coupa.key`. */
  readonly key: string;
  readonly result: 'delivered' | 'undeliverable';
  /** How often it was sent. */
  readonly attempts: number;
  /** Milliseconds since it was sent first, as far as this process did. */
  readonly durationMs: number;
}

/** What one message asked for was carried out, as far as it could be. Objects that are not counted were not looked at. */
export interface WriteEvent {
  readonly kind: 'write';
  readonly node: NodeName;
  /** `create`, `update`, … */
  readonly operation: string;
  /** Kind of the objects: `invoices`, `events`. */
  readonly resource: string;
  /** Nothing was to be changed: `get`, `list`, … */
  readonly reads?: true;
  /** Objects. */
  readonly requested: number;
  readonly applied: number;
  /** The tenant said no, or the object cannot be right. */
  readonly refused: number;
  /** Nobody knows whether it was carried out. */
  readonly unknown: number;
  /** Surely not carried out: no request for it left, or none arrived. */
  readonly notSent: number;
  /** Behind one that failed, or when the node was stopped. */
  readonly notAttempted: number;
  readonly durationMs: number;
  /** Why nothing at all was applied. */
  readonly code?: CoupaErrorCode;
}
