import {
  type CalendarDate,
  calendarDate,
  dayMs,
  dayOfYear,
  monthNames,
  weekdayInMonth,
  weekdayNames,
  weekOfMonth,
  weekOfYear,
  weekYear,
} from './calendar';
import type { PatternItem } from './pattern-items';
import type { Zone } from './zone';

/** Prints an instant (epoch milliseconds) as Java's `SimpleDateFormat` does in the US locale. */
export function formatPattern(items: readonly PatternItem[], epochMs: number, zone: Zone): string {
  const offset = zone.offset(epochMs);
  const moment: Moment = {
    epochMs,
    zone,
    offset,
    date: calendarDate(epochMs + offset),
    time: timeOfDay(epochMs + offset),
  };
  let text = '';
  for (const item of items) {
    text += item.kind === 'literal' ? item.text : formatField(item.letter, item.count, moment);
  }
  return text;
}

interface Moment {
  epochMs: number;
  zone: Zone;
  /** Milliseconds. */
  offset: number;
  date: CalendarDate;
  /** Milliseconds since midnight by the zone's clocks. */
  time: number;
}

function timeOfDay(localMs: number): number {
  return localMs - Math.floor(localMs / dayMs) * dayMs;
}

function formatField(letter: string, count: number, moment: Moment): string {
  switch (letter) {
    case 'M':
    case 'L':
      return formatMonth(moment.date.month, count);
    case 'y':
      return formatYear(moment.date.year > 0 ? moment.date.year : 1 - moment.date.year, count);
    case 'Y':
      return formatYear(weekYear(moment.date), count);
    case 'G':
      return moment.date.year > 0 ? 'AD' : 'BC';
    case 'E':
      return (weekdayNames[moment.date.weekday] ?? '').slice(0, count >= 4 ? undefined : 3);
    case 'a':
      return hour(moment) < 12 ? 'AM' : 'PM';
    case 'z':
      return count >= 4 ? moment.zone.longName(moment.epochMs) : moment.zone.shortName(moment.epochMs);
    case 'Z':
      return formatOffset(moment.offset, '');
    case 'X':
      return formatIsoOffset(moment.offset, count);
    default:
      return pad(numberOf(letter, moment), count);
  }
}

function numberOf(letter: string, moment: Moment): number {
  switch (letter) {
    case 'd':
      return moment.date.day;
    case 'D':
      return dayOfYear(moment.date);
    case 'w':
      return weekOfYear(moment.date);
    case 'W':
      return weekOfMonth(moment.date);
    case 'F':
      return weekdayInMonth(moment.date);
    case 'u':
      return moment.date.weekday || 7;
    case 'H':
      return hour(moment);
    case 'k':
      return hour(moment) || 24;
    case 'K':
      return hour(moment) % 12;
    case 'h':
      return hour(moment) % 12 || 12;
    case 'm':
      return Math.floor(moment.time / 60_000) % 60;
    case 's':
      return Math.floor(moment.time / 1000) % 60;
    default:
      return moment.time % 1000;
  }
}

function hour(moment: Moment): number {
  return Math.floor(moment.time / 3_600_000);
}

function formatMonth(month: number, count: number): string {
  if (count < 3) return pad(month, count);
  return (monthNames[month - 1] ?? '').slice(0, count >= 4 ? undefined : 3);
}

/** Two letters are the last two digits; any other count is the whole year. */
function formatYear(year: number, count: number): string {
  return count === 2 ? pad(Math.abs(year) % 100, 2) : pad(year, count);
}

function formatIsoOffset(offset: number, count: number): string {
  if (offset === 0) return 'Z';
  const text = formatOffset(offset, count === 3 ? ':' : '');
  return count === 1 ? text.slice(0, 3) : text;
}

/** Offsets of the past have seconds, which Java drops. */
function formatOffset(offset: number, separator: string): string {
  const minutes = Math.trunc(Math.abs(offset) / 60_000);
  return `${offset < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

function pad(value: number, digits: number): string {
  return value < 0 ? `-${pad(-value, digits)}` : String(value).padStart(digits, '0');
}
