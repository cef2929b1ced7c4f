import { monthNames, weekdayNames } from './calendar';
import { knownZoneNames } from './known-zone-names';
import type { ParsedFields } from './parsed-fields';
import { isNumeric, type PatternItem } from './pattern-items';
import type { Zone } from './zone';

/** Reads one item of a pattern at a place in a text; returns the place behind it, or -1. Each looks at a character once. */
export type ParseStep = (text: string, at: number, fields: ParsedFields, zone: Zone) => number;

/**
 * Compiles the items of a pattern. Accepts beyond Java what names an instant without doubt: every spelling of an offset for
 * every offset field, and a fraction behind the seconds of a pattern that has no field for it.
 *
 * @param windowYear year in which the 100 years begin that two digits can mean
 */
export function compileSteps(items: readonly PatternItem[], windowYear: number): ParseStep[] {
  const hasFraction = items.some((item) => item.kind === 'field' && item.letter === 'S');
  return items.map((item, index) => {
    if (item.kind === 'literal') return literalStep(item.text);
    const next = items[index + 1];
    const abuts = next !== undefined && startsWithDigit(next);
    if (!isNumeric(item)) return wordStep(item.letter, item.count, abuts);
    const width = abuts ? item.count : 0;
    if (item.letter === 'y' || item.letter === 'Y')
      return yearStep(item.letter, item.count, width, windowYear);
    if (item.letter === 'S') return fractionStep(width);
    const target = numberTargets[item.letter] ?? 'second';
    if (item.letter !== 's' || hasFraction || abuts) return numberStep(target, width);
    return secondsStep(next?.kind === 'literal' && /^[.,]/.test(next.text));
  });
}

type NumberTarget = {
  [Key in keyof ParsedFields]: ParsedFields[Key] extends number ? Key : never;
}[keyof ParsedFields];

const numberTargets: Readonly<Record<string, NumberTarget>> = {
  M: 'month',
  L: 'month',
  d: 'day',
  D: 'dayOfYear',
  w: 'weekOfYear',
  W: 'weekOfMonth',
  F: 'weekdayInMonth',
  u: 'weekdayNumber',
  H: 'hour',
  k: 'hourFrom1',
  K: 'halfDayHour',
  h: 'halfDayHourFrom1',
  m: 'minute',
  s: 'second',
};

/** Digits behind a number would be read as part of it, so it then has exactly as many as the pattern has letters. */
function startsWithDigit(item: PatternItem): boolean {
  return item.kind === 'literal' ? /^\d/.test(item.text) : isNumeric(item);
}

function literalStep(literal: string): ParseStep {
  return (text, at) => (text.startsWith(literal, at) ? at + literal.length : -1);
}

function numberStep(target: NumberTarget, width: number): ParseStep {
  return (text, at, fields) => {
    const start = skipBlanks(text, at);
    const end = endOfDigits(text, start, width);
    if (end > 0) fields[target] = toNumber(text, start, end);
    return end;
  };
}

function secondsStep(pointFollows: boolean): ParseStep {
  const readSeconds = numberStep('second', 0);
  if (pointFollows) return readSeconds;
  return (text, at, fields, zone) => {
    const end = readSeconds(text, at, fields, zone);
    if (end < 0 || (text[end] !== '.' && text[end] !== ',')) return end;
    const endOfFraction = endOfDigits(text, end + 1, 0);
    if (endOfFraction > 0) fields.millisecond = decimalFraction(text, end + 1, endOfFraction);
    return endOfFraction;
  };
}

/**
 * Up to three digits are the number of milliseconds, as Java has it (`.5` is 5 ms). More are a decimal fraction: that is
 * what every service means that sends them, where Java would add up to a quarter of an hour.
 */
function fractionStep(width: number): ParseStep {
  return (text, at, fields) => {
    const start = skipBlanks(text, at);
    const end = endOfDigits(text, start, width);
    if (end < 0) return end;
    fields.millisecond = end - start > 3 ? decimalFraction(text, start, end) : toNumber(text, start, end);
    return end;
  };
}

/** Whole milliseconds of the digits behind a decimal point. */
function decimalFraction(text: string, start: number, end: number): number {
  const used = Math.min(end, start + 3);
  return toNumber(text, start, used) * (used - start === 1 ? 100 : used - start === 2 ? 10 : 1);
}

/** Two digits are read within 100 years for `y` and `yy`; `yyyy` wants four digits, where Java would read "24" as the year 24. */
function yearStep(letter: string, count: number, width: number, windowYear: number): ParseStep {
  const target = letter === 'Y' ? 'weekYear' : 'year';
  return (text, at, fields) => {
    const start = skipBlanks(text, at);
    const end = endOfDigits(text, start, width);
    if (end < 0 || end - start < Math.max(2, count) || end - start > 6) return -1;
    const year = toNumber(text, start, end);
    const short = count <= 2 && end - start === 2;
    fields[target] = short ? inWindow(year, windowYear) : year;
    fields.ambiguousYear = short && year === windowYear % 100;
    return end;
  };
}

