import { isVariable } from '../../../lib/base/environment-variable';
import { CoupaError } from '../../../lib/base/errors';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import { isBlank } from '../../../lib/base/options/stored-number';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { fleetCredentials, fleetOptions } from '../../../lib/fleet/options';
import { openFieldOf } from '../../editor/fields/field';
import type { CredentialDefinition, Defaults, EditorNode } from '../../editor/red';

const byTable = editorDefaults(fleetOptions, isVariable, isBlank);

/** The properties of a fleet: what they are by default, and what they may be. */
export const defaults: Defaults = {
  ...byTable,
  url: {
    ...byTable.url,
    validate(value) {
      return isVariable(value) || areAddresses(String(value ?? ''), hasSentinel(this));
    },
  },
};

/** The credentials of a fleet; an engine may need none. */
export const credentials: Record<string, CredentialDefinition> = Object.fromEntries(
  Object.entries(fleetCredentials).map(([name, type]) => [name, { type }]),
);

/** Whether the runtime would read them. */
function areAddresses(text: string, isSentinel: boolean): boolean {
  try {
    return readEngineAddresses(text, isSentinel).length > 0;
  } catch (error) {
    if (error instanceof CoupaError) return false;
    throw error;
  }
}

function hasSentinel(node: EditorNode): boolean {
  const name = openFieldOf(node, 'sentinel', 'node-config-input-')?.value ?? node['sentinel'];
  return String(name ?? '').trim() !== '';
}
