import { findResource } from '../catalogue/resources';
import { type Phrase, phrase } from '../text/phrase';
import { checkResource } from './check-resource';
import { type Description, emptyDescription, type ResourceDescription } from './description';
import type { Findings } from './findings';
import { hasLowerBound } from './mend-url';
import { asNumber, asObject, asText, isPlaceholder, type OutsideObject } from './outside-value';
import { encodeForTemplate } from './split-query';

/** Whether an object is a Rossum import configuration, or a hook's body that holds one in its `settings`. */
export function isRossum(root: OutsideObject): boolean {
  return importOf(root) !== undefined;
}

/**
 * Reads a Rossum import configuration. Its schedule is kept elsewhere, so the interval is 0: the flow has an inject
 * node to start a run.
 */
export function readRossum(root: OutsideObject, findings: Findings): Description {
  const description = emptyDescription();
  const { body, below } = bodyOf(root, findings);
  const config = asObject(body['import_config']) ?? {};
  const under = below.under('import_config');
  readCredentials(
    description,
    { ...asObject(root['secrets']), ...asObject(body['credentials']) },
    below.under('credentials'),
  );
  description.interval = 0;
  under.unsupported(
    'schedule',
    phrase`Runs were started by hand or by a schedule kept elsewhere: start them with the inject node, or set an interval in the poll node.`,
  );
  description.name = asText(config['dataset_name']) ?? '';
  const resource = readImport(config, under);
  if (resource !== undefined) {
    checkResource(resource, under.under('query'), under);
    description.resources.push(resource);
  }
  reportRest(body, config, below, under);
  return description;
}

function importOf(root: OutsideObject): OutsideObject | undefined {
  return asObject(root['import_config']) ?? asObject(asObject(root['settings'])?.['import_config']);
}

function bodyOf(root: OutsideObject, findings: Findings): { body: OutsideObject; below: Findings } {
  if ('import_config' in root) return { body: root, below: findings };
  return { body: asObject(root['settings']) ?? {}, below: findings.under('settings') };
}

function readCredentials(description: Description, credentials: OutsideObject, findings: Findings): void {
  const { connection } = description;
  connection.siteAddress = given(
    credentials,
    'base_api_url',
    phrase`the tenant's address (https://<instance>.coupahost.com)`,
    findings,
  ).replace(/\/+$/, '');
  const scope = asText(credentials['client_scope']) ?? '';
  connection.scope = scope
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(' ');
  if (scope.includes(','))
    findings
      .under('client_scope')
      .mended('scope', phrase`Coupa wants scopes separated by spaces, without commas.`);
  const clientId = given(credentials, 'client_id', phrase`the OAuth client id`, findings);
  if (clientId !== '') connection.credentials.clientId = clientId;
  const secret = given(credentials, 'client_secret', phrase`the OAuth client secret`, findings);
  if (secret === '') return;
  connection.credentials.clientSecret = secret;
  if (!/^\$\{\w+\}$/.test(secret)) {
    findings
      .under('client_secret')
      .manual(
        'secret-in-flow',
        phrase`The flow carries the client secret in clear until it is imported: do not keep the file.`,
      );
  }
}

function given(credentials: OutsideObject, key: string, what: Phrase, findings: Findings): string {
  const value = asText(credentials[key])?.trim() ?? '';
  // Rossum's own pages show values as an ellipsis.
  if (value !== '' && !isPlaceholder(value) && !value.includes('…')) return value;
  findings
    .under(key)
    .manual(
      key === 'base_api_url' ? 'site-address' : 'secret',
      phrase`Type in ${what} in the connection: it is not in the text.`,
    );
  return '';
}

function readImport(config: OutsideObject, findings: Findings): ResourceDescription | undefined {
  const endpoint =
    asText(config['endpoint'])
      ?.trim()
      .replace(/^\/+|\/+$/g, '') ?? '';
  if (endpoint === '') {
    findings.under('endpoint').error('no-url', phrase`There is no endpoint to poll.`);
    return undefined;
  }
  const path = endpoint.startsWith('api/') ? endpoint : `api/${endpoint}`;
  const name = path.slice('api/'.length);
  const known = findResource(name);
  const updatedDateField = known?.updatedDateField ?? 'updated-at';
  const url = `/${path}${queryOf(config, findings.under('query'))}`;
  if (!hasLowerBound(url) && updatedDateField !== '') {
    findings
      .under('query')
      .unsupported(
        'no-bound',
        phrase`"query" has no date, so every poll reads everything, and what is older than the position is left out here.`,
      );
  }
  return {
    resource: name,
    url,
    idField: readIdKeys(config['id_keys'], findings.under('id_keys')),
    updatedDateField,
    ...defaultDates,
    filterByUpdatedDate: !hasLowerBound(url) && updatedDateField !== '',
    pageSize: Math.min(50, Math.max(1, Math.floor(asNumber(config['records_per_request']) ?? 50))),
  };
}

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";
const defaultDates = {
  updatedDateFormat: iso,
  updatedDateTimezone: 'UTC',
  createdDateField: 'created-at',
  createdDateFormat: iso,
  createdDateTimezone: 'UTC',
  createdCheckTolerance: 10,
  overlap: 300,
  removeNulls: false,
};

function queryOf(config: OutsideObject, findings: Findings): string {
  const query = asObject(config['query']) ?? {};
  const parameters = Object.entries(query).flatMap(([name, value]) => {
    if (/^(?:order[_-]by|dir)$/.test(name)) return orderMended(name, findings);
    const text = asText(value) ?? JSON.stringify(value);
    return [`${name}=${encodeForTemplate(text)}`];
  });
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

function orderMended(name: string, findings: Findings): string[] {
  findings
    .under(name)
    .mended(
      'order',
      phrase`The order was left out: a record that is updated while pages are read leaves the filter, everything behind it moves up, and records are skipped. This package reads in the order of ids, where nothing moves.`,
    );
  return [];
}

function readIdKeys(value: unknown, findings: Findings): string {
  const keys = (Array.isArray(value) ? value : value === undefined ? ['id'] : [value]).flatMap(
    (key) => asText(key) ?? [],
  );
  if (keys.length > 1) {
    findings.manual(
      'id-keys',
      phrase`A record is identified by one field here; the first key is used.`,
      keys.join(', '),
    );
  }
  return keys[0] ?? 'id';
}

function reportRest(body: OutsideObject, config: OutsideObject, below: Findings, under: Findings): void {
  const method = asText(config['method']);
  if (method !== undefined && method !== 'update') {
    under
      .under('method')
      .unsupported(
        'method',
        phrase`The method "${method}" was about Rossum's data set. Here new and updated records are sent; what to replace with them is up to the flow.`,
      );
  }
  const known = ['endpoint', 'query', 'method', 'id_keys', 'dataset_name', 'records_per_request'];
  for (const key of Object.keys(config)) {
    if (!known.includes(key))
      under.under(key).unsupported('import-key', phrase`"${key}" has no counterpart here.`);
  }
  for (const key of Object.keys(body)) {
    if (key !== 'credentials' && key !== 'import_config')
      below.under(key).unsupported('import-key', phrase`"${key}" has no counterpart here.`);
  }
}
