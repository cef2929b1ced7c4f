import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { luxon } from '../../dates/luxon';
import { asNumber, asText } from '../pasted/outside-value';

/** Seconds of each unit, by the words that people write, in small letters. */
const units: readonly (readonly [words: RegExp, seconds: number])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?|millisekunden?|millisecondes?|ミリ秒)$/, 0.001],
  [/^(?:s|secs?|seconds?|sek|sekunden?|secondes?|秒)$/, 1],
  [/^(?:m|mins?|minutes?|minuten?|分|分ごと|分毎)$/, 60],
  [/^(?:h|hrs?|hours?|std|stunden?|heures?|時間)$/, 3600],
  [/^(?:d|days?|tage?|jours?|日)$/, 86_400],
];

const words: ReadonlyMap<string, number> = new Map([
  ['hourly', 3600],
  ['daily', 86_400],
  ['weekly', 604_800],
]);

/** A time as it was written, in seconds; `undefined` where it names no unit, or none that is known. */
function withUnit(written: string): number | undefined {
  const text = written
    .trim()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^rate\((.*)\)$/, '$1');
  if (text.length > 40) return undefined;
  const [, minutes] = /^\*\/([1-9]\d?)(?: \*){4}$/.exec(text) ?? [];
  // Of any other number the last run of an hour comes sooner.
  if (minutes !== undefined && 60 % Number(minutes) === 0) return Number(minutes) * 60;
  // `1h30m`
  if (/^(?:\d{1,4}h)?(?:\d{1,4}m)?(?:\d{1,4}s)?$/.test(text) && /[hms]\d/.test(text))
    return fromIso(`PT${text.toUpperCase()}`);
  if (/^p[\dt]/.test(text)) return fromIso(text.toUpperCase());
  const [, amount, unit = ''] =
    /^(?:every\s{1,3}|alle\s{1,3})?([\d.,]{1,12})\s{0,3}([^\d\s.,]{1,15})\.?$/.exec(text) ?? [];
  const number = asNumber(amount);
  const seconds = units.find(([names]) => names.test(unit))?.[1];
  if (number !== undefined && seconds !== undefined) return Math.round(number * seconds * 1000) / 1000;
  return words.get(text);
}

/** `PT15M`, `P1DT12H` */
function fromIso(text: string): number | undefined {
  const duration = luxon().Duration.fromISO(text);
  return duration.isValid ? duration.as('seconds') : undefined;
}

/** Reads a time in minutes or seconds, also where it names its unit (`15 min`, `900s`, `PT15M`, `15 Minuten`), which is told; `undefined` for what is none. */
export function readDuration(
  value: unknown,
  unit: 'minutes' | 'seconds',
  findings: Findings,
): number | undefined {
  const plain = asNumber(value);
  if (plain !== undefined) return plain;
  const text = asText(value) ?? '';
  const seconds = withUnit(text);
  if (seconds === undefined) return undefined;
  const number = unit === 'minutes' ? seconds / 60 : seconds;
  const message =
    unit === 'minutes' ? phrase`The time was read in minutes.` : phrase`The time was read in seconds.`;
  findings.mended('duration', message, text, String(number));
  return number;
}
