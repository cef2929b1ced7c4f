import { readZone } from './zone';

/**
 * Zone names that a text may carry whatever zone is configured, in lower case, with their offsets in milliseconds: only such
 * as mean one offset to everybody (`PDT`, `CEST`, `Japan Standard Time`), so neither `IST` nor `BST`.
 */
export function knownZoneNames(): ReadonlyMap<string, number> {
  names ??= collect();
  return names;
}

let names: ReadonlyMap<string, number> | undefined;

/** The zones of RFC 822 first: their short names count before others. */
const zones = [
  'UTC',
  'GMT',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Anchorage',
  'Europe/Paris',
  'Europe/Helsinki',
  'Europe/Lisbon',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
];

/** A year in which each of the zones has the names it is known for. */
const winter = Date.UTC(2015, 0, 1);
const summer = Date.UTC(2015, 6, 1);

function collect(): ReadonlyMap<string, number> {
  const found = new Map<string, number>([['ut', 0]]);
  for (const zone of zones.map(readZone)) {
    for (const instant of [winter, summer]) {
      for (const name of [zone.shortName(instant), zone.longName(instant)]) {
        if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), zone.offset(instant));
      }
    }
  }
  return found;
}
