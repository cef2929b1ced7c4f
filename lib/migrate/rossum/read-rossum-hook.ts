import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { ResourceDescription } from '../model/description';
import { isSwitch, isSwitchedOff as isSwitchedOffBy, switchedOff } from '../open-connectors/switched-off';
import {
  asBoolean,
  asObject,
  asObjectOrJson,
  asText,
  isPlaceholder,
  type OutsideObject,
} from '../pasted/outside-value';
import { noSuchSchedule, readCron, reportZone } from './read-cron';
import { nameOfHook } from './rossum-hook';

/** When the polls of a hook's import start, and whether they do at all. */
export type Schedule = Pick<ResourceDescription, 'crontab' | 'disabled'>;

/** What is read of a hook beside its settings. */
export const hookKeys: readonly string[] = ['active', 'config', 'schedule', 'name'];

/** Reads what a hook says beside its settings: its schedule, and whether it is switched on. */
export function readHook(root: OutsideObject, body: OutsideObject, findings: Findings): Schedule {
  const schedule: Schedule = {};
  const crontab = readSchedule(root, body, findings);
  if (crontab !== undefined) schedule.crontab = crontab;
  return isImportOff(root, findings) ? { ...schedule, disabled: true } : schedule;
}

/** Whether a hook that imports was switched off, by Rossum's `active` or by what others call it, which is said. */
function isImportOff(root: OutsideObject, findings: Findings): boolean {
  const key = switchedOff(root);
  if (key !== undefined && key !== 'active') return isSwitchedOffBy(root, nameOfHook(root), findings);
  if (key === undefined) return false;
  findings
    .under('active')
    .check(
      'inactive',
      phrase`The hook was switched off ("active": false), and so is its poll: enable it when records are to come.`,
    );
  return true;
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
  const config = configOf(root, findings);
  const [place, given] = placeOf(root, body, config);
  const key = switchedOff(asObject(given) ?? {});
  if (key !== undefined) {
    findings.under(...place, key).manual('schedule', offSchedule(key));
    return undefined;
  }
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

/** A hook's `config` may be JSON in a text, as its `settings` may. */
function configOf(root: OutsideObject, findings: Findings): OutsideObject | undefined {
  const config = root['config'];
  return typeof config === 'string' && config.trim().startsWith('{')
    ? asObjectOrJson(config, findings.under('config'))
    : asObject(config);
}

/** The schedule and where it stands: in the hook's `config`, beside it, or among its settings. */
function placeOf(
  root: OutsideObject,
  body: OutsideObject,
  config: OutsideObject | undefined,
): [place: string[], given: unknown] {
  if (config?.['schedule'] !== undefined) return [['config', 'schedule'], config['schedule']];
  if (root['schedule'] !== undefined || body['schedule'] === undefined)
    return [['schedule'], root['schedule']];
  return [['settings', 'schedule'], body['schedule']];
}

function offSchedule(key: string): Phrase {
  return phrase`The schedule was switched off ("${key}"): start runs with the inject node, or set an interval in the poll node.`;
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
  const own = Object.entries(root).filter(([key]) => !known.includes(key) && !isSwitch(key));
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
