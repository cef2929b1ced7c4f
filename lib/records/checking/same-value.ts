import { withoutTrailing } from '../../base/text/without-trailing';
import type { MemberKind } from '../../catalogue/members/members';
import { parseIso } from '../../dates/coupa-date';

/**
 * Whether two plain values say the same in Coupa, which writes decimals as texts with more digits, dates with a time and a zone, and
 * flags as it likes: `1.1` and `1.100000`, `2026-11-28` and its midnight, `true` and `"true"`. A text that is no amount is only what it is:
 * the postal code `01234` is not `1234`, and a new name is not the old one.
 *
 * @param kind of the member they are of, where that is known
 */
export function isSameValue(asked: unknown, present: unknown, kind?: MemberKind): boolean {
  if (asked === present) return true;
  if (isBlank(asked) || isBlank(present)) return isBlank(asked) && isBlank(present);
  if (typeof asked === 'object' || typeof present === 'object') return false;
  const [one, other] = [String(asked), String(present)];
  if (one === other || isSameDate(one, other)) return true;
  const areNumbers = typeof asked === 'number' || typeof present === 'number' || isNumeric(kind);
  if (areNumbers)
    return isSameNumber(one, other) || isKept(typeof asked === 'number' ? withoutNoise(asked) : one, other);
  return !isText(kind) && isAmount(one) && isAmount(other) && isSameNumber(one, other);
}

function isNumeric(kind: MemberKind | undefined): boolean {
  return kind === 'integer' || kind === 'decimal';
}

function isText(kind: MemberKind | undefined): boolean {
  return kind === 'string' || kind === 'time';
}

/** Whether a text may be an amount: what begins with a zero or a plus is a code, an account, a telephone number. */
function isAmount(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)?(?:\.\d*)?$/.test(text.trim());
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

/** Decimals with which Coupa keeps amounts at least: where it shows so many, it may have no more. */
const keptAtLeast = 4;

/** Decimals with which it keeps prices: of an amount with no more of them, fewer are the whole only where zeros fill them up. */
const keptOften = 6;

/**
 * Whether Coupa holds an amount with the decimals that it keeps: a third as `0.333333`, or `0.3333`. A price of `0.0012` is not one of
 * `0.00123`, which may be kept as it is.
 */
function isKept(asked: string, present: string): boolean {
  if (isSameNumber(asked, present)) return true;
  const [one, other] = [partsOf(asked), partsOf(present)];
  if (one === undefined || other === undefined) return false;
  const kept = other.fraction.length;
  if (kept < keptAtLeast || one.fraction.length <= kept || one.sign !== other.sign) return false;
  if (one.fraction.length <= keptOften && !other.fraction.endsWith('0')) return false;
  const cut = BigInt(one.whole + one.fraction.slice(0, kept));
  const rounded = cut + (Number(one.fraction[kept]) < 5 ? 0n : 1n);
  const held = BigInt(other.whole + other.fraction);
  return held === cut || held === rounded;
}

/** JavaScript's 0.1 + 0.2 is 0.30000000000000004, of which fifteen digits were meant. */
function withoutNoise(value: number): string {
  return String(Number(value.toPrecision(15)));
}

function partsOf(text: string): { sign: string; whole: string; fraction: string } | undefined {
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d*)\.?(\d*)$/.exec(text.trim()) ?? [];
  return sign === undefined || whole + fraction === '' ? undefined : { sign, whole, fraction };
}

/** Whether it has so many decimals that Coupa may hold it with fewer: it is not found by its digits then. */
export function mayBeKeptShorter(value: unknown): boolean {
  return (partsOf(String(value))?.fraction.length ?? 0) > keptAtLeast;
}

function digitsOf(text: string): string | undefined {
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  if (sign === undefined || !/\d/.test(text)) return undefined;
  const digits = `${whole.replace(/^0+/, '') || '0'}.${withoutTrailing(fraction, '0')}`;
  return sign === '-' && digits !== '0.' ? `-${digits}` : digits;
}

/** A day, or a moment as Coupa and people write it, and nothing behind it: a name may begin with a date. */
const date =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?$/;

/** A date without a time is midnight, by Coupa's queries that of UTC and by its answers that of the tenant. */
export function isSameDate(one: string, other: string): boolean {
  const [short, long] = (one.length <= other.length ? [one, other] : [other, one]).map(
    (text) => date.exec(text)?.groups,
  );
  if (short === undefined || long === undefined) return false;
  if (short['time'] === undefined && long['day'] === short['day'] && isMidnight(long['time'])) return true;
  const instants = [one, other].map((text) => Math.floor(instantOf(text) / 1000));
  return !Number.isNaN(instants[0]) && instants[0] === instants[1];
}

function isMidnight(time: string | undefined): boolean {
  return time === undefined || /^00:00(?::00(?:\.0+)?)?$/.test(time);
}

/** Where there is no zone it is UTC, wherever this computer stands. */
function instantOf(text: string): number {
  const instant = parseIso(text);
  return Number.isNaN(instant) ? Date.parse(text) : instant;
}
