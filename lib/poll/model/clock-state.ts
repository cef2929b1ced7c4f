import {
  count,
  type Form,
  flag,
  isObject,
  listOf,
  moment,
  objectOf,
  optional,
  passing,
} from '../../base/form';

/** A moment by the tenant's clock. What is measured on our monotonic clock is not stored: a restart begins that anew. */
export interface Sighting {
  /** Epoch milliseconds. */
  readonly at: number;
  /** When, on our monotonic clock. */
  readonly mark?: number;
  /** Milliseconds by which that may be too early: what the answer took. */
  readonly width?: number;
}

/** What an answer said that nothing explains: another one has to say so, too. */
export interface Doubt extends Sighting {
  /** The clock was not later; epoch milliseconds. */
  readonly latest?: number;
  /** What was to be expected, where that can be measured; epoch milliseconds. */
  readonly expected?: number;
}

/** Where polling goes back to when a step ahead of the tenant's clock turns out to have been wrong. */
export interface Checkpoint {
  /** The position before that step; `undefined`: the node had none yet. Epoch milliseconds. */
  readonly position?: number;
  /** Where a node that had none began; `undefined`: it began then. Epoch milliseconds. */
  readonly start?: number;
  /** The lowest position or start before the steps whose refutation led to this one; `undefined`: none did. Epoch milliseconds. */
  readonly before?: number;
  /** The answer that stepped ahead. */
  readonly step: Sighting;
  /** When the scan began that it was an answer of, on our monotonic clock: what had changed until then, that has read. */
  readonly begun?: number;
  /** Polls since then whose answers agreed. */
  readonly polls: number;
  /** Whether monotonic time told that it was one. After a restart nothing does. */
  readonly isMeasured: boolean;
  /** Whether the user was told of it, and that the position may go back. */
  readonly isTold: boolean;
}

/** An answer was earlier than what is believed: another one has to be, too. */
export interface StepBack {
  /** Where to go back to then; epoch milliseconds. */
  readonly to: number;
  /** What the answer said; epoch milliseconds. */
  readonly said: number;
  /** When, on our monotonic clock. */
  readonly mark?: number;
  /** Polls since then that began with an answer that was not earlier. */
  readonly polls: number;
  /** Whether monotonic time tells that nothing is dated earlier than where it goes back to. */
  readonly isCertain: boolean;
  /** Whether the user was told of the step ahead which this one refutes. */
  readonly isTold: boolean;
}

/** What the tenant's answers told of its clock, as the state holds it. */
export interface ClockState {
  /** What the clock is believed to have reached; `undefined` before two answers agreed. */
  readonly believed?: Sighting;
  readonly doubt?: Doubt;
  readonly back?: StepBack;
  readonly checkpoints: readonly Checkpoint[];
  /** When the user was last told of what, by the tenant's clock; epoch milliseconds. */
  readonly told: Readonly<Record<string, number>>;
}

/** What is known of the clock if nothing but a position is: that it has been there. */
export function clockAt(position: number | undefined): ClockState {
  return { ...(position !== undefined && { believed: { at: position } }), checkpoints: [], told: {} };
}

/**
 * The lowest position for whose sake what was sent is remembered: an answer disagreed, or the clock stepped ahead while the node
 * ran. After a restart nothing tells how far the clock should have come, so that alone is no reason. `undefined`: none.
 */
export function lowestCandidate(clock: ClockState | undefined): number | undefined {
  const stepped = (clock?.checkpoints ?? []).filter(({ isMeasured }) => isMeasured);
  const moments = [clock?.back?.to, ...stepped.map(({ position }) => position)];
  const known = moments.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** A copy of what is stored. */
export function storedClock({ believed, doubt, back, checkpoints, told }: ClockState): ClockState {
  return {
    ...(believed && { believed: { at: believed.at } }),
    ...(doubt && { doubt: { at: doubt.at } }),
    ...(back && { back: { ...back, mark: undefined } }),
    checkpoints: checkpoints.map(({ step, begun: _, ...one }) => ({ ...one, step: { at: step.at } })),
    told: { ...told },
  };
}

const sighting = objectOf<Pick<Sighting, 'at'>>({ at: moment });

/** How it is stored. */
export const clockForm: Form<ClockState> = {
  believed: optional(sighting),
  doubt: optional(sighting),
  back: optional(
    objectOf<Omit<StepBack, 'mark'>>({
      to: moment,
      said: moment,
      polls: count,
      isCertain: flag,
      isTold: flag,
    }),
  ),
  checkpoints: listOf(
    objectOf<Omit<Checkpoint, 'begun'>>({
      position: optional(moment),
      start: optional(moment),
      before: optional(moment),
      step: sighting,
      polls: count,
      isMeasured: flag,
      isTold: flag,
    }),
  ),
  told: passing(areMoments),
};

function areMoments(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.values(value).every((one) => Number.isFinite(one));
}
