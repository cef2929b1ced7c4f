import { CoupaError } from '../../../lib/base/errors';
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
} from '../../../lib/connection/settings/credential-names';
import { openFieldOf } from '../../editor/fields/field';
import { numberThat } from '../../editor/fields/number-that';
import { isVariable } from '../../editor/fields/variable';
import type { CredentialDefinition, Defaults, EditorNode } from '../../editor/red';

/** The properties of a connection: what they are by default, and what they may be. */
export const defaults: Defaults = {
  name: { value: '' },
  authentication: {
    value: 'oauth2',
    // A list marks the node and not this field; Node-RED looks at credentials only while their dialog is open.
    validate(_value, _options) {
      return missing(this).map((name) => this._(`coupa-config.label.${name}`));
    },
  },
  siteAddress: {
    value: '',
    required: true,
    validate(value) {
      return isAddress(value, (text) => readSiteAddress(text, authenticationOf(this)));
    },
  },
  csoAddress: {
    value: '',
    validate: (value) => isAddress(value, (text) => readCsoAddress(text, anySite)),
  },
  scope: { value: '' },
  tls: { value: '', type: 'tls-config', required: false },
  proxy: { value: '', type: 'http proxy', required: false },
  requestsPerSecond: { value: 20, validate: numberThat((number) => number >= 0) },
  maxConcurrency: { value: 4, validate: numberThat((number) => number >= 1 && Number.isInteger(number)) },
  timeout: { value: 60, validate: numberThat((number) => number > 0 && number <= 86_400) },
};

/** The credentials of a connection; those that its authentication takes have to be there. */
export const credentials: Record<string, CredentialDefinition> = Object.fromEntries(
  credentialNames.map((name) => [name, credential(name)]),
);

function credential(name: CredentialName): CredentialDefinition {
  const type = credentialType(name);
  if (!Object.values(neededCredentials).flat().includes(name)) return { type };
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
  return chosen === 'apiKey' || chosen === 'openConnectors' ? chosen : 'oauth2';
}

/** The credentials that the chosen authentication lacks. For CSO alone its own key is enough. */
function missing(node: EditorNode): CredentialName[] {
  const others = Object.values(neededCredentials).flat();
  const isForCso = has(node, 'csoApiKey') && !others.some((name) => has(node, name));
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
