import { asNumber, asObject, asText, type OutsideObject } from '../pasted/outside-value';
import { deepestLevel } from './limits';

/** When the requests of a text are made: minutes between two, or as it is written where that is something else. */
export type Schedule = { minutes: number } | { written: string };

const minutesOf: Readonly<Record<string, number>> = {
  second: 1 / 60,
  minute: 1,
  hour: 60,
  day: 1440,
  week: 10_080,
};

/** The schedules of a document, as programs export them, each once. */
export function schedulesIn(document: unknown): Schedule[] {
  return each(document, deepestLevel);
}

/** A line of a crontab in front of a command. */
export function schedulesOfText(text: string): Schedule[] {
  const lines = text.matchAll(
    /^[ \t]{0,9}((?:(?:\*|\d{1,2})(?:[-,/]\d{1,2}|[-,/]\*){0,20}[ \t]{1,9}){5})(?=[^\n]{0,300}\b(?:curl|wget|python\d?|node|https?)\b)/gm,
  );
  const ofLines = Array.from(lines, ([, written = '']) => ({
    written: written.trim().split(/\s+/).join(' '),
  }));
  return ofLines.length > 0 ? ofLines : schedulesOfProse(text);
}

/** `every 15 minutes`, `each hour`, `every second day`, `daily`; a `daily` in an address is somebody's value. */
function schedulesOfProse(text: string): Schedule[] {
  const prose = text.replace(/\S+/g, (word) => (/[/?&]/.test(word) ? ' ' : word));
  const said = prose.matchAll(
    /\b(?:(?:every|each)[ \t]{1,3}(?:(\d{1,4})[ \t]{0,3}|(second|other)[ \t]{1,3})?(sec|second|min|minute|hour|day|night|week)s?|(hourly|daily|nightly|weekly))\b/gi,
  );
  return Array.from(said).flatMap(([, count, other, unit = '', word = '']) => {
    const name = (unit || word).toLowerCase();
    // Nobody asks every second: the word counts something that is not named as a time.
    if (name.startsWith('sec') && count === undefined) return [];
    const known = Object.keys(minutesOf).find((one) => one.slice(0, 3) === name.slice(0, 3));
    const times = Number(count ?? (other === undefined ? 1 : 2));
    const read = interval(/^(?:day|dai|nig)/.test(name) ? 'day' : (known ?? ''), times);
    return read === undefined ? [] : [read];
  });
}

/** Those that differ. */
export function different(schedules: readonly Schedule[]): Schedule[] {
  return [...new Map(schedules.map((one) => [JSON.stringify(one), one])).values()];
}

function each(value: unknown, levels: number): Schedule[] {
  if (levels === 0 || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => each(one, levels - 1));
  const object = asObject(value) ?? {};
  const own = scheduleOf(object);
  return own === undefined ? Object.values(object).flatMap((one) => each(one, levels - 1)) : [own];
}

function scheduleOf(object: OutsideObject): Schedule | undefined {
  if (object['type'] === 'inject') return ofInject(object);
  const count = asNumber(object['interval']);
  const unit = asText(object['frequency'])?.toLowerCase().replace(/s$/, '');
  if (unit !== undefined && count !== undefined)
    return interval(unit, count) ?? { written: `${count} ${unit}` };
  const field = asText(object['field']);
  if (field === 'cronExpression') return { written: asText(object['expression']) ?? '' };
  const rule = field?.replace(/s$/, '');
  const every = rule === undefined ? undefined : (asNumber(object[`${field}Interval`]) ?? 1);
  return rule === undefined || every === undefined ? undefined : interval(rule, every);
}

function interval(unit: string, count: number): Schedule | undefined {
  const minutes = minutesOf[unit];
  return minutes === undefined || count === 0
    ? undefined
    : { minutes: Math.round(minutes * count * 1000) / 1000 };
}

/** Node-RED's own: seconds, or a schedule as cron writes it. */
function ofInject(node: OutsideObject): Schedule | undefined {
  const crontab = asText(node['crontab'])?.trim() ?? '';
  const seconds = asNumber(node['repeat']) ?? 0;
  if (crontab !== '') return { written: crontab };
  return interval('second', seconds);
}
