import { median } from './figures';
import type { Figure } from './row';

/** What two packages came to in turn: what was, and what is. */
export interface Pair {
  before: readonly Figure[];
  after: readonly Figure[];
}

/** One figure of two packages. */
export interface Comparison {
  name: string;
  unit: string;
  better: Figure['better'];
  /** Medians. */
  before: number;
  after: number;
  /** The middle of the ratios of neighbours, what is over what was, and the smallest and the largest of them. */
  ratio: number;
  low: number;
  high: number;
  /** Whether what is differs by more than its noise: `same` where it does not, or where a single pair cannot say. */
  verdict: 'better' | 'worse' | 'same';
}

/** Compares figure by figure. @throws when the runs have not the same figures */
export function compare(pairs: readonly Pair[]): Comparison[] {
  return (pairs[0]?.before ?? []).map(({ name, unit, better }) => {
    const before = pairs.map((pair) => valueNamed(pair.before, name));
    const after = pairs.map((pair) => valueNamed(pair.after, name));
    const ratios = after.map((value, index) => ratio(value, before[index] ?? Number.NaN));
    return {
      name,
      unit,
      better,
      before: median(before),
      after: median(after),
      ratio: median(ratios),
      low: Math.min(...ratios),
      high: Math.max(...ratios),
      verdict: verdictOf(ratios, better),
    };
  });
}

function valueNamed(figures: readonly Figure[], name: string): number {
  const figure = figures.find((one) => one.name === name);
  if (figure === undefined) throw new Error(`One of the packages has no figure "${name}".`);
  return figure.value;
}

/** Of nothing over nothing, 1. */
function ratio(after: number, before: number): number {
  return after === before ? 1 : after / before;
}

/** Worse or better only if the range that holds the true ratio 19 times of 20 lies on one side of 1. */
function verdictOf(ratios: readonly number[], better: Figure['better']): Comparison['verdict'] {
  const [low, high] = confidence(ratios.map(Math.log));
  if (low > 0) return better === 'more' ? 'better' : 'worse';
  if (high < 0) return better === 'more' ? 'worse' : 'better';
  return 'same';
}

/** The mean of few values, and how far it may be off, by Student's distribution. */
function confidence(values: readonly number[]): [low: number, high: number] {
  const { length } = values;
  if (length < 2 || values.some((value) => !Number.isFinite(value))) return [0, 0];
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (length - 1);
  const reach = (student[length - 2] ?? 2.1) * Math.sqrt(variance / length);
  return [mean - reach, mean + reach];
}

/** Student's t, two-sided 95 %, for one degree of freedom and more. */
const student = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14];
