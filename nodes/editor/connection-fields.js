const fields = ['authentication', 'siteAddress', 'csoAddress', 'scope', 'tls', 'proxy', 'timeout'];
const secrets = [
  'clientId',
  'clientSecret',
  'apiKey',
  'csoApiKey',
  'userSecret',
  'organizationSecret',
  'elementToken',
];

/** What a secret that only the runtime knows is shown as. */
const stored = '__PWRD__';

/** A connection as the fields of its open dialog have it. */
export function connectionInDialog(id) {
  const value = (name) => $(`#node-config-input-${name}`).val() ?? '';
  return {
    id,
    ...Object.fromEntries(fields.map((name) => [name, chosen(value(name))])),
    credentials: Object.fromEntries(secrets.map((name) => [name, value(name)])),
  };
}

/** A connection as the editor knows it, deployed or not; `undefined` if there is none of this id. */
export function connectionOfEditor(id) {
  const node = chosen(id) ? RED.nodes.node(id) : undefined;
  if (!node) return undefined;
  const known = node.credentials ?? {};
  // The editor only has what was typed since the last deploy.
  const secret = (name) =>
    known[name] ?? (known[`has_${name}`] || node.credentials === undefined ? stored : '');
  return {
    id,
    ...Object.fromEntries(fields.map((name) => [name, chosen(node[name] ?? '')])),
    credentials: Object.fromEntries(secrets.map((name) => [name, secret(name)])),
  };
}

/** Selects of configuration nodes have an entry that is no node. */
function chosen(value) {
  return value === '_ADD_' ? '' : value;
}
