import {
  type CalendarDate,
  calendarDate,
  dayMs,
  dayOfYear,
  midnight,
  weekdayInMonth,
  weekdayOf,
  weekOfMonth,
  weekOfYear,
  weekYear,
} from './calendar';
import { knownZoneNames } from './known-zone-names';
import type { Zone } from './zone';

/**
 * What the fields of a pattern found in a text. Numbers are -1 where there was none. One object serves all the texts
 * of a pattern: two dates per record, tens of thousands of records a second.
 */
export class ParsedFields {
  year = -1;
  /** Whether the year was two digits that equal those of the year in which the 100-year window begins. */
  ambiguousYear = false;
  beforeChrist = false;
  weekYear = -1;
  month = -1;
  day = -1;
  dayOfYear = -1;
  weekOfYear = -1;
  weekOfMonth = -1;
  weekdayInMonth = -1;
  /** 0 is Sunday. */
  weekday = -1;
  /** `u`: 1 is Monday, 7 Sunday. */
  weekdayNumber = -1;
  /** 0 to 23. */
  hour = -1;
  /** 1 to 24. */
  hourFrom1 = -1;
  /** 0 to 11. */
  halfDayHour = -1;
  /** 1 to 12. */
  halfDayHourFrom1 = -1;
  /** 0 is AM, 1 is PM. */
  half = -1;
  minute = -1;
  second = -1;
  millisecond = -1;
  /** Milliseconds east of Greenwich; `NaN`: none. */
  offset = Number.NaN;
  /** In lower case; empty: none. */
  zoneName = '';

  clear(): void {
    this.year = this.weekYear = this.month = this.day = this.dayOfYear = -1;
    this.weekOfYear = this.weekOfMonth = this.weekdayInMonth = this.weekday = this.weekdayNumber = -1;
    this.hour = this.hourFrom1 = this.halfDayHour = this.halfDayHourFrom1 = this.half = -1;
    this.minute = this.second = this.millisecond = -1;
    this.ambiguousYear = this.beforeChrist = false;
    this.offset = Number.NaN;
    this.zoneName = '';
  }
}

/**
 * The instant (epoch milliseconds) that the fields name; a field that is missing counts as Java has it, from 1970-01-01
 * 00:00. `NaN` when there is no such date or time, or when two fields contradict each other (Java would roll over, or
 * believe the last).
 *
 * @param windowStart instant at which the 100 years that two digits can mean begin
 */
export function instantOf(fields: ParsedFields, zone: Zone, windowStart: number): number {
  const time = timeOf(fields);
  const year = fields.year >= 0 ? signedYear(fields) : fields.weekYear >= 0 ? fields.weekYear : 1970;
  const instant = inZone(dateOf(fields, year) + time, fields, zone);
  if (!fields.ambiguousYear || instant >= windowStart) return instant;
  return inZone(dateOf(fields, year + 100) + time, fields, zone);
}

function signedYear(fields: ParsedFields): number {
  return fields.beforeChrist ? 1 - fields.year : fields.year;
}

/** Milliseconds since midnight, or `NaN`. */
function timeOf(fields: ParsedFields): number {
  const hour = hourOf(fields);
  const { minute, second, millisecond } = fields;
  if (minute > 59 || second > 59 || millisecond > 999) return Number.NaN;
  return (
    hour * 3_600_000 + Math.max(minute, 0) * 60_000 + Math.max(second, 0) * 1000 + Math.max(millisecond, 0)
  );
}

function hourOf(fields: ParsedFields): number {
  const { hour, hourFrom1, halfDayHour, halfDayHourFrom1, half } = fields;
  if (hour > 23 || hourFrom1 === 0 || hourFrom1 > 24) return Number.NaN;
  if (halfDayHour > 11 || halfDayHourFrom1 === 0 || halfDayHourFrom1 > 12) return Number.NaN;
  let found = -1;
  if (hour >= 0) found = hour;
  else if (hourFrom1 >= 0) found = hourFrom1 % 24;
  else found = 12 * Math.max(half, 0) + (Math.max(halfDayHour, halfDayHourFrom1, 0) % 12);
  const agree =
    (hourFrom1 < 0 || hourFrom1 % 24 === found) &&
    (halfDayHour < 0 || halfDayHour === found % 12) &&
    (halfDayHourFrom1 < 0 || halfDayHourFrom1 % 12 === found % 12) &&
    (half < 0 || half === (found < 12 ? 0 : 1));
  return agree ? found : Number.NaN;
}

