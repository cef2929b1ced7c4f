/** The value in the middle; of two in the middle, the mean. @throws for no values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.');
  return (low + high) / 2;
}

/** The largest value. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** `35,200`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `12.3`, with so many digits behind the point. */
export function fixed(value: number, digits = 1): string {
  return value.toFixed(digits);
}

/** Bytes as MB, of a million bytes. */
export function megabytes(bytes: number): string {
  return `${fixed(bytes / 1e6)} MB`;
}

/** Each value over its neighbour: noise meets both alike. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
}
