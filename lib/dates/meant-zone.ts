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
    iana(plain)
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
function iana(name: string): string | undefined {
  const written = name.replace(/ ?\/ ?/g, '/').replaceAll(' ', '_');
  return written.includes('/') && luxon().IANAZone.isValidZone(written) ? written : undefined;
}

function known(name: string): string | undefined {
  zones ??= collect();
  return zones.get(name.toLowerCase());
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
  for (const [zone, names] of Object.entries(ofRails)) {
    if (!luxon().IANAZone.isValidZone(zone)) continue;
    for (const one of names.split(', ')) found.set(one.toLowerCase(), zone);
  }
  return found;
}

/** What Rails calls zones (ActiveSupport's `TimeZone`) that no city of an IANA name stands for, and cities that have none of their own. */
const ofRails: Readonly<Record<string, string>> = {
  'America/Anchorage': 'Alaska, Alaska Time',
  'America/Chicago': 'Central Time (US & Canada), Central Time',
  'America/Denver': 'Mountain Time (US & Canada), Mountain Time',
  'America/Guatemala': 'Central America',
  'America/Halifax': 'Atlantic Time (Canada), Atlantic Time',
  'America/Indiana/Indianapolis': 'Indiana (East)',
  'America/Los_Angeles': 'Pacific Time (US & Canada), Pacific Time, San Francisco, Seattle',
  'America/Mexico_City': 'Guadalajara',
  'America/New_York': 'Eastern Time (US & Canada), Eastern Time, Washington, Boston, Atlanta',
  'America/Lima': 'Quito',
  'America/Phoenix': 'Arizona',
  'America/Regina': 'Saskatchewan',
  'America/Sao_Paulo': 'Brasilia',
  'America/St_Johns': 'Newfoundland',
  'Asia/Hong_Kong': 'Hongkong',
  'Asia/Dubai': 'Abu Dhabi',
  'Asia/Karachi': 'Islamabad',
  'Asia/Kolkata': 'Chennai, Mumbai, New Delhi, Bangalore, Bengaluru, Hyderabad, Kolkata, Calcutta',
  'Asia/Bangkok': 'Hanoi',
  'Asia/Shanghai': 'Beijing, Shenzhen, Guangzhou',
  'Asia/Tokyo': 'Osaka, Sapporo',
  'Asia/Yangon': 'Rangoon, Yangon',
  'Atlantic/Cape_Verde': 'Cape Verde Is.',
  'Australia/Sydney': 'Canberra',
  'Europe/Berlin': 'Frankfurt, Munich, München, Hamburg, MEZ, MESZ',
  'Europe/Kyiv': 'Kyiv, Kiev',
  'Europe/London': 'Edinburgh',
  'Europe/Moscow': 'St. Petersburg',
  'Europe/Rome': 'Milan',
  'Europe/Zurich': 'Bern, Geneva, Zürich',
  'Pacific/Auckland': 'Wellington',
  'Pacific/Guadalcanal': 'Solomon Is.',
  'Pacific/Honolulu': 'Hawaii',
  'Pacific/Majuro': 'Marshall Is.',
  'Pacific/Noumea': 'New Caledonia',
  'Pacific/Pago_Pago': 'American Samoa',
  'Pacific/Tongatapu': "Nuku'alofa",
};
