import type { CoupaErrorCode } from '../base/errors';

/**
 * What can be listened to, by its `kind`. Nothing in it is a secret, nor data of a record.
 *
 * A connection tells `request`, `retry`, `token` and `throttled`. `page`, `poll`, `settled` and `write` are laid down for what measures
 * polls and writes, and nobody tells them yet.
 */
export type TelemetryEvent =
  | RequestEvent
  | RetryEvent
  | TokenEvent
  | ThrottledEvent
  | PageEvent
  | PollEvent
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

/** A page of a list was read and taken in. */
export interface PageEvent {
  readonly kind: 'page';
  /** Id of the poll that read it, as in `msg.coupa.poll`. */
  readonly poll: string;
  readonly resource: string;
  /** Records on it. */
  readonly records: number;
  /** Those of them that were new in this version, and are sent. */
  readonly sent: number;
  /** Milliseconds from asking for it until its records were taken in. */
  readonly durationMs: number;
}

/** A poll has ended, well or not; the numbers are those of output 2. */
export interface PollEvent {
  readonly kind: 'poll';
  readonly poll: string;
  readonly resource: string;
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

/** A record needs nothing more: the flow has it, or it was given up. */
export interface SettledEvent {
  readonly kind: 'settled';
  readonly poll: string;
  readonly resource: string;
  /** As in `msg.coupa.key`. */
  readonly key: string;
  readonly result: 'delivered' | 'undeliverable';
  /** How often it was sent. */
  readonly attempts: number;
  /** Milliseconds since it was sent first. */
  readonly durationMs: number;
}

/** What one message asked to be written was carried out, as far as it could be. */
export interface WriteEvent {
  readonly kind: 'write';
  /** `create`, `update`, … */
  readonly operation: string;
  /** Kind of the objects: `invoices`, `events`. */
  readonly resource: string;
  /** Objects. */
  readonly requested: number;
  readonly applied: number;
  readonly durationMs: number;
  /** Why nothing at all was applied. */
  readonly code?: CoupaErrorCode;
}

/**
 * Tells whoever listens what happens. Off by default: who tells asks `hears` first, and makes no event where nobody listens.
 */
export class Telemetry {
  private readonly listeners = new Map<TelemetryKind, Set<(event: TelemetryEvent) => void>>();

  /**
   * Listens to events of one kind, each of which comes once, at once.
   *
   * @param listener what it throws harms nobody but itself: it is told to the process as a warning, and called no more.
   * @returns a function that ends it.
   */
  on<Kind extends TelemetryKind>(kind: Kind, listener: (event: TelemetryOf<Kind>) => void): () => void {
    const listeners = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, listeners);
    const mine = (event: TelemetryEvent) => {
      if (isOf(event, kind)) listener(event);
    };
    listeners.add(mine);
    return () => void listeners.delete(mine);
  }

  /** Whether anybody listens to events of a kind. */
  hears(kind: TelemetryKind): boolean {
    return (this.listeners.get(kind)?.size ?? 0) > 0;
  }

  tell(event: TelemetryEvent): void {
    const listeners = this.listeners.get(event.kind);
    for (const listener of [...(listeners ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        listeners?.delete(listener);
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}

function isOf<Kind extends TelemetryKind>(event: TelemetryEvent, kind: Kind): event is TelemetryOf<Kind> {
  return event.kind === kind;
}
