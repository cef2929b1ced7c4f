import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import type { WorkingType } from './node-types';
import { errorKey } from './report';

/** What the canvas says of an error, in a few words: `sign-in refused`, `missing: Client secret`, `check: URL`. */
export function errorText(RED: NodeAPI, type: WorkingType, error: unknown): string {
  const say = (key: string, values: Record<string, string> = {}) =>
    RED._(`${type}.${key}`, values as never) as string;
  const property = wrongProperty(error);
  if (property === undefined) return say(errorKey(error));
  const { name, missing } = property;
  if (name === 'connection') return missing ? say('wrong.connection') : say('wrong.connectionOff');
  if (name === 'stateStore') return say('wrong.stateStore');
  const field = labelOf(RED, type, name);
  if (field === undefined) return say(errorKey(error));
  return missing ? say('wrong.missing', { field }) : say('wrong.check', { field });
}

/** The property that cannot work as it is. */
function wrongProperty(error: unknown): { name: string; missing: boolean } | undefined {
  if (!(error instanceof CoupaError) || error.reason?.kind !== 'setting') return undefined;
  const { property: name, missing = false } = error.reason;
  return name === undefined ? undefined : { name, missing };
}

/** What the dialogs call a property: the node's own, else the connection's. */
function labelOf(RED: NodeAPI, type: string, property: string): string | undefined {
  const label = sharedLabels[property] ?? property;
  const keys = [`${type}.label.${label}`, `node-red-contrib-coupa/coupa-config:coupa-config.label.${label}`];
  // A text that is not there comes back as its key.
  return keys.map((key) => RED._(key) as string).find((text, index) => text && !keys[index]?.endsWith(text));
}

/** Properties that the dialog has beside another, below its label. */
const sharedLabels: Readonly<Record<string, string>> = {
  updatedDateFormat: 'updatedDateField',
  updatedDateTimezone: 'updatedDateField',
  createdDateFormat: 'createdDateField',
  createdDateTimezone: 'createdDateField',
};
