import { type Clock, systemClock } from '../base/clock';
import { CoupaError } from '../base/errors';
import type { Phrase } from '../base/text/phrase';
import { failureText } from './failure-text';
import { lastHours } from './recent-counts';
import type { ShownWriter } from './shown';

/** What a node shows when a message was carried out, as far as it counts here; see `RecordStatus` and `CsoStatus`. */
export type CarriedOut =
  | { kind: 'done'; applied: number }
  | { kind: 'partial'; applied: number; requested: number }
  | { kind: 'listed' | 'changes'; count: number };

/** Counts what a node that carries out messages has applied and refused. */
export class WorkCount {
  private readonly recent = lastHours();
  private applied = 0;
  private refused = 0;
  private lastAt: number | undefined;
  private failure: { at: number; message: Phrase } | undefined;

  constructor(private readonly clock: Clock = systemClock) {}

  /** The node shows a status; those on the way count nothing. */
  heard(status: { kind: string }): void {
    if (!isCarriedOut(status)) return;
    this.failure = undefined;
    if (status.kind === 'done') this.add(status.applied, 0);
    else if (status.kind === 'partial') this.add(status.applied, status.requested - status.applied);
    else this.add(status.count, 0);
  }

  /** A message failed as a whole. */
  failed(error: unknown): void {
    this.failure = { at: this.clock.now(), message: failureText(error) };
    this.add(0, notApplied(error));
  }

  /** What it has counted. */
  state(): Pick<ShownWriter, 'history' | 'applied' | 'refused' | 'failure' | 'lastAt'> {
    const { applied, refused, failure, lastAt } = this;
    return {
      history: this.recent.series(this.clock.now()),
      applied,
      refused,
      ...(failure !== undefined && { failure: { at: iso(failure.at), message: failure.message } }),
      ...(lastAt !== undefined && { lastAt: iso(lastAt) }),
    };
  }

  private add(applied: number, refused: number): void {
    this.applied += applied;
    this.refused += refused;
    this.lastAt = this.clock.now();
    this.recent.add(this.lastAt, applied, refused);
  }
}

const carriedOut = ['done', 'partial', 'listed', 'changes'];

function isCarriedOut(status: { kind: string }): status is CarriedOut {
  return carriedOut.includes(status.kind);
}

/** How many objects a message had that failed as a whole; one where it does not say. */
function notApplied(error: unknown): number {
  const list = error instanceof CoupaError ? error.told?.['notApplied'] : undefined;
  return Array.isArray(list) ? Math.max(1, list.length) : 1;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
