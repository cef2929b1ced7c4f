import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import type { ResourceDescription } from '../model/description';
import { asBoolean, asObject, asText, isPlaceholder, type OutsideObject } from '../pasted/outside-value';
import { noSuchSchedule, readCron, reportZone } from './read-cron';

/** When the polls of a hook's import start, and whether they do at all. */
export type Schedule = Pick<ResourceDescription, 'crontab' | 'disabled'>;

/** What is read of a hook beside its settings. */
export const hookKeys: readonly string[] = ['active', 'config', 'schedule', 'name'];

/** Reads what a hook says beside its settings: its schedule, and whether it is switched on. */
export function readHook(root: OutsideObject, body: OutsideObject, findings: Findings): Schedule {
  const schedule: Schedule = {};
  const crontab = readSchedule(root, body, findings);
  if (crontab !== undefined) schedule.crontab = crontab;
  if (asBoolean(root['active'], true)) return schedule;
  findings
    .under('active')
    .check(
      'inactive',
      phrase`The hook was switched off ("active": false), and so is its poll: enable it when records are to come.`,
    );
  return { ...schedule, disabled: true };
}

/** Whether a hook that exports was switched off, which is said. */
export function isSwitchedOff(root: OutsideObject, findings: Findings): boolean {
  if (asBoolean(root['active'], true)) return false;
  findings
    .under('active')
    .check(
      'inactive',
      phrase`The hook was switched off ("active": false), and so are its nodes: enable them when records are to be written.`,
    );
  return true;
}

function readSchedule(root: OutsideObject, body: OutsideObject, findings: Findings): string | undefined {
  const config = asObject(root['config']);
  const place = config?.['schedule'] === undefined ? ['schedule'] : ['config', 'schedule'];
  const given = config?.['schedule'] ?? root['schedule'];
  const cron = (cronIn(given) ?? '').trim();
  const below = findings.under(...place, 'cron');
  if (cron !== '' && !isPlaceholder(cron)) {
    reportZoneOf(given, config, findings.under(...place));
    return readCron(cron, below);
  }
  if (isWritten(given)) {
    findings.under(...place).manual('schedule', noSuchSchedule, JSON.stringify(given));
    return undefined;
  }
  const isHook = body !== root || config !== undefined;
  (isHook ? below : findings.under('import_config')).unsupported(
    'schedule',
    isHook
      ? phrase`The hook has no schedule: start runs with the inject node, or set an interval in the poll node.`
      : phrase`Runs were started by hand or by a schedule kept elsewhere: start them with the inject node, or set an interval in the poll node.`,
  );
  return undefined;
}

/** Whether a schedule says something, though not what is read here: several times, a pause between two runs. */
function isWritten(schedule: unknown): boolean {
  if (typeof schedule === 'number') return true;
  if (typeof schedule !== 'object' || schedule === null) return false;
  return Object.values(schedule).some((one) => one !== null && one !== '' && one !== false && !isEmpty(one));
}

/** A zone that stands beside a schedule. */
function reportZoneOf(schedule: unknown, config: OutsideObject | undefined, findings: Findings): void {
  const names = ['timezone', 'time_zone', 'timeZone', 'tz'];
  const [key, zone] = [asObject(schedule), config]
    .flatMap((object) => names.map((name): [string, string] => [name, asText(object?.[name])?.trim() ?? '']))
    .find(([, text]) => text !== '') ?? ['', ''];
  if (zone !== '') reportZone(zone, findings.under(key));
}

/** `{"cron": "0 * * * *"}`, under another name, the text alone, or the only one of a list. */
function cronIn(schedule: unknown): string | undefined {
  if (Array.isArray(schedule)) return schedule.length === 1 ? cronIn(schedule[0]) : undefined;
  const object = asObject(schedule);
  if (object === undefined) return typeof schedule === 'number' ? undefined : asText(schedule);
  const name = ['cron', 'crontab', 'cron_expression', 'expression'].find((one) => object[one] !== undefined);
  return name === undefined ? undefined : cronIn(object[name]);
}

/**
 * Says once what of a hook has no counterpart here, so that nothing that was pasted is lost in silence.
 *
 * @param read what else of it is read
 */
export function reportHook(root: OutsideObject, findings: Findings, read: readonly string[] = []): void {
  const known = ['settings', 'secrets', ...hookKeys, ...read];
  const isThere = ([, value]: [string, unknown]) => value !== null && value !== '' && !isEmpty(value);
  const own = Object.entries(root).filter(([key]) => !known.includes(key));
  const below = Object.entries(asObject(root['config']) ?? {}).filter(([key]) => key !== 'schedule');
  const names = [...own, ...below.map(([key, value]): [string, unknown] => [`config.${key}`, value])]
    .filter(isThere)
    .map(([key]) => key);
  if (names.length === 0) return;
  const some = names.slice(0, 40).join(', ');
  findings.unsupported(
    'hook-keys',
    phrase`These belong to the hook in Rossum and have no counterpart here: ${some}.`,
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
