import { CoupaError } from '../base/errors';
import { closest } from '../base/text/closest';
import { type Phrase, phrase, type Text } from '../base/text/phrase';
import { luxon } from './luxon';
import { meantZone } from './meant-zone';
import { gmtName, type Rules, Zone } from './time-zone';

export { Zone } from './time-zone';

/**
 * Finds a time zone by the names people write: IANA's (`Europe/Stockholm`), `GMT`, `UTC`, offsets as Java writes them
 * (`GMT+05:30`, `GMT-8`), and Java's short names, of which `PST` and `CST` observe daylight saving while `EST`, `MST` and
 * `HST` do not.
 *
 * @throws {CoupaError} `COUPA_CONFIG` for any other name, with a suggestion. (Java would silently use GMT.)
 */
export function readZone(name: string): Zone {
  const wanted = name.trim();
  const zone = readGmtOffset(wanted) ?? readJavaName(wanted) ?? readIana(wanted);
  if (zone !== undefined) return zone;
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  throw new CoupaError('COUPA_CONFIG', phrase`There is no time zone "${shown}". ${suggest(wanted)}`);
}

/** Whether there is a time zone of this name. */
export function isZone(name: string): boolean {
  const wanted = name.trim();
  return (readGmtOffset(wanted) ?? readJavaName(wanted) ?? readIana(wanted)) !== undefined;
}

