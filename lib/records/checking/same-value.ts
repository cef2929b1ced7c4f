import { withoutTrailing } from '../../base/text/without-trailing';
import { parseIso } from '../../dates/coupa-date';

/**
 * Whether two plain values say the same in Coupa, which writes decimals as texts with more digits, dates with a time and a zone, and
 * flags as it likes: `1.1` and `1.100000`, `2026-11-28` and its midnight, `true` and `"true"`.
 */
export function isSameValue(asked: unknown, present: unknown): boolean {
  if (asked === present) return true;
  if (isBlank(asked) || isBlank(present)) return isBlank(asked) && isBlank(present);
  if (typeof asked === 'object' || typeof present === 'object') return false;
  const [one, other] = [String(asked), String(present)];
  return one === other || isSameNumber(one, other) || isSameDate(one, other);
}

/** What Coupa shows for a member that holds nothing. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The same text for all plain values that are the same, and for some that are not. */
export function valueKey(value: unknown): string {
  if (isBlank(value) || typeof value === 'object') return typeof value;
  const text = String(value);
  if (date.test(text)) return 'date';
  return digitsOf(text) ?? `text ${text}`;
}

/** Compared digit by digit: amounts have more of them than a JavaScript number holds. */
export function isSameNumber(one: string, other: string): boolean {
  const first = digitsOf(one);
  return first !== undefined && first === digitsOf(other);
}

function digitsOf(text: string): string | undefined {
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  if (sign === undefined || !/\d/.test(text)) return undefined;
  const digits = `${whole.replace(/^0+/, '') || '0'}.${withoutTrailing(fraction, '0')}`;
  return sign === '-' && digits !== '0.' ? `-${digits}` : digits;
}

const date = /^\d{4}-\d\d-\d\d/;

/** A date without a time is midnight, by Coupa's queries that of UTC and by its answers that of the tenant. */
export function isSameDate(one: string, other: string): boolean {
  if (!date.test(one) || !date.test(other)) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 10 && long.startsWith(short) && /^.{10}(?:[T ]00:00(?::00(?:\.0+)?)?|$)/.test(long))
    return true;
  const instants = [one, other].map((text) => Math.floor(instantOf(text) / 1000));
  return !Number.isNaN(instants[0]) && instants[0] === instants[1];
}

/** Where there is no zone it is UTC, wherever this computer stands. */
function instantOf(text: string): number {
  const instant = parseIso(text);
  return Number.isNaN(instant) ? Date.parse(text) : instant;
}
