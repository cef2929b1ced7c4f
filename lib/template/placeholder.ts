import { CoupaError } from '../base/errors';
import { closest } from '../base/text/closest';
import { type Phrase, phrase } from '../base/text/phrase';
import { JavaDatePattern } from '../dates/java-date-pattern';
import { isMilliseconds } from '../dates/read-date';
import { readZone, type Zone } from '../dates/zone';

/** How the dates of a resource are written, for placeholders that do not say it themselves. */
export interface PlaceholderDates {
  /** A Java date pattern or `milliseconds`: what `${date}` prints. */
  dateFormat: string;
  /** Zone of `${date}`, `${date:…}` and `${now:…}`. */
  dateTimezone: string;
}

/** What a placeholder prints: one of the poll's two instants, in one way. */
export interface DatePlaceholder {
  instant: 'lower' | 'now';
  /** Prints an instant, epoch milliseconds; not encoded. */
  print(epochMs: number): string;
  /** The earliest instant that the printed text can mean to a tenant: never later than the one that was printed. */
  earliest(epochMs: number): number;
}

/**
 * Compiles what stands between `${` and `}`.
 *
 * @param position index of `content` in the whole text, for errors
 * @param isWhole whether nothing stands around it: only there does Node-RED fill in an environment variable
 * @throws {CoupaError} `COUPA_CONFIG` with `details: { position, length }`.
 */
export function compilePlaceholder(
  content: string,
  position: number,
  dates: PlaceholderDates,
  isWhole: boolean,
): DatePlaceholder {
  const colon = content.indexOf(':');
  const name = colon < 0 ? content : content.slice(0, colon);
  const rest = colon < 0 ? undefined : { text: content.slice(colon + 1), position: position + colon + 1 };
  const compile = placeholders.get(name);
  const here = { text: content, position };
  if (compile === undefined) throw placeError(here, unknownPlaceholder(name, isWhole));
  return compile(rest, here, dates);
}

/** The names that a placeholder can begin with. */
export function placeholderNames(): readonly string[] {
  return [...placeholders.keys()];
}

/** The names of those that print the moment from which on records are read. */
export function lowerBoundNames(): readonly string[] {
  return [...ofLowerBound.keys()];
}

/** Part of the template's text. */
interface Place {
  text: string;
  position: number;
}

type Compile = (rest: Place | undefined, here: Place, dates: PlaceholderDates) => DatePlaceholder;

// The vocabulary of Open Connectors, and Rossum's one word, `last_modified_date`.
const ofLowerBound: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ['date', compileDate],
  ['gmtDate', (rest, here) => printPattern('lower', needPattern(rest, here), readZone('UTC'))],
  ['dateTimeZone', (rest, here) => inNamedZone('lower', needPattern(rest, here))],
  ['DateTimeZone', (rest, here) => inNamedZone('lower', needPattern(rest, here))],
  ['epoch', compileEpoch],
  ['milliseconds', (rest, here) => needNothing(rest, here, printUnit('ms'))],
  ['last_modified_date', (rest, here) => needNothing(rest, here, isoUtc(here))],
]);

const ofNow: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ['now', (rest, here, dates) => printPattern('now', needPattern(rest, here), configuredZone(here, dates))],
  ['nowTimeZone', (rest, here) => inNamedZone('now', needPattern(rest, here))],
]);

const placeholders: ReadonlyMap<string, Compile> = new Map([...ofLowerBound, ...ofNow]);

function compileDate(rest: Place | undefined, here: Place, dates: PlaceholderDates): DatePlaceholder {
  if (rest !== undefined) return printPattern('lower', needPattern(rest, here), configuredZone(here, dates));
  if (isMilliseconds(dates.dateFormat)) return printUnit('ms');
  const zone = configuredZone(here, dates);
  return at(here, phrase`The placeholder \${date} prints the updated date's format.`, () =>
    printed('lower', JavaDatePattern.compile(dates.dateFormat.trim()), zone),
  );
}

function isoUtc(here: Place): DatePlaceholder {
  return printPattern(
    'lower',
    { text: "yyyy-MM-dd'T'HH:mm:ss'Z'", position: here.position },
    readZone('UTC'),
  );
}

function compileEpoch(rest: Place | undefined): DatePlaceholder {
  const unit = rest?.text ?? 'ms';
  if (unit === 'ms' || unit === 's' || unit === 'us') return printUnit(unit);
  throw placeError(
    rest,
    phrase`"${unit}" is no unit of \${epoch}. Write \${epoch:ms}, \${epoch:s} or \${epoch:us}.`,
  );
}

function printUnit(unit: 'ms' | 's' | 'us'): DatePlaceholder {
  return {
    instant: 'lower',
    print: (epochMs) =>
      unit === 's'
        ? String(Math.floor(epochMs / 1000))
        : unit === 'us'
          ? inMicroseconds(epochMs)
          : String(epochMs),
    earliest: (epochMs) => (unit === 's' ? Math.floor(epochMs / 1000) * 1000 : epochMs),
  };
}