/** `GMT+5`, `GMT+0530`, `GMT+05:30`: the forms that Java reads. */
function readGmtOffset(name: string): Zone | undefined {
  const match = /^GMT([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(name);
  if (match === null) return undefined;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 23 || minutes > 59) return undefined;
  const total = (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
  if (total === 0) return readJavaName('GMT');
  const java = gmtName(total * 60_000);
  return fixed(java, total, java, java);
}

function readJavaName(name: string): Zone | undefined {
  const upper = name.toUpperCase();
  if (/^(ETC\/)?(UTC|UCT|UNIVERSAL|ZULU)$/.test(upper))
    return fixed(name, 0, 'UTC', 'Coordinated Universal Time');
  if (/^(ETC\/)?(GMT|GMT0|GREENWICH)$/.test(upper)) return fixed(name, 0, 'GMT', 'Greenwich Mean Time');
  if (upper === 'EST') return fixed('EST', -300, 'EST', 'Eastern Standard Time');
  if (upper === 'MST') return fixed('MST', -420, 'MST', 'Mountain Standard Time');
  if (upper === 'HST') return fixed('HST', -600, 'HST', 'Hawaii Standard Time');
  const iana = javaShortNames.get(upper);
  return iana === undefined ? undefined : new Zone(upper, luxon().IANAZone.create(iana));
}

/** Short names that Java gives to a zone with rules of its own (`ZoneId.SHORT_IDS`), but for those of `commonlyMeant`. */
const javaShortNames: ReadonlyMap<string, string> = new Map([
  ['PST', 'America/Los_Angeles'],
  ['PNT', 'America/Phoenix'],
  ['CST', 'America/Chicago'],
  ['IET', 'America/Indiana/Indianapolis'],
  ['PRT', 'America/Puerto_Rico'],
  ['CNT', 'America/St_Johns'],
  ['AGT', 'America/Argentina/Buenos_Aires'],
  ['BET', 'America/Sao_Paulo'],
  ['CAT', 'Africa/Harare'],
  ['EAT', 'Africa/Addis_Ababa'],
  ['NET', 'Asia/Yerevan'],
  ['PLT', 'Asia/Karachi'],
  ['IST', 'Asia/Kolkata'],
  ['VST', 'Asia/Ho_Chi_Minh'],
  ['CTT', 'Asia/Shanghai'],
  ['JST', 'Asia/Tokyo'],
  ['AET', 'Australia/Sydney'],
]);

function fixed(name: string, minutes: number, short: string, long: string): Zone {
  const rules: Rules = { isUniversal: true, offset: () => minutes, offsetName: () => null };
  return new Zone(name, rules, { short, long });
}

/** Short names that mean one zone to Java and another to most people are not guessed at; these have no second meaning. */
const ianaWithoutArea =
  /^(CET|MET|EET|WET|PRC|ROC|ROK|NZ|GB|W-SU|NZ-CHAT|GB-Eire|[A-Z]{3}\d[A-Z]{3}|[A-Z][a-z]{3,})$/;

function readIana(name: string): Zone | undefined {
  if (!name.includes('/') && !ianaWithoutArea.test(name)) return undefined;
  return isKnown(name) ? new Zone(name, luxon().IANAZone.create(name)) : undefined;
}

const isKnown = remembering((name) => luxon().IANAZone.isValidZone(name));

const suggest = remembering(suggestionFor);

/** Remembers a few answers about names: they are dear, and a pasted text may name the same zone in each of its resources. */
function remembering<Answer>(answerTo: (name: string) => Answer): (name: string) => Answer {
  const answers = new Map<string, { answer: Answer }>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known.answer;
    if (answers.size >= 100) answers.clear();
    const answer = answerTo(name);
    answers.set(name, { answer });
    return answer;
  };
}

function suggestionFor(name: string): Phrase {
  const meant = commonlyMeant.get(name.toUpperCase()) ?? quoted(meantZone(name));
  if (meant !== undefined) return phrase`Did you mean ${meant}?`;
  zoneNames ??= [...Intl.supportedValuesOf('timeZone'), 'UTC', 'GMT'];
  const near = closest(name.normalize('NFKC'), zoneNames);
  const examples = phrase`Use an IANA name such as "Europe/Stockholm", "UTC", or an offset such as "GMT+02:00".`;
  return near === undefined ? examples : phrase`Did you mean "${near}"? ${examples}`;
}

function quoted(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `"${name}"`;
}

/** Asking for them takes a millisecond. */
let zoneNames: readonly string[] | undefined;

/** Abbreviations that are no zone's name, or that Java reads as something else than most people (`AST`: Alaska, `BST`: Dhaka). */
const commonlyMeant: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['PDT', phrase`"PST" (it observes daylight saving) or "America/Los_Angeles"`],
  ['CDT', phrase`"CST" (it observes daylight saving) or "America/Chicago"`],
  ['MDT', '"America/Denver"'],
  ['EDT', '"America/New_York"'],
  ['AST', eitherOf('America/Halifax', 'America/Anchorage')],
  ['BST', eitherOf('Europe/London', 'Asia/Dhaka')],
  ['ACT', eitherOf('America/Rio_Branco', 'Australia/Darwin')],
  ['ART', eitherOf('America/Argentina/Buenos_Aires', 'Africa/Cairo')],
  ['ECT', eitherOf('America/Guayaquil', 'Europe/Paris')],
  ['MIT', eitherOf('Pacific/Marquesas', 'Pacific/Apia')],
  ['NST', eitherOf('America/St_Johns', 'Pacific/Auckland')],
  ['SST', eitherOf('Pacific/Pago_Pago', 'Pacific/Guadalcanal')],
  ...Object.entries({
    AEDT: 'Australia/Sydney',
    AEST: 'Australia/Sydney',
    AKDT: 'America/Anchorage',
    AKST: 'America/Anchorage',
    AWST: 'Australia/Perth',
    BRT: 'America/Sao_Paulo',
    CEST: 'Europe/Paris',
    CLT: 'America/Santiago',
    COT: 'America/Bogota',
    EEST: 'Europe/Athens',
    HKT: 'Asia/Hong_Kong',
    ICT: 'Asia/Bangkok',
    IDT: 'Asia/Jerusalem',
    KST: 'Asia/Seoul',
    MSK: 'Europe/Moscow',
    NZDT: 'Pacific/Auckland',
    NZST: 'Pacific/Auckland',
    PKT: 'Asia/Karachi',
    SAST: 'Africa/Johannesburg',
    SGT: 'Asia/Singapore',
    TRT: 'Europe/Istanbul',
    WAT: 'Africa/Lagos',
    WEST: 'Europe/Lisbon',
    WIB: 'Asia/Jakarta',
  }).map(([name, zone]): [string, string] => [name, `"${zone}"`]),
]);

/** A name that people and Java understand differently. */
function eitherOf(people: string, java: string): Phrase {
  return phrase`"${people}" or, as Java has it, "${java}"`;
}
