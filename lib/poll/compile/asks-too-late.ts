import { type Phrase, phrase } from '../../base/text/phrase';
import type { UrlTemplate } from '../../template/url-template';

/**
 * A winter's and a summer's day, half an hour behind each full one: at one of these a wrong zone and a wrong hour show. On the last days
 * of a year its weeks belong to the next one; at the beginning of an hour the month is more than the minute.
 */
const samples = [
  ...[Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => day + hour * 3_600_000 + 1_800_000),
  ),
  Date.UTC(2026, 11, 30, 12),
  Date.UTC(2026, 6, 15, 12),
];

/**
 * What the user should know of a URL that asks for less than it should: a `'Z'` in quotes behind a local time, an hour of twelve
 * without AM or PM, a local time where Coupa reads UTC, the year of the week, the month in place of the minutes. What changed between the
 * moment that is meant and the one that is written would never be asked for.
 *
 * @param isHub whether a hub answers: which zone it reads a time in that names none is not known
 */
export function asksTooLate(template: UrlTemplate, isHub: boolean): Phrase | undefined {
  for (const meant of samples) {
    const found = template
      .lowerBounds(meant)
      .find(({ printed, isLimit }) => !isLimit && (momentOf(printed, isHub) ?? meant) >= meant + 1000);
    if (found === undefined) continue;
    const utc = new Date(meant).toISOString().replace('.000Z', 'Z');
    return phrase`For ${utc} the URL asks for ${found.printed}, which is later: what changes in between is never asked for. ${adviceOn(found.placeholder)}`;
  }
  return undefined;
}

function adviceOn(placeholder: string): Phrase {
  const letters = placeholder.replace(nameAndZone, '').replace(/'[^']*'/g, '');
  if (/Y/.test(letters)) return phrase`Write the year in ${placeholder} as yyyy.`;
  if (/[Hk][^A-Za-z]?M/.test(letters)) return phrase`Write the minutes in ${placeholder} as mm.`;
  return phrase`Write ${placeholder} with the hours as HH and the zone as XXX, or as \${gmtDate:…}.`;
}

/** What stands before the pattern: a zone may have a Y in its name, too. */
const nameAndZone = /\$\{(?:\w{1,30}TimeZone:(?:GMT[+-]\d{1,2}:\d\d|[^:]{0,100})|\w{1,30}):/gi;

/**
 * What the user should know of a URL of Coupa's own in which a date may not be read as the one that is meant: `yyyy-mm-dd` prints minutes
 * for the month, `uuuu` the day of the week for the year, `dd.MM.yyyy` what is no ISO 8601.
 */
export function asksOtherwise(template: UrlTemplate): Phrase | undefined {
  const alone = new Set(Array.from(template.text.matchAll(wholeDate), ([, placeholder]) => placeholder));
  if (alone.size === 0) return undefined;
  for (const meant of samples) {
    // Milliseconds show where they stand for seconds.
    const found = template
      .lowerBounds(meant + 123)
      .find(({ placeholder, printed }) => alone.has(placeholder) && !isAbout(meant, printed));
    if (found === undefined) continue;
    const utc = new Date(meant).toISOString().replace('.000Z', 'Z');
    return phrase`For ${utc} the URL asks for ${found.printed}, which Coupa may not read as that date. Write \${date:yyyy-MM-dd'T'HH:mm:ssXXX} for ${found.placeholder}.`;
  }
  return undefined;
}

/** A placeholder that is all of the value by which an attribute is filtered whose name says that it is a date. */
const wholeDate = /[-_](?:at|date|on)(?:\[|%5B)[gl]t(?:_or_eq)?(?:\]|%5D)=(\$\{[^{}]{1,500}\})(?=&|$)/gi;

const yearMs = 366 * 86_400_000;

function isAbout(meant: number, printed: string): boolean {
  const moment = momentOf(printed, false);
  return moment !== undefined && Math.abs(moment - meant) < yearMs;
}

/** The moment that a text in ISO 8601 names to a tenant that goes by UTC; `undefined` for any other text. A day may be that of the year. */
function momentOf(text: string, isHub: boolean): number | undefined {
  const [, year, ofYear] = /^(\d{4})-(\d{3})$/.exec(text) ?? [];
  if (ofYear !== undefined && !isHub) return Date.UTC(Number(year), 0, Number(ofYear));
  const [, day, time = 'T00:00', zone] =
    /^(\d{4}-\d\d-\d\d)(?:([T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text) ??
    [];
  if (day === undefined || (zone === undefined && isHub)) return undefined;
  const offset = (zone ?? 'Z').replace(
    /^([+-]\d\d):?(\d\d)?$/,
    (_, hours, minutes = '00') => `${hours}:${minutes}`,
  );
  // `kk` counts to 24, which is the next day.
  const ofDay = time.slice(1);
  const isNext = ofDay.startsWith('24');
  const moment = Date.parse(`${day}T${isNext ? ofDay.replace('24', '00') : ofDay}${offset}`);
  return Number.isNaN(moment) ? undefined : moment + (isNext ? 86_400_000 : 0);
}