function inWindow(twoDigits: number, windowYear: number): number {
  const century = Math.floor(windowYear / 100) * 100;
  return century + twoDigits + (twoDigits < windowYear % 100 ? 100 : 0);
}

function wordStep(letter: string, count: number, abuts: boolean): ParseStep {
  switch (letter) {
    case 'M':
    case 'L':
      return namesStep(monthNames, (fields, index) => {
        fields.month = index + 1;
      });
    case 'E':
      return namesStep(weekdayNames, (fields, index) => {
        fields.weekday = index;
      });
    case 'a':
      return namesStep(['AM', 'PM'], (fields, index) => {
        fields.half = index;
      });
    case 'G':
      return namesStep(['AD', 'BC'], (fields, index) => {
        fields.beforeChrist = index === 1;
      });
    case 'X':
      return offsetStep(abuts ? count : 0);
    default:
      return zoneStep(abuts ? 2 : 0);
  }
}

/** A name in any case, whole or its first three letters, as Java accepts it. */
function namesStep(names: readonly string[], set: (fields: ParsedFields, index: number) => void): ParseStep {
  const lower = names.map((name) => name.toLowerCase());
  return (text, at, fields) => {
    const start = skipBlanks(text, at);
    const near = text.slice(start, start + 9).toLowerCase();
    const index = lower.findIndex((name) => near.startsWith(name.slice(0, 3)));
    const name = lower[index];
    if (name === undefined) return -1;
    set(fields, index);
    return start + (near.startsWith(name) ? name.length : 3);
  };
}

/** Forms by the number of letters in `X`: 1 `-07`, 2 `-0700`, 3 `-07:00`; 0: whichever is there. `Z` always counts. */
function offsetStep(form: number): ParseStep {
  return (text, at, fields) => {
    const start = skipBlanks(text, at);
    if (text[start] === 'Z') {
      fields.offset = 0;
      return start + 1;
    }
    return readOffset(text, start, form, fields);
  };
}

function readOffset(text: string, start: number, form: number, fields: ParsedFields): number {
  const sign = text[start] === '-' ? -1 : text[start] === '+' ? 1 : 0;
  const endOfHours = endOfDigits(text, start + 1, 2);
  if (sign === 0 || endOfHours < 0) return -1;
  const hours = toNumber(text, start + 1, endOfHours);
  const startOfMinutes = text[endOfHours] === ':' && form !== 1 && form !== 2 ? endOfHours + 1 : endOfHours;
  const endOfMinutes = form === 1 ? -1 : endOfDigits(text, startOfMinutes, 2);
  if (endOfMinutes < 0 && (startOfMinutes > endOfHours || form > 1)) return -1;
  const minutes = endOfMinutes < 0 ? 0 : toNumber(text, startOfMinutes, endOfMinutes);
  if (hours > 23 || minutes > 59) return -1;
  fields.offset = sign * (hours * 3_600_000 + minutes * 60_000);
  return endOfMinutes < 0 ? endOfHours : endOfMinutes;
}

/** `z` and `Z`: an offset, `GMT` or `UTC` with one behind it, or a zone's name. */
function zoneStep(form: number): ParseStep {
  const stepOverOffset = offsetStep(form);
  return (text, at, fields, zone) => {
    const start = skipBlanks(text, at);
    const asOffset = stepOverOffset(text, start, fields, zone);
    if (asOffset > 0) return asOffset;
    if (/^(GMT|UTC)[+-]$/i.test(text.slice(start, start + 4))) return readOffset(text, start + 3, 0, fields);
    const name = longestName(text.slice(start, start + 60).toLowerCase(), zone);
    fields.zoneName = name;
    return name === '' || isLetter(text.charCodeAt(start + name.length)) ? -1 : start + name.length;
  };
}

function longestName(near: string, zone: Zone): string {
  let longest = '';
  for (const names of [zone.names, knownZoneNames()]) {
    for (const name of names.keys()) {
      if (name.length > longest.length && near.startsWith(name)) longest = name;
    }
  }
  return longest;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function skipBlanks(text: string, at: number): number {
  let start = at;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start += 1;
  return start;
}

/** The place behind the digits at `start`, -1 if there are none; exactly `width` digits unless it is 0. */
function endOfDigits(text: string, start: number, width: number): number {
  const limit = width === 0 ? text.length : start + width;
  let end = start;
  while (end < limit && isDigit(text.charCodeAt(end))) end += 1;
  return end === start || (width > 0 && end < limit) ? -1 : end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function toNumber(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}
