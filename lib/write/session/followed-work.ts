import { type Clock, systemClock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import type { NodeName, WriteEvent } from '../../ports/events';
import { Telemetry } from '../../ports/telemetry';
import { telling } from '../../ports/telling';
import { withTraceHeaders } from '../../ports/traced-message';
import type { Unapplied } from '../outcome';

/** Sends what one message led to: output 1, output 2. */
export type Send = (first: JsonObject | null, second: JsonObject | null) => void;

/** Who hears of what messages come to, and what they call the node. */
export interface FollowedParts {
  /** Default: nobody hears. */
  telemetry?: Telemetry;
  /** Default: nothing. */
  node?: NodeName;
  /** Default: the computer's own. */
  clock?: Clock;
}

/** What one message asks for, and what it has come to. */
export class Account {
  operation = '';
  resource = '';
  private reads = false;
  private applied = 0;
  private readonly unapplied: Record<Unapplied, number> = {
    refused: 0,
    unknown: 0,
    'not sent': 0,
    'not attempted': 0,
  };

  /**
   * The message was understood.
   *
   * @param reads whether what it asks for changes nothing
   */
  asks(operation: string, resource: string, reads: boolean): void {
    this.operation = operation;
    this.resource = resource;
    this.reads = reads;
  }

  /** So many objects were applied, and these not. */
  cameTo(applied: number, unapplied: readonly Unapplied[]): void {
    this.applied += applied;
    for (const outcome of unapplied) this.unapplied[outcome] += 1;
  }

  /** Nothing was applied, or the work was ended: what the error says of each object. */
  failed({ told }: CoupaError): void {
    const applied = told?.['applied'];
    const notApplied = told?.['notApplied'];
    const entries: unknown[] = Array.isArray(notApplied) ? notApplied : [];
    this.cameTo(Array.isArray(applied) ? applied.length : 0, entries.map(outcomeIn));
  }

  event(node: NodeName, durationMs: number): WriteEvent {
    const { operation, resource, applied, unapplied } = this;
    const { refused, unknown } = unapplied;
    const notSent = unapplied['not sent'];
    const notAttempted = unapplied['not attempted'];
    return {
      kind: 'write',
      node,
      operation,
      resource,
      ...(this.reads && { reads: true }),
      requested: applied + refused + unknown + notSent + notAttempted,
      applied,
      refused,
      unknown,
      notSent,
      notAttempted,
      durationMs,
    };
  }
}

/** What a node that carries out messages lets telemetry know of them. */
export class FollowedWork {
  constructor(private readonly parts: FollowedParts) {}

  /** Carries out one message. What it sends says what it comes from. */
  run(send: Send, work: (account: Account, send: Send) => Promise<void>): Promise<void> {
    const { telemetry = new Telemetry(), node = { id: '' }, clock = systemClock } = this.parts;
    const account = new Account();
    const told = {
      kind: 'write',
      begun: () => ({ kind: 'write', node }) as const,
      done: (_: unknown, durationMs: number) => account.event(node, durationMs),
      failed: (error: unknown, durationMs: number) => {
        // Who ended it knows.
        if (!(error instanceof CoupaError)) return undefined;
        account.failed(error);
        return { ...account.event(node, durationMs), code: error.code };
      },
    } as const;
    return telling<void, 'write'>(telemetry, clock, told, (span) => {
      if (span === undefined) return work(account, send);
      const { context } = span;
      return work(account, (first, second) =>
        send(first && withTraceHeaders(first, context), second && withTraceHeaders(second, context)),
      );
    });
  }
}

function outcomeIn(entry: unknown): Unapplied {
  const outcome = isJsonObject(entry) ? entry['outcome'] : undefined;
  return outcome === 'unknown' || outcome === 'not sent' || outcome === 'not attempted' ? outcome : 'refused';
}
