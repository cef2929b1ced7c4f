import { type Phrase, phrase } from '../../base/text/phrase';
import type { UrlTemplate } from '../../template/url-template';

/** A winter's and a summer's day, half an hour behind each full one: at one of these a wrong zone and a wrong hour show. */
const samples = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].flatMap((day) =>
  Array.from({ length: 24 }, (_, hour) => day + hour * 3_600_000 + 1_800_000),
);

/**
 * What the user should know of a URL that asks for less than it should: a `'Z'` in quotes behind a local time, an hour of twelve
 * without AM or PM, a local time where Coupa reads UTC. What changed between the moment that is meant and the one that is written
 * would never be asked for.
 *
 * @param isHub whether a hub answers: which zone it reads a time in that names none is not known
 */
export function asksTooLate(template: UrlTemplate, isHub: boolean): Phrase | undefined {
  for (const meant of samples) {
    const found = template
      .lowerBounds(meant)
      .find(({ printed }) => (momentOf(printed, isHub) ?? meant) >= meant + 1000);
    if (found === undefined) continue;
    const utc = new Date(meant).toISOString().replace('.000Z', 'Z');
    return phrase`For ${utc} the URL asks for ${found.printed}, which is later: what changes in between is never asked for. Write ${found.placeholder} with the hours as HH and the zone as XXX, or as \${gmtDate:…}.`;
  }
  return undefined;
}

/** The moment that a text in ISO 8601 names to a tenant that goes by UTC; `undefined` for any other text. */
function momentOf(text: string, isHub: boolean): number | undefined {
  const [, day, time = 'T00:00', zone] =
    /^(\d{4}-\d\d-\d\d)(?:([T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  if (day === undefined || (zone === undefined && isHub)) return undefined;
  const offset = (zone ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  // `kk` counts to 24, which is the next day.
  const ofDay = time.slice(1);
  const isNext = ofDay.startsWith('24');
  const moment = Date.parse(`${day}T${isNext ? ofDay.replace('24', '00') : ofDay}${offset}`);
  return Number.isNaN(moment) ? undefined : moment + (isNext ? 86_400_000 : 0);
}
