const zero = 0x30;
const plus = 0x2b;
const minus = 0x2d;
const utc = 0x5a;

const colon = 0x3a;
const letterT = 0x54;

/**
 * Reads a date as Coupa writes it, `2026-11-29T04:30:00Z` or with an offset as `+01:00`: each record has two of them, and step by step a
 * date takes six times as long. Epoch milliseconds; `NaN` for anything else, of which `JavaDatePattern` knows what it is.
 */
export function usualDate(text: string): number {
  const isUtc = text.length === 20 && text.charCodeAt(19) === utc;
  if (!(isUtc || text.length === 25) || !hasMarks(text)) return Number.NaN;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // What is no number is beyond no limit: it makes the sum one that is no number.
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return Number.NaN;
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) - (isUtc ? 0 : offsetMs(text));
}

function hasMarks(text: string): boolean {
  return (
    text.charCodeAt(4) === minus &&
    text.charCodeAt(7) === minus &&
    text.charCodeAt(10) === letterT &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon
  );
}

/** `NaN` where there are no two digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

function offsetMs(text: string): number {
  const sign = text.charCodeAt(19);
  const hours = twoDigits(text, 20);
  const minutes = twoDigits(text, 23);
  if (text.charCodeAt(22) !== colon || hours > 23 || minutes > 59) return Number.NaN;
  const ms = hours * 3_600_000 + minutes * 60_000;
  return sign === plus ? ms : sign === minus ? -ms : Number.NaN;
}

function lastDay(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
