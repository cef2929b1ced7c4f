import {
  type CredentialName,
  credentialNames,
  storedSecret,
} from '../../../lib/connection/settings/credential-names';
import { textIn } from '../fields/field';

/** The properties of a connection that decide how it is reached. */
const properties = [
  'authentication',
  'siteAddress',
  'csoAddress',
  'scope',
  'tls',
  'proxy',
  'timeout',
] as const;

/** A connection as the editor knows it, for the runtime to try; a secret that only the runtime knows is `storedSecret`. */
export type ConnectionFields = Record<(typeof properties)[number], string> & {
  id: string;
  credentials: Record<CredentialName, string>;
};

/** A connection as the fields of its open dialog have it. */
export function connectionInDialog(id: string): ConnectionFields {
  const value = (name: string) => textIn(name, 'node-config-input-');
  return fieldsWith(id, value, value);
}

/** A connection as the editor knows it, deployed or not; `undefined` if there is none of this id. */
export function connectionOfEditor(id: string): ConnectionFields | undefined {
  const node = chosen(id) ? RED.nodes.node(id) : undefined;
  if (!node) return undefined;
  const { credentials } = node;
  // The editor only has what was typed since the last deploy.
  const secret = (name: string) =>
    credentials?.[name] ?? (credentials === undefined || credentials[`has_${name}`] ? storedSecret : '');
  return fieldsWith(
    id,
    (name) => String(node[name] ?? ''),
    (name) => String(secret(name)),
  );
}

function fieldsWith(
  id: string,
  property: (name: string) => string,
  credential: (name: string) => string,
): ConnectionFields {
  return {
    id,
    ...each(properties, (name) => chosen(property(name))),
    credentials: each(credentialNames, credential),
  };
}

function each<Name extends string>(
  names: readonly Name[],
  value: (name: Name) => string,
): Record<Name, string> {
  // `fromEntries` forgets which names there are.
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, string>;
}

/** Selects of configuration nodes have an entry that is no node. */
function chosen(value: string): string {
  return value === '_ADD_' ? '' : value;
}
