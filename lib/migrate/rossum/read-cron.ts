import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';

/**
 * Reads a schedule as cron writes it for Node-RED's inject node: five fields of numbers. Names of months and days, `?`, and words such as
 * `@daily` are written that way; what an inject node cannot do is a finding.
 *
 * @returns `undefined` where the schedule has to be set by hand
 */
export function readCron(text: string, findings: Findings): string | undefined {
  const given = withoutZone(text.trim(), findings);
  const fields = given.length > longest ? undefined : fieldsOf(given.toLowerCase());
  if (fields === undefined) {
    findings.manual('schedule', noSuchSchedule, given);
    return undefined;
  }
  const crontab = fields.join(' ');
  if (crontab !== given.split(/\s+/).join(' ')) {
    findings.mended('cron', phrase`The schedule was written as an inject node takes it.`, given, crontab);
  }
  findings.check(
    'schedule',
    isShown(fields)
      ? phrase`The inject node starts the polls by the schedule ${crontab}, in the time zone of the computer that Node-RED runs on.`
      : phrase`The inject node starts the polls by the schedule ${crontab}, in the time zone of the computer that Node-RED runs on. Its dialog cannot show this schedule: leave it with Cancel, since Done would change it.`,
  );
  return crontab;
}

/** `CRON_TZ=Europe/Prague 0 8 * * *` */
function withoutZone(text: string, findings: Findings): string {
  const [, , zone, rest] =
    /^(?:CRON_)?TZ\s?=\s?(["']?)([\w/+:-]{1,60})\1\s{1,9}(\S.{0,200})$/.exec(text) ?? [];
  if (zone === undefined || rest === undefined) return text;
  reportZone(zone, findings);
  return rest;
}

/** The inject node has no zone of its own. */
export function reportZone(zone: string, findings: Findings): void {
  findings.manual(
    'schedule-zone',
    phrase`The schedule is meant in the time zone ${zone}, and an inject node goes by the computer that Node-RED runs on: change its hours where that has another one.`,
  );
}

export const noSuchSchedule = phrase`An inject node cannot do this schedule: set a repetition in the inject node, or an interval in the poll node.`;

const longest = 200;

const words: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  least: number;
  most: number;
  names: readonly string[];
}

const five: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 0, most: 7, names: days },
];

/** `@every 15m`, `rate(2 hours)`, `every 5 minutes`: where it divides an hour, or a day. */
function everyFew(text: string): string | undefined {
  const found = /^(?:@?every\s{1,9}|rate\()(\d{1,2})\s{0,9}(m|h)(?:in|inutes?|ours?)?\)?$/.exec(text);
  if (found === null) return undefined;
  const [count, isMinutes] = [Number(found[1]), found[2] === 'm'];
  if (count === 0 || (isMinutes ? 60 : 24) % count !== 0) return undefined;
  return isMinutes ? `*/${count} * * * *` : `0 */${count} * * *`;
}

function fieldsOf(text: string): string[] | undefined {
  const fields = (words.get(text) ?? everyFew(text) ?? withoutName(text)).split(/\s+/);
  // Those with a year end with it.
  if (fields.length === 7 && fields.at(-1) === '*') fields.pop();
  // Six begin with the second: one second of a minute makes no other schedule of polls.
  if (fields.length === 6 && /^\d{1,2}$/.test(fields[0] ?? '')) fields.shift();
  if (fields.length !== five.length || isOfOtherWeek(fields)) return undefined;
  const read = five.map((field, index) => readField(fields[index] ?? '', field));
  return read.every((field) => field !== undefined) ? read : undefined;
}

/** `cron(0 6 * * ? *)`, as AWS writes it: the last is the year. */
function withoutName(text: string): string {
  return /^cron\((.{1,100}?)(?:\s\*)?\)$/.exec(text)?.[1] ?? text;
}

/** Where a `?` stands in place of a day, some count the days of the week from 1 for Sunday and others from 0. */
function isOfOtherWeek(fields: readonly string[]): boolean {
  return fields.includes('?') && /\d/.test((fields[4] ?? '').replace(/[/#]\d+/g, ''));
}

function readField(text: string, { least, most, names }: Field): string | undefined {
  const numbers = text.replace(/[a-z]{3}/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + least);
  });
  const field = numbers === '?' ? '*' : numbers;
  const isRead = field.split(',').every((item) => {
    const [, range = '', step] = /^(\*|\d{1,2}(?:-\d{1,2})?)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
    const ends = range === '*' ? [] : range.split('-').map(Number);
    return range !== '' && step !== '0' && ends.every((end) => end >= least && end <= most);
  });
  return isRead ? field : undefined;
}

/** Whether the inject node's dialog has fields for it: a time of day, or a repetition between two hours. */
function isShown([minute = '', hour = '', day, month, weekday = '']: readonly string[]): boolean {
  if (day !== '*' || month !== '*' || !/^(?:\*|[0-6](?:,[0-6])*)$/.test(weekday)) return false;
  if (/^\d+$/.test(minute) && /^\d+$/.test(hour)) return true;
  return /^(?:0|\*\/(?:1|5|10|15|20|30))$/.test(minute) && /^\d+(?:-\d+)?$/.test(hour);
}
