import { luxon } from './luxon';
import { gmtName } from './time-zone';
import { zoneOfWindows } from './windows-zones';

/**
 * The time zone that somebody named as no program here does, and meant without doubt: an offset (`UTC+2`, `+02:00`), another word for UTC,
 * the name that Windows, Ruby on Rails (and so Coupa's own pages) or a list to choose from shows (`(UTC+01:00) Amsterdam, Berlin`, `Eastern Time
 * (US & Canada)`), or a city's. `undefined` for what is none of these, or may be two.
 */
export function meantZone(name: string): string | undefined {
  if (name.length > longest) return undefined;
  const plain = name
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\\\//g, '/')
    .replace(/[\s_]+/g, ' ')
    .trim();
  return (
    wordOfUtc(plain) ??
    offsetOf(plain) ??
    zoneOfWindows(plain) ??
    fromList(plain) ??
    known(plain) ??
    iana(plain, name.trim())
  );
}

const longest = 100;

function wordOfUtc(name: string): string | undefined {
  return /^(?:Z|UT|(?:\(UTC\) ?)?Coordinated Universal Time|UTC?\s?[+-]?\s?0{1,2}(?::?00)?|UTC ?± ?0|Z?\[UTC\])$/i.test(
    name,
  )
    ? 'UTC'
    : undefined;
}

/** `UTC+2`, `GMT + 02:00`, `+0200`, in Java's spelling. */
function offsetOf(name: string): string | undefined {
  const [, sign, hours = '', minutes = '0'] =
    /^(?:(?:UTC?|GMT) ?)?([+-]) ?(\d{1,2})(?::?(\d\d))?$/i.exec(name) ?? [];
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const total = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return total === 0 ? 'UTC' : gmtName(sign === '-' ? -total : total);
}

/** `(UTC+01:00) Amsterdam, Berlin, Bern`: the first of the places whose zone is known. */
function fromList(name: string): string | undefined {
  const [, places] = /^\((?:UTC|GMT) ?(?:[+-] ?\d{1,2}:\d\d)?\) ?(.{2,})$/i.exec(name) ?? [];
  if (places === undefined) return undefined;
  const whole = zoneOfWindows(places) ?? known(places);
  if (whole !== undefined) return whole;
  return places
    .split(',')
    .map((place) => known(place.trim()))
    .find((zone) => zone !== undefined);
}

/** IANA's own name in other signs: full-width ones, blanks around the slash. */
function iana(name: string, asked: string): string | undefined {
  const written = name.replace(/ ?\/ ?/g, '/').replaceAll(' ', '_');
  return written !== asked && written.includes('/') && luxon().IANAZone.isValidZone(written)
    ? written
    : undefined;
}

function known(name: string): string | undefined {
  zones ??= collect();
  return zones.get(name.toLowerCase().replace(/ \((?:us & )?canada\)$| is\.$/, ''));
}

let zones: ReadonlyMap<string, string> | undefined;

/** Names by their cities, none that is a city's in two regions, and those that Rails has beside them. */
function collect(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // Most people mean the one in Puerto Rico, which is no IANA zone.
  const ambiguous = new Set(['san juan']);
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone
      .slice(zone.lastIndexOf('/') + 1)
      .replaceAll('_', ' ')
      .toLowerCase();
    if (found.has(city)) ambiguous.add(city);
    found.set(city, zone);
  }
  for (const city of ambiguous) found.delete(city);
  for (const [name, zone] of Object.entries(ofRails)) {
    found.set(name.toLowerCase(), zone);
  }
  return found;
}

/** What Rails calls zones (ActiveSupport's `TimeZone`) that no city of an IANA name stands for, and cities that have none of their own. */
const ofRails: Readonly<Record<string, string>> = {
  'Abu Dhabi': 'Asia/Dubai',
  Alaska: 'America/Anchorage',
  'Alaska Time': 'America/Anchorage',
  'American Samoa': 'Pacific/Pago_Pago',
  Arizona: 'America/Phoenix',
  Atlanta: 'America/New_York',
  'Atlantic Time': 'America/Halifax',
  Bangalore: 'Asia/Kolkata',
  Beijing: 'Asia/Shanghai',
  Bengaluru: 'Asia/Kolkata',
  Bern: 'Europe/Zurich',
  Boston: 'America/New_York',
  Brasilia: 'America/Sao_Paulo',
  Calcutta: 'Asia/Kolkata',
  Canberra: 'Australia/Sydney',
  'Central America': 'America/Guatemala',
  'Central Time': 'America/Chicago',
  Chennai: 'Asia/Kolkata',
  'Eastern Time': 'America/New_York',
  Edinburgh: 'Europe/London',
  Frankfurt: 'Europe/Berlin',
  Geneva: 'Europe/Zurich',
  Guadalajara: 'America/Mexico_City',
  Guangzhou: 'Asia/Shanghai',
  Hamburg: 'Europe/Berlin',
  Hanoi: 'Asia/Bangkok',
  Hawaii: 'Pacific/Honolulu',
  Hongkong: 'Asia/Hong_Kong',
  Hyderabad: 'Asia/Kolkata',
  'Indiana (East)': 'America/Indiana/Indianapolis',
  Islamabad: 'Asia/Karachi',
  Kiev: 'Europe/Kiev',
  Kolkata: 'Asia/Kolkata',
  Kyiv: 'Europe/Kiev',
  MESZ: 'Europe/Berlin',
  MEZ: 'Europe/Berlin',
  Marshall: 'Pacific/Majuro',
  Milan: 'Europe/Rome',
  'Mountain Time': 'America/Denver',
  Mumbai: 'Asia/Kolkata',
  Munich: 'Europe/Berlin',
  München: 'Europe/Berlin',
  'New Caledonia': 'Pacific/Noumea',
  'New Delhi': 'Asia/Kolkata',
  Newfoundland: 'America/St_Johns',
  "Nuku'alofa": 'Pacific/Tongatapu',
  Osaka: 'Asia/Tokyo',
  'Pacific Time': 'America/Los_Angeles',
  Quito: 'America/Lima',
  Rangoon: 'Asia/Rangoon',
  'San Francisco': 'America/Los_Angeles',
  Sapporo: 'Asia/Tokyo',
  Saskatchewan: 'America/Regina',
  Seattle: 'America/Los_Angeles',
  Shenzhen: 'Asia/Shanghai',
  Solomon: 'Pacific/Guadalcanal',
  'St. Petersburg': 'Europe/Moscow',
  Washington: 'America/New_York',
  Wellington: 'Pacific/Auckland',
  Yangon: 'Asia/Rangoon',
  Zürich: 'Europe/Zurich',
};
