import type { Clock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { PollGauges } from '../../ports/telemetry';
import type { Delivery } from '../delivery/delivery';
import type { Ledger } from '../ledger/ledger';
import { toCoupaError } from '../lifecycle/interruption';
import type { Schedule } from '../lifecycle/schedule';
import type { BackfillReport } from '../model/report';
import type { PollSettings } from '../model/settings';
import { type PollSummary, type Reading, type StatusReport, summarise } from '../model/summary';
import type { PollerOutlet } from './outlet';
import type { ProgressMeter } from './progress-meter';

/** What a node's status follows from. */
export interface NodeStatusParts {
  settings: PollSettings;
  clock: Clock;
  outlet: PollerOutlet;
  ledger: Ledger;
  delivery: Delivery;
  /** Reports to an integration that wait; `undefined`: there is none. */
  reports: { readonly waiting: number | undefined };
  /** Records that were given up and are kept. */
  undeliverables: { readonly count: number; readonly handled: { readonly count: number } };
  meter: ProgressMeter;
  /** When the next poll begins. */
  schedule: Schedule;
  isPolling(): boolean;
}

/** What failed, until it succeeds. */
interface Failure {
  error: CoupaError;
  /** When it is tried again. */
  again: Schedule;
}

/** How a node stands: what ended last, and what failed and has not succeeded since. It tells output 2 and the status of it. */
export class NodeStatus {
  private readonly failures: { poll?: Failure; backfill?: Failure; look?: Failure } = {};
  /** The back-fill that has ended since the last poll. */
  private backfilled: PollSummary | undefined;
  private lastBackfill: PollSummary | undefined;
  /** Whether the last poll has told what came of it: it may be under way for some moments more. */
  private isTold = true;

  constructor(private readonly parts: NodeStatusParts) {}

  /** Takes up what was stored: a poll may have failed before a restart; in the words that were stored. */
  takeUp(): void {
    const error = this.parts.ledger.state.last?.error;
    this.failures.poll = error && {
      error: new CoupaError(error.code, phrase`${String(error.message)}`),
      again: this.parts.schedule,
    };
  }

  /** The node begins anew. */
  forget(): void {
    this.failures.poll = undefined;
    this.failures.backfill = undefined;
    this.failures.look = undefined;
    this.backfilled = undefined;
  }

  pollBegan(): void {
    this.isTold = false;
    this.parts.outlet.status({ kind: 'polling', count: 0 });
  }

  pollEnded(summary: PollSummary): void {
    this.isTold = true;
    this.failures.poll = undefined;
    this.backfilled = undefined;
    this.parts.outlet.summary(summary);
    this.showRest();
  }

  pollFailed(error: CoupaError, summary: PollSummary): void {
    const { outlet, schedule } = this.parts;
    this.isTold = true;
    this.failures.poll = { error, again: schedule };
    outlet.summary(summary);
    outlet.status({ kind: 'error', error, next: schedule.nextAt });
  }

  backfillEnded(summary: PollSummary): void {
    this.failures.backfill = undefined;
    this.backfilled = summary;
    this.lastBackfill = summary;
    this.parts.outlet.summary(summary);
    this.rest();
  }

  backfillFailed(cause: unknown, again: Schedule): void {
    const error = toCoupaError(cause);
    this.failures.backfill = { error, again };
    this.failed(error);
  }

  /** A look for removals has ended. */
  lookEnded(): void {
    this.failures.look = undefined;
    this.rest();
  }

  lookFailed(error: CoupaError, again: Schedule): void {
    this.failures.look = { error, again };
    this.parts.outlet.error(error);
    this.rest();
  }

  /** Something failed that no command asked for. */
  failed(cause: unknown): void {
    const error = toCoupaError(cause);
    this.parts.outlet.error(error);
    this.parts.outlet.status({ kind: 'error', error, next: this.parts.schedule.nextAt });
  }

  /** Something has changed: shows it, unless a poll shows itself. */
  rest(): void {
    if (this.isTold || !this.parts.isPolling()) this.showRest();
  }

  /** What a run did, up to now. */
  summarise(last: Reading, earlier: readonly Reading[], startedAt: number): PollSummary {
    const { settings, clock } = this.parts;
    const finishedAt = clock.now();
    return summarise(settings.resource, last, earlier, { startedAt, finishedAt }, this.position);
  }

  /** Position and counters, for output 2. */
  report(): StatusReport {
    const { settings, ledger, delivery, undeliverables, reports, meter, schedule } = this.parts;
    const { waiting: unreported } = reports;
    const { scan, backfill } = ledger;
    const { paused, last } = ledger.state;
    return {
      resource: settings.resource,
      position: iso(this.position),
      ...this.lag,
      paused,
      polling: this.parts.isPolling(),
      pending: delivery.pending - delivery.settling,
      ...(settings.markExported && { unmarked: delivery.settling }),
      ...(unreported !== undefined && { unreported }),
      undeliverable: undeliverables.count,
      ...(undeliverables.handled.count > 0 && { handled: undeliverables.handled.count }),
      remembered: ledger.memory.size,
      nextPoll: iso(schedule.nextAt),
      lastPoll: last,
      scan: scan && meter.of(scan, 'poll'),
      backfill: backfill && { ...meter.of(backfill, 'backfill'), ...this.backfillFailure },
      lastBackfill: this.lastBackfill,
    };
  }

  /** The same for whoever measures. */
  gauges(): Omit<PollGauges, 'node' | 'resource'> {
    const { delivery, undeliverables } = this.parts;
    return {
      ...this.lag,
      inFlight: delivery.pending - delivery.settling,
      unmarked: delivery.settling,
      undeliverable: undeliverables.count,
    };
  }

  private get backfillFailure(): Pick<BackfillReport, 'failure'> {
    const { error, again } = this.failures.backfill ?? {};
    const nextAt = iso(again?.nextAt);
    return error === undefined || nextAt === undefined
      ? {}
      : { failure: { message: error.phrase, again: nextAt } };
  }

  /** By the tenant's clock, as far as an answer has told it: this computer's may be minutes off, which is no lag. */
  private get lag(): Pick<StatusReport, 'lagMs'> {
    const { position } = this;
    if (position === undefined) return {};
    const { clock, ledger } = this.parts;
    const { at, mark } = ledger.state.clock?.believed ?? {};
    const isKnown = at !== undefined && mark !== undefined;
    const now = isKnown ? at + clock.monotonic() - mark : clock.now();
    return { lagMs: Math.max(0, now - position) };
  }

  /** Tenant's time up to which every record was delivered; epoch milliseconds. It may have gone back since they were read. */
  private get position(): number | undefined {
    const { ledger, delivery } = this.parts;
    const { position, clock } = ledger.state;
    const unsettled = delivery.earliest();
    if (unsettled !== undefined && unsettled.from === undefined) return undefined;
    const moments = [position, clock?.back?.to, unsettled?.from].filter((moment) => moment !== undefined);
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  private showRest(): void {
    const { settings, outlet, ledger, delivery } = this.parts;
    const { paused } = ledger.state;
    const last = this.backfilled ?? ledger.state.last;
    const failure = this.failures.poll ?? this.failures.backfill ?? this.failures.look;
    const { pending, settling } = delivery;
    if (failure !== undefined && !paused)
      outlet.status({ kind: 'error', error: failure.error, next: failure.again.nextAt });
    else if (pending > 0) outlet.status({ kind: 'waiting', pending: pending - settling, unmarked: settling });
    else if (paused) outlet.status({ kind: 'paused' });
    else if (last === undefined) outlet.status({ kind: 'new', onDemand: settings.interval === 0 });
    else
      outlet.status({
        kind: 'rest',
        at: Date.parse(last.finishedAt),
        count: last.created + last.updated,
        ...(last.backfill && { backfill: true }),
      });
  }
}

function iso(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
