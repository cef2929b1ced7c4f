import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { asBoolean, type OutsideObject } from '../pasted/outside-value';

/** What programs say of a part of their settings that is not to run, and by what value. */
const switches: ReadonlyMap<string, boolean> = new Map([
  ['enabled', false],
  ['isenabled', false],
  ['active', false],
  ['isactive', false],
  ['disabled', true],
  ['isdisabled', true],
]);

/** Whether a key switches something on or off. */
export function isSwitch(key: string): boolean {
  return switches.has(plainName(key));
}

/** The key by which an object is switched off: `enabled` of `{"enabled": false}`; `undefined` where it is on. */
export function switchedOff(object: OutsideObject): string | undefined {
  return Object.keys(object).find((key) => {
    const off = switches.get(plainName(key));
    return off !== undefined && asBoolean(object[key], !off) === off;
  });
}

/** Whether a resource was switched off, which is said. */
export function isSwitchedOff(entry: OutsideObject, name: string, findings: Findings): boolean {
  const key = switchedOff(entry);
  if (key === undefined) return false;
  findings
    .under(key)
    .check(
      'inactive',
      phrase`${name} was switched off ("${key}"), and so is its poll: enable it when records are to come.`,
    );
  return true;
}