/** Microseconds of dates beyond the year 2255 do not fit into a number. */
function inMicroseconds(epochMs: number): string {
  return String(BigInt(epochMs) * 1000n);
}

function inNamedZone(instant: DatePlaceholder['instant'], rest: Place): DatePlaceholder {
  const match = /^(GMT[+-]\d{1,2}:\d\d|[^:]*):(.*)$/i.exec(rest.text);
  const name = match?.[1];
  const pattern = match?.[2];
  if (name === undefined || pattern === undefined || pattern === '') {
    throw placeError(
      rest,
      phrase`A zone and a pattern are needed: \${dateTimeZone:Europe/Stockholm:yyyy-MM-dd}.`,
    );
  }
  const zone = at({ text: name, position: rest.position }, undefined, () => readZone(name));
  return printPattern(instant, { text: pattern, position: rest.position + name.length + 1 }, zone);
}

function printPattern(instant: DatePlaceholder['instant'], place: Place, zone: Zone): DatePlaceholder {
  return printed(instant, compilePattern(place), zone);
}

function printed(instant: DatePlaceholder['instant'], pattern: JavaDatePattern, zone: Zone): DatePlaceholder {
  return {
    instant,
    print: (epochMs) => pattern.format(epochMs, zone),
    earliest: (epochMs) => earliestMeaning(pattern, epochMs, zone),
  };
}

/** Without an offset a tenant may read the text in its own zone, which is UTC for Coupa, and a time that occurs twice as the first. */
function earliestMeaning(pattern: JavaDatePattern, epochMs: number, zone: Zone): number {
  const text = pattern.format(epochMs, zone);
  try {
    if (/[zZX]/.test(pattern.letters)) return Math.min(epochMs, pattern.parse(text, zone));
    const wallClock = pattern.parse(text, readZone('UTC'));
    return Math.min(epochMs, wallClock, zone.candidates(wallClock)[0]);
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    // A pattern that cannot be read back, such as a weekday alone, filters by something other than an instant.
    return epochMs;
  }
}

function compilePattern(place: Place): JavaDatePattern {
  try {
    return JavaDatePattern.compile(place.text);
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    if (isMilliseconds(place.text))
      throw placeError(place, phrase`"milliseconds" is no date pattern. Did you mean \${milliseconds}?`);
    const offset = offsetIn(error);
    const length = place.text[offset] === "'" ? place.text.length - offset : 1;
    throw error.with({ reason: { kind: 'setting', position: place.position + offset, length } });
  }
}

function offsetIn({ reason }: CoupaError): number {
  return reason?.kind === 'setting' ? (reason.position ?? 0) : 0;
}

function configuredZone(here: Place, { dateTimezone }: PlaceholderDates): Zone {
  return at(here, phrase`The placeholder prints in the updated date's time zone.`, () =>
    readZone(dateTimezone),
  );
}

function needPattern(rest: Place | undefined, here: Place): Place {
  if (rest !== undefined && rest.text !== '') return rest;
  const name = here.text.replace(/:$/, '');
  throw placeError(here, phrase`\${${name}} needs a date pattern: \${${name}:yyyy-MM-dd'T'HH:mm:ssXXX}.`);
}

function needNothing(rest: Place | undefined, here: Place, placeholder: DatePlaceholder): DatePlaceholder {
  if (rest === undefined) return placeholder;
  throw placeError(
    here,
    phrase`Nothing may follow the name in \${${here.text}}. Write \${${here.text.split(':', 1).join()}}.`,
  );
}

function unknownPlaceholder(name: string, isWhole: boolean): Phrase {
  const near = closest(name, placeholders.keys());
  const meant =
    near === undefined
      ? phrase`The placeholders are ${placeholderNames().join(', ')}.`
      : phrase`Did you mean \${${near}…}?`;
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) return phrase`There is no placeholder \${${name}}. ${meant}`;
  const variable = isWhole
    ? phrase`The environment variable ${name} is not set, and there is no placeholder of that name. Set the variable where Node-RED is started.`
    : phrase`There is no placeholder \${${name}}, and Node-RED fills in an environment variable only where it is the whole value. Write {{env.${name}}} for the variable.`;
  return near === undefined ? variable : phrase`${variable} ${meant}`;
}

/** Runs a step whose errors know no place in the template, and gives them one. */
function at<T>(place: Place, introduction: Phrase | undefined, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    const told = introduction === undefined ? error.phrase : phrase`${introduction} ${error.phrase}`;
    throw placeError(place, told);
  }
}

function placeError(place: Place | undefined, message: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, {
    reason: { kind: 'setting', position: place?.position ?? 0, length: place?.text.length ?? 0 },
  });
}
