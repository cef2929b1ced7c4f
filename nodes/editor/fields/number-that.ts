import { isVariable } from './variable';

/**
 * A validator for a number in a text field. Empty means the default, and a variable is checked on the server.
 *
 * @param isAccepted whether it is in its range
 * @param read the number that a text is; default: as JavaScript reads it
 */
export function numberThat(
  isAccepted: (number: number) => boolean,
  read: (value: unknown) => number = Number,
): (value: unknown) => boolean {
  return (value) => {
    if (value === '' || value === undefined || isVariable(value)) return true;
    const number = read(value);
    return Number.isFinite(number) && isAccepted(number);
  };
}
