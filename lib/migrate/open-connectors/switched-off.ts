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
