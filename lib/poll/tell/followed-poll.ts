import type { Clock } from '../../base/clock';
import type { NodeName, PollEvent, SettledEvent } from '../../ports/events';
import { type PollGauges, Telemetry } from '../../ports/telemetry';
import { telling } from '../../ports/telling';
import type { DeliveryOutlet } from '../delivery/delivery';
import type { LookCounts } from '../known/look-under-way';
import { isInterruption, toCoupaError } from '../lifecycle/interruption';
import type { RecordMessage } from '../model/message';
import type { PollSummary } from '../model/summary';
import { FollowedFlow } from './followed-flow';
import type { PageTally } from './page-tally';

/** What it is made of: parts of a poller. */
interface FollowedParts {
  telemetry?: Telemetry;
  node?: NodeName;
  settings: { resource: string };
  clock: Clock;
}

/** Tells a run what it came to, well or not; not called: it was interrupted. */
export type Ended = (summary: PollSummary) => void;

/** What a poll node lets telemetry know of its work. Where nobody listens it makes nothing. */
export class FollowedPoll {
  private readonly telemetry: Telemetry;
  private readonly node: NodeName;
  private readonly resource: string;
  private readonly clock: Clock;
  private readonly flow: FollowedFlow;
  /** When records were sent first that are not settled, by their keys; monotonic milliseconds. */
  private readonly sent = new Map<string, number>();
  private hide: (() => void) | undefined;

  constructor({ telemetry = new Telemetry(), node = { id: '' }, settings, clock }: FollowedParts) {
    this.telemetry = telemetry;
    this.node = node;
    this.resource = settings.resource;
    this.clock = clock;
    this.flow = new FollowedFlow(telemetry, node, settings.resource);
  }

  /** Lets everybody look how the poll stands, until it is closed. */
  show(gauges: () => Omit<PollGauges, 'node' | 'resource'>): void {
    const { node, resource, telemetry } = this;
    const read = () => ({ node, resource, ...gauges() });
    telemetry.gauges.add(read);
    this.hide = () => telemetry.gauges.delete(read);
  }

  close(): void {
    this.hide?.();
  }

  /** Polls, or reads a back-fill. */
  poll<Result>(backfill: boolean, work: (ended: Ended) => Promise<Result>): Promise<Result> {
    const { node, resource, clock } = this;
    let summary: PollSummary | undefined;
    const event = (durationMs: number) => summary && pollEvent(summary, node, backfill, durationMs);
    const told = {
      kind: 'poll',
      begun: () => ({ kind: 'poll', node, resource, backfill }) as const,
      done: (_: Result, durationMs: number) => event(durationMs),
      failed: (_: unknown, durationMs: number) => event(durationMs),
    } as const;
    return telling(this.telemetry, clock, told, () =>
      work((ended) => {
        summary = ended;
      }),
    );
  }

  /** Looks for removals. What is counted of the look is read when it has ended; an interruption is told of nobody. */
  look<Result>(
    { poll, counts }: { poll: string; counts: LookCounts },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { node, resource, clock } = this;
    const event = (durationMs: number) =>
      ({ kind: 'look', node, resource, poll, durationMs, ...counts }) as const;
    const told = {
      kind: 'look',
      begun: () => ({ kind: 'look', node, resource }) as const,
      done: (_: Result, durationMs: number) => event(durationMs),
      failed: (error: unknown, durationMs: number) =>
        isInterruption(error) ? undefined : { ...event(durationMs), code: toCoupaError(error).code },
    } as const;
    return telling(this.telemetry, clock, told, work);
  }

  /** Does what a timer of this node planned. */
  alone<Result>(work: () => Result): Result {
    return this.telemetry.alone(work);
  }

  page(poll: string, { records, created, updated, repeats, durationMs }: PageTally): void {
    if (!this.telemetry.hears('page')) return;
    const { node, resource } = this;
    const counts = { records, created, updated, repeats };
    this.telemetry.tell({ kind: 'page', node, resource, poll, ...counts, durationMs });
  }

  /** Sends a record, in the form in which the flow gets it. */
  send(message: RecordMessage, send: (message: RecordMessage) => void): void {
    this.noteSent(message);
    this.flow.send(message, send);
  }

  /** The flow hands a record back. */
  settle(refused: boolean, work: () => boolean): boolean {
    return this.flow.settle(refused, work);
  }

  /** An outlet whose records are sent into a flow by somebody else, who follows that. */
  noting<Outlet extends Pick<DeliveryOutlet, 'send'>>(outlet: Outlet): Outlet {
    return {
      ...outlet,
      send: (...[message, record]: Parameters<DeliveryOutlet['send']>) => {
        this.noteSent(message);
        outlet.send(message, record);
      },
      sending: (message: RecordMessage) => this.noteSent(message),
    };
  }

  /** An outlet of which is told what is settled by it, or given up. */
  listening(outlet: DeliveryOutlet): DeliveryOutlet {
    return {
      ...outlet,
      settled: (record) => {
        this.over('delivered', record);
        outlet.settled?.(record);
      },
      giveUp: (message, reason, row) => {
        this.over('undeliverable', message);
        outlet.giveUp(message, reason, row);
      },
      replaced: (record) => {
        this.sent.delete(record.coupa.key);
        outlet.replaced?.(record);
      },
    };
  }

  /** The first sending counts anew: after a reset what was sent before is forgotten. */
  private noteSent({ coupa: { key, attempt } }: RecordMessage): void {
    if (!this.telemetry.hears('settled')) return;
    if (attempt === 1 || !this.sent.has(key)) this.sent.set(key, this.clock.monotonic());
  }

  private over(
    result: SettledEvent['result'],
    { coupa: { key, poll, attempt: attempts } }: Pick<RecordMessage, 'coupa'>,
  ): void {
    if (!this.telemetry.hears('settled')) return;
    const { node, resource } = this;
    const now = this.clock.monotonic();
    // One of before a restart was sent by another process.
    const durationMs = now - (this.sent.get(key) ?? now);
    this.sent.delete(key);
    this.telemetry.tell({ kind: 'settled', node, resource, poll, key, result, attempts, durationMs });
  }
}

function pollEvent(
  { resource, poll, pages, records, created, updated, repeats, requests, retries, error }: PollSummary,
  node: NodeName,
  backfill: boolean,
  durationMs: number,
): PollEvent {
  return {
    kind: 'poll',
    node,
    resource,
    poll,
    durationMs,
    pages,
    records,
    created,
    updated,
    repeats,
    requests,
    retries,
    ...(backfill && { backfill }),
    ...(error !== undefined && { code: error.code }),
  };
}
