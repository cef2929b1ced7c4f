/**
 * The calendar of `java.util.GregorianCalendar` in the US locale: weeks begin on Sunday, and the week that holds January 1
 * is the first of its year. Days are counted with the Gregorian rules throughout; Java changes to the Julian ones
 * before October 1582, where no tenant has records.
 */
export interface CalendarDate {
  /** Astronomical: the year before 1 is 0. */
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
}

/** The date that a wall clock shows; `localMs` is its time counted as if it were UTC. */
export function calendarDate(localMs: number): CalendarDate {
  const date = new Date(localMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** Midnight of a date, counted as if it were UTC. Days and months beyond their range roll over. */
export function midnight(year: number, month: number, day: number): number {
  if (year >= 100 || year < 0) return Date.UTC(year, month - 1, day);
  // Date.UTC takes 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

export const dayMs = 86_400_000;

/** 1 for January 1. */
export function dayOfYear(date: CalendarDate): number {
  return (midnight(date.year, date.month, date.day) - midnight(date.year, 1, 1)) / dayMs + 1;
}

/** The week of the week-year: the last days of December can be in week 1. */
export function weekOfYear(date: CalendarDate): number {
  if (weekYear(date) !== date.year) return 1;
  return Math.floor((dayOfYear(date) - 1 + weekdayOf(midnight(date.year, 1, 1))) / 7) + 1;
}

/** The year that most of the week's numbering belongs to: 2015 for 2014-12-31. */
export function weekYear(date: CalendarDate): number {
  const saturday = midnight(date.year, date.month, date.day + 6 - date.weekday);
  return calendarDate(saturday).year;
}

export function weekOfMonth(date: CalendarDate): number {
  return Math.floor((date.day - 1 + weekdayOf(midnight(date.year, date.month, 1))) / 7) + 1;
}

/** The how-manieth of its weekday in the month: 2 for the second Wednesday. */
export function weekdayInMonth(date: CalendarDate): number {
  return Math.floor((date.day - 1) / 7) + 1;
}

/** 0 is Sunday. */
export function weekdayOf(localMs: number): number {
  return new Date(localMs).getUTCDay();
}

export const monthNames: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** From Sunday. */
export const weekdayNames: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