/** Midnight of the date, counted as if it were UTC, or `NaN`. */
function dateOf(fields: ParsedFields, year: number): number {
  const found = findDate(fields, year);
  if (Number.isNaN(found)) return found;
  return agrees(fields, year, calendarDate(found)) ? found : Number.NaN;
}

/** The first of the usual ways to name a day whose fields are there; `agrees` checks the others against it. */
function findDate(fields: ParsedFields, year: number): number {
  const weekday = fields.weekdayNumber >= 0 ? fields.weekdayNumber % 7 : fields.weekday;
  if (fields.month >= 0 && fields.day >= 0) return midnight(year, fields.month, fields.day);
  if (fields.dayOfYear >= 0) return midnight(year, 1, fields.dayOfYear);
  if (fields.month >= 0) return findInMonth(fields, midnight(year, fields.month, 1), weekday);
  if (fields.weekOfYear >= 0) return inWeek(midnight(year, 1, 1), fields.weekOfYear, weekday);
  return findInMonth(fields, midnight(year, 1, 1), weekday);
}

function findInMonth(fields: ParsedFields, firstOfMonth: number, weekday: number): number {
  if (fields.day >= 0) return firstOfMonth + (fields.day - 1) * dayMs;
  if (fields.weekOfMonth >= 0) return inWeek(firstOfMonth, fields.weekOfMonth, weekday);
  if (weekday < 0) return firstOfMonth;
  const firstSuchDay = (weekday - weekdayOf(firstOfMonth) + 7) % 7;
  return firstOfMonth + (firstSuchDay + 7 * (Math.max(fields.weekdayInMonth, 1) - 1)) * dayMs;
}

/** A weekday (Sunday unless named) of the numbered week, where the first week is the one that holds `first`. */
function inWeek(first: number, week: number, weekday: number): number {
  return first + (7 * (week - 1) - weekdayOf(first) + Math.max(weekday, 0)) * dayMs;
}

function agrees(fields: ParsedFields, year: number, date: CalendarDate): boolean {
  if (fields.year >= 0 && date.year !== year) return false;
  if (fields.month >= 0 && date.month !== fields.month) return false;
  if (fields.day >= 0 && date.day !== fields.day) return false;
  if (fields.weekday >= 0 && date.weekday !== fields.weekday) return false;
  if (fields.weekdayNumber >= 0 && (date.weekday || 7) !== fields.weekdayNumber) return false;
  if (fields.dayOfYear >= 0 && dayOfYear(date) !== fields.dayOfYear) return false;
  if (fields.weekYear >= 0 && weekYear(date) !== fields.weekYear) return false;
  if (fields.weekOfYear >= 0 && weekOfYear(date) !== fields.weekOfYear) return false;
  if (fields.weekOfMonth >= 0 && weekOfMonth(date) !== fields.weekOfMonth) return false;
  return fields.weekdayInMonth < 0 || weekdayInMonth(date) === fields.weekdayInMonth;
}

/** An offset or a zone's name in the text counts before the configured zone. */
function inZone(localMs: number, fields: ParsedFields, zone: Zone): number {
  if (Number.isNaN(localMs)) return localMs;
  if (!Number.isNaN(fields.offset)) return localMs - fields.offset;
  if (fields.zoneName === '') return zone.instant(localMs);
  for (const candidate of zone.candidates(localMs)) {
    if (zone.shortName(candidate).toLowerCase() === fields.zoneName && showsAt(zone, candidate, localMs))
      return candidate;
    if (zone.longName(candidate).toLowerCase() === fields.zoneName && showsAt(zone, candidate, localMs))
      return candidate;
  }
  const offset = zone.offsetNamed(fields.zoneName, localMs) ?? knownZoneNames().get(fields.zoneName);
  return offset === undefined ? Number.NaN : localMs - offset;
}

function showsAt(zone: Zone, instant: number, localMs: number): boolean {
  return instant + zone.offset(instant) === localMs;
}
