import type { Comparison } from './comparison';
import type { Place } from './place';
import type { Result } from './row';

/** What a measure came to when it ran last, against its targets. */
export interface Measured extends Result {
  place: Place;
}

/** What a measure came to when two packages were compared last. */
export interface Compared {
  place: Place;
  /** The commit of the other one. */
  against: string;
  /** How many times both ran. */
  pairs: number;
  figures: Comparison[];
}

/** All that was measured, each measure when it ran last: `bench/results.json`. */
export interface Results {
  measured: Record<string, Measured>;
  compared: Record<string, Compared>;
}

/** Results with those of a run laid over: measures that did not run stay as they were, those there are no more go. */
export function mergeResults(
  known: Partial<Results>,
  run: Partial<Results>,
  names: readonly string[],
): Results {
  return {
    measured: merge(known.measured, run.measured, names),
    compared: merge(known.compared, run.compared, names),
  };
}

function merge<One>(
  known: Record<string, One> = {},
  run: Record<string, One> = {},
  names: readonly string[],
): Record<string, One> {
  const all = { ...known, ...run };
  const inOrder = names.flatMap((name) => {
    const one = all[name];
    return one === undefined ? [] : [[name, one] as const];
  });
  return Object.fromEntries(inOrder);
}
