import { isVariable } from '../../../lib/base/environment-variable';
import { CoupaError } from '../../../lib/base/errors';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import {
  type Authentication,
  readCsoAddress,
  readSiteAddress,
} from '../../../lib/connection/address/site-address';
import {
  type CredentialName,
  credentialNames,
  credentialType,
  neededCredentials,
  signInCredentials,
} from '../../../lib/connection/settings/credential-names';
import { connectionOptions } from '../../../lib/connection/settings/options';
import { openFieldOf } from '../../editor/fields/field';
import type { CredentialDefinition, Defaults, EditorNode } from '../../editor/red';

const byTable = editorDefaults(connectionOptions, isVariable);

/** The properties of a connection: what they are by default, and what they may be. */
export const defaults: Defaults = {
  ...byTable,
  authentication: {
    ...byTable.authentication,
    // A list marks the node and not this field; Node-RED looks at credentials only while their dialog is open.
    validate(_value, _options) {
      return missing(this).map((name) => this._(`coupa-config.label.${name}`));
    },
  },
  siteAddress: {
    ...byTable.siteAddress,
    validate(value) {
      return isAddress(value, (text) => readSiteAddress(text, authenticationOf(this)));
    },
  },
  csoAddress: {
    ...byTable.csoAddress,
    validate: (value) => isAddress(value, (text) => readCsoAddress(text, anySite)),
  },
};

/** The credentials of a connection; those that its authentication takes have to be there. */
export const credentials: Record<string, CredentialDefinition> = Object.fromEntries(
  credentialNames.map((name) => [name, credential(name)]),
);

function credential(name: CredentialName): CredentialDefinition {
  const type = credentialType(name);
  if (!signInCredentials.includes(name)) return { type };
  return {
    type,
    validate() {
      return !missing(this).includes(name);
    },
  };
}

/** Any site that an address of CSO can be derived from, so that an empty one will do. */
const anySite = new URL('https://acme.coupahost.com');

/** Whether the runtime would read an address, or a variable stands for it. */
function isAddress(value: unknown, read: (text: string) => URL): boolean {
  if (isVariable(value)) return true;
  try {
    read(String(value ?? ''));
    return true;
  } catch (error) {
    if (error instanceof CoupaError) return false;
    throw error;
  }
}

function authenticationOf(node: EditorNode): Authentication {
  const chosen = openFieldOf(node, 'authentication', 'node-config-input-')?.value || node['authentication'];
  const { choices, default: byDefault } = connectionOptions.authentication;
  return choices.find((one) => one === chosen) ?? byDefault;
}

/** The credentials that the chosen authentication lacks. For CSO alone its own key is enough. */
function missing(node: EditorNode): CredentialName[] {
  const isForCso = has(node, 'csoApiKey') && !signInCredentials.some((name) => has(node, name));
  return isForCso ? [] : neededCredentials[authenticationOf(node)].filter((name) => !has(node, name));
}

/** What is stored is only known once the dialog was open. */
function has(node: EditorNode, name: CredentialName): boolean {
  const field = openFieldOf(node, name, 'node-config-input-');
  if (field) return field.value.trim() !== '';
  if (!node.credentials) return true;
  const typed = node.credentials[name];
  return (typeof typed === 'string' && typed.trim() !== '') || Boolean(node.credentials[`has_${name}`]);
}
