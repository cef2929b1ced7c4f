import type { NumberOption } from './option';

/**
 * A number as a flow stores it: an environment variable, and a field of the editor, make a text of it. `NaN` for anything else,
 * blanks alone included.
 */
export function storedNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** Whether a number is one that an option may be. */
export function isInBounds({ min, max, leastAboveZero, isWhole }: NumberOption, number: number): boolean {
  const isThere = number >= min && number <= max && (number === 0 || number >= leastAboveZero);
  return isThere && (!isWhole || Number.isInteger(number));
}

/** Whether a property is absent or empty. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Whether a property is absent, or a text of nothing but blanks. */
export function isBlank(value: unknown): boolean {
  return isUnset(value) || (typeof value === 'string' && value.trim() === '');
}

/** The number of a property, see `storedNumber`; `undefined` where it is absent or empty. */
export function numberIfSet(value: unknown): number | undefined {
  return isUnset(value) ? undefined : storedNumber(value);
}
