import { CoupaError } from '../base/errors';
import { type Phrase, phrase, type Text } from '../base/text/phrase';
import { JavaDatePattern } from './java-date-pattern';
import { readZone, type Zone } from './zone';

/** How a date is written. */
export interface DateFormat {
  /** A Java date pattern, or `milliseconds`: a number of milliseconds since 1970. */
  format: string;
  /** Zone of dates that carry none; see `readZone`. */
  timezone: string;
}

/**
 * Reads the dates of one field of many records.
 *
 * What Java would accept wrongly is refused (see `JavaDatePattern`), while two things are accepted that Java refuses, since
 * the instant is beyond doubt: an offset in any ISO 8601 spelling (`Z`, `-07`, `-0700`, `-07:00`) where the pattern has an offset, and
 * a decimal fraction behind the seconds of a pattern that has none. Fractions below a millisecond are dropped.
 */
export class DateReader {
  /**
   * @throws {CoupaError} `COUPA_CONFIG` for an unknown zone, a pattern that Java does not know (`details: { position }`), and one
   *   that cannot tell instants apart: without a year, or with hours to 12 and no AM or PM.
   */
  static compile({ format, timezone }: DateFormat): DateReader {
    const zone = readZone(timezone);
    if (isMilliseconds(format)) return new DateReader(undefined, zone);
    if (isWordForDate(format)) throw noPattern(format.trim());
    const pattern = JavaDatePattern.compile(format.trim());
    checkThatItTellsInstants(pattern);
    return new DateReader(pattern, zone);
  }

  private constructor(
    private readonly pattern: JavaDatePattern | undefined,
    private readonly zone: Zone,
  ) {}

  /**
   * Reads one date; returns epoch milliseconds.
   *
   * @throws {CoupaError} `COUPA_RESPONSE`, naming the text and the format.
   */
  read(value: unknown): number {
    if (this.pattern === undefined) return readMilliseconds(value);
    if (typeof value === 'string') return this.pattern.parse(value, this.zone);
    const advice = typeof value === 'number' ? adviceOnFormat : adviceOnField;
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`Expected a date as text in the format "${this.pattern.pattern}", got ${describe(value)}. ${advice}`,
    );
  }

  /**
   * The earliest that something dated at this instant or later can read, epoch milliseconds: what a format without seconds, or
   * without a time of day, leaves out makes dates read as earlier than they were.
   */
  earliest(epochMs: number): number {
    if (this.pattern === undefined) return epochMs;
    return Math.min(epochMs, this.pattern.parse(this.pattern.format(epochMs, this.zone), this.zone));
  }
}

/** The word that stands for epoch milliseconds where a pattern is expected. */
export const milliseconds = 'milliseconds';

/** Whether a format is that word. */
export function isMilliseconds(format: string): boolean {
  return format.trim().toLowerCase() === milliseconds;
}

/** Names of formats: letters, of which each would be told as one that Java does not have. */
const word = /^(?:epoch|unix|millis?|ms|seconds?|timestamp|iso|rfc)(?:[-_ ]?[a-z\d]{1,20}){0,5}$/i;

/** Whether a format is a name that others give one: `unix`, `ISO_INSTANT`. */
export function isWordForDate(format: string): boolean {
  return word.test(format.trim());
}

function noPattern(format: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${format}" is no date pattern. Write one such as yyyy-MM-dd'T'HH:mm:ssXXX, or milliseconds.`,
  );
}

const adviceOnFormat = phrase`If dates are numbers of milliseconds, set the format to "milliseconds".`;

const adviceOnField = phrase`Check that the date field names the right field.`;

/** The range of JavaScript's dates, either way. */
const maxEpochMs = 8.64e15;

function readMilliseconds(value: unknown): number {
  const isDigits = typeof value === 'string' && /^-?\d{1,16}$/.test(value);
  const number = isDigits ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= maxEpochMs) return number;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`Expected a date in the format "milliseconds", a whole number of milliseconds since 1970, got ${describe(value)}. Set the format to the Java date pattern that describes such dates.`,
  );
}

function describe(value: unknown): Text {
  if (typeof value === 'string') return `"${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (value === undefined) return phrase`nothing`;
  return Array.isArray(value) ? phrase`an array` : phrase`an ${typeof value}`;
}

function checkThatItTellsInstants({ letters, pattern }: JavaDatePattern): void {
  if (!letters.includes('y') && !(letters.includes('Y') && letters.includes('w'))) {
    const advice = letters.includes('Y')
      ? phrase`YYYY is the year of the week number; write yyyy for the year of the date.`
      : phrase`Write yyyy where the year stands.`;
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`Dates cannot be read with the format "${pattern}": it has no year. ${advice}`,
    );
  }
  if (/[hK]/.test(letters) && !/[Hka]/.test(letters)) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`Dates cannot be read with the format "${pattern}": its hours go to 12 and it has no AM or PM. Write HH for hours to 23, or add a.`,
    );
  }
}

/**
 * What the user should know of a format that can be compiled, and whose letters are another language's: by them a date would be read as another
 * one, without a word, or not at all. It is no error, since a flow may need no date to be right.
 */
export function remarkOnFormat(format: string): Phrase | undefined {
  if (isMilliseconds(format)) return undefined;
  const { pattern, letters } = JavaDatePattern.compile(format.trim());
  const misread = misreadIn(pattern, letters);
  return (
    misread && phrase`With the format "${pattern}" dates are not read as the ones that are meant: ${misread}`
  );
}

function misreadIn(pattern: string, letters: string): Phrase | undefined {
  if (/d/.test(letters) && !/[MLD]/.test(letters))
    return phrase`it has days and no month: mm are minutes. Write MM where the month stands.`;
  if (/[ML]/.test(letters) && /D/.test(letters) && !/d/.test(letters))
    return phrase`DD is the day of the year. Write dd for the day of the month.`;
  if (/[Hk]M/.test(letters) && !/m/.test(letters))
    return phrase`MM behind the hours is the month. Write mm for minutes.`;
  if (/mS/.test(letters) && !/s/.test(letters)) return phrase`SS are milliseconds. Write ss for seconds.`;
  return /\[[^[\]]*\]/.test(pattern.replace(/'[^']*'/g, ''))
    ? phrase`square brackets stand for themselves. Leave them out with what they make optional: a fraction behind the seconds is read all the same.`
    : undefined;
}
