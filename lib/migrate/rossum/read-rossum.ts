import type { Findings } from '../../base/findings';
import { parsedJson } from '../../base/json';
import { storedDefaults } from '../../base/options/read-options';
import { phrase } from '../../base/text/phrase';
import { largestPage } from '../../catalogue/index-resources';
import { findResource } from '../../catalogue/resources';
import { pollOptions } from '../../poll/model/options';
import { encodeForTemplate } from '../../template/split-query';
import { asCoupaSpells } from '../fields/around-url';
import { checkResource } from '../fields/check-resource';
import { completeFields } from '../fields/complete-fields';
import { asFieldPath } from '../fields/field-path';
import { followDate } from '../fields/follow-date';
import { mendOperators } from '../fields/mend-operators';
import { mendPlaceholders } from '../fields/mend-placeholders';
import { hasLowerBound, mendPath, reportPlaceholders } from '../fields/mend-url';
import { readQuery } from '../fields/read-query';
import { coupaHostOf, trimSlashes, withoutSite } from '../fields/read-site';
import { type Description, emptyDescription, type ResourceDescription } from '../model/description';
import type { ReadOptions } from '../model/read-options';
import { scopesOf } from '../model/scopes-of';
import { checkHubUrl, maxUrlLength } from '../open-connectors/read-poller';
import {
  asNumber,
  asObject,
  asObjectOrJson,
  asText,
  isPlaceholder,
  type OutsideObject,
} from '../pasted/outside-value';
import { readCredentials } from './read-credentials';
import { hookKeys, readHook, reportHook } from './read-rossum-hook';
import { reportKeys } from './report-keys';

/**
 * Reads a Rossum import configuration, or a hook that has one in its `settings`. The hook's schedule becomes an inject node's; without one the
 * interval is 0 as well, and the inject node starts a run.
 */
export function readRossum(root: OutsideObject, { target }: ReadOptions, findings: Findings): Description {
  const description = emptyDescription();
  const { body, below } = bodyOf(root, findings);
  const config = asObject(body['import_config']) ?? {};
  const under = below.under('import_config');
  const given = asObjectOrJson(body['credentials'], below.under('credentials'));
  const credentials = { ...asObject(root['secrets']), ...given };
  description.connection = readCredentials(
    withSiteOf(config, credentials, under),
    below.under('credentials'),
  );
  description.interval = 0;
  description.name = readName(config, root, under);
  const schedule = readHook(root, body, findings);
  const resource = readImport(config, description.connection.siteAddress, under);
  if (resource !== undefined) {
    checkResource(resource, under.under('query'), under);
    if (target === 'hub') checkHubUrl(resource.url, under.under('endpoint'));
    description.resources.push({ ...resource, ...schedule });
    if (description.connection.scope === '') description.connection.scope = scopesOf(description);
  }
  reportRest(config, under);
  if (body === root) reportKeys(body, ['credentials', 'import_config', 'secrets', ...hookKeys], below);
  else {
    reportKeys(body, ['credentials', 'import_config', 'schedule'], below);
    reportHook(root, findings);
  }
  return description;
}

function bodyOf(root: OutsideObject, findings: Findings): { body: OutsideObject; below: Findings } {
  if ('import_config' in root) return { body: root, below: findings };
  return { body: asObject(root['settings']) ?? {}, below: findings.under('settings') };
}

/** Where nothing else names the site, the endpoint may: it is told from another hook's by that. */
function withSiteOf(config: OutsideObject, credentials: OutsideObject, findings: Findings): OutsideObject {
  const given = credentials['base_api_url'];
  const host = coupaHostOf(asText(config['endpoint']) ?? '');
  if (host === '' || (given !== undefined && given !== null && given !== '')) return credentials;
  findings
    .under('endpoint')
    .mended('site-of-url', phrase`The site was taken from the URL: the text says nowhere else which it is.`);
  return { ...credentials, base_api_url: `https://${host}` };
}

function readName(config: OutsideObject, root: OutsideObject, findings: Findings): string {
  const given = asText(config['dataset_name'])?.trim() || (asText(root['name'])?.trim() ?? '');
  if (isPlaceholder(given)) {
    findings
      .under('dataset_name')
      .manual('placeholder', phrase`Replace ${given} by a text of your own.`, given);
  }
  return given;
}

function readImport(
  config: OutsideObject,
  siteAddress: string,
  findings: Findings,
): ResourceDescription | undefined {
  const endpoint = readEndpoint(config['endpoint'], siteAddress, findings.under('endpoint'));
  if (endpoint === undefined) return undefined;
  const [path = '', query = ''] = endpoint.split(/\?(.*)/s, 2);
  const name = path.slice('api/'.length);
  const dates = datesOf(name);
  const idField = readIdKeys(config['id_keys'], findings.under('id_keys'));
  const under = findings.under('query');
  const asked = queryOf(config, query, under);
  if (asked.length > maxUrlLength) {
    under.error(
      'too-large',
      phrase`The URL is longer than ${maxUrlLength} characters; the resource was left out.`,
    );
    return undefined;
  }
  const complete = completeFields(
    mendOperators(`/${path}${asked}`, under),
    { idField, ...dates },
    under.under('fields'),
  );
  const { url, startDate } = followDate(complete, dates, under, lastModified);
  reportUrl(url, dates.updatedDateField, under);
  return {
    resource: name,
    url,
    idField,
    ...dates,
    createdCheckTolerance: pollOptions.createdCheckTolerance.default,
    filterByUpdatedDate: !hasLowerBound(url) && dates.updatedDateField !== '',
    overlap: pollOptions.overlap.default,
    pageSize: readPageSize(config['records_per_request'], findings.under('records_per_request')),
    removeNulls: pollOptions.removeNulls.default,
    ...(startDate !== undefined && { startDate }),
  };
}

const lastModified = `\${last_modified_date}`;

function datesOf(name: string) {
  const {
    updatedDateField,
    updatedDateFormat,
    updatedDateTimezone,
    createdDateField,
    createdDateFormat,
    createdDateTimezone,
  } = storedDefaults(pollOptions);
  return {
    updatedDateField: findResource(name)?.updatedDateField ?? updatedDateField,
    updatedDateFormat,
    updatedDateTimezone,
    createdDateField: findResource(name)?.createdDateField ?? createdDateField,
    createdDateFormat,
    createdDateTimezone,
  };
}

/** The path below the site, `api/…`, perhaps with a query; `undefined` with a finding where nothing can be asked. */
function readEndpoint(value: unknown, siteAddress: string, findings: Findings): string | undefined {
  const text = asText(value)?.trim() ?? '';
  if (text === '' || (isPlaceholder(text) && !text.includes('/'))) {
    findings.error('no-url', phrase`There is no endpoint to poll.`);
    return undefined;
  }
  const url =
    text.length > maxUrlLength ? undefined : withoutSite(mendPath(text, findings), siteAddress, findings);
  if (url === undefined) return undefined;
  const [path = '', query] = url.split(/\?(.*)/s, 2);
  const below = trimSlashes(path, 'both');
  const given = below.startsWith('api/') ? below : `api/${below}`;
  const whole = asCoupaSpells(`/${given}`).slice(1);
  return query === undefined ? whole : `${whole}?${query}`;
}

function queryOf(config: OutsideObject, more: string, findings: Findings): string {
  const { parameters, written } = readQuery(config['query'], findings);
  const asked = parameters.flatMap(([name, value]) => {
    if (/^(?:order[_-]?by|dir)$/i.test(name)) return orderMended(name, findings);
    const text = mendPlaceholders(value.replace(bareName, lastModified)).replace(aroundPlaceholder, '$2');
    return text.length > maxUrlLength ? [`${name}=${text}`] : [`${name}=${encodeForTemplate(text)}`];
  });
  const all = [more, mendPlaceholders(written), ...asked].filter((one) => one !== '');
  return all.length === 0 ? '' : `?${all.join('&')}`;
}

/** `{last_modified_date}`, `<last_modified_date>`: Rossum's placeholder with other signs around its name, or encoded. */
const bareName =
  /^\s{0,20}(?:[<«{%$@#[(]|%24|%7B){0,3}\s{0,5}last_modified_date\s{0,5}(?:[>»}%\])]|%7D){0,3}\s{0,20}$/i;

/** Quotes and blanks around a placeholder that is the whole value would be asked along with its date. */
const aroundPlaceholder = /^\s{0,20}(["']?)\s{0,20}(\$\{[^{}]{1,200}\})\s{0,20}\1\s{0,20}$/;

function reportUrl(url: string, updatedDateField: string, findings: Findings): void {
  reportPlaceholders(url, findings);
  if (hasLowerBound(url) || updatedDateField === '') return;
  findings.unsupported(
    'no-bound',
    phrase`"query" has no placeholder for a date, so every poll reads everything, and what is older than the position is left out here.`,
  );
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
  // A list that is JSON in a text.
  const given = typeof value === 'string' ? (parsedJson(value) ?? value) : value;
  const keys = (
    Array.isArray(given) ? given : given === undefined ? [pollOptions.idField.default] : [given]
  ).flatMap((key) => (asText(key) ?? '').split(',').map(asFieldPath).filter(Boolean));
  const [first = pollOptions.idField.default] = keys;
  if (isPlaceholder(first)) {
    findings.manual('placeholder', phrase`The id key is a stand-in; "id" is used.`, first);
    return 'id';
  }
  if (keys.length > 1) {
    findings.manual(
      'id-keys',
      phrase`A record is identified by one field here; the first key is used.`,
      keys.join(', '),
    );
  }
  return first;
}

function readPageSize(value: unknown, findings: Findings): number {
  const number = value === undefined || value === null ? largestPage : asNumber(value);
  if (number === undefined) {
    findings.manual(
      'number',
      phrase`"records_per_request" is not a number; ${largestPage} is used.`,
      asText(value),
    );
    return largestPage;
  }
  // None at all is what programs write for "as many as you like".
  return Math.min(largestPage, Math.floor(number) || largestPage);
}

function reportRest(config: OutsideObject, under: Findings): void {
  const method = asText(config['method']);
  if (method !== undefined && method !== 'update') {
    under
      .under('method')
      .unsupported(
        'method',
        phrase`The method "${method}" was about Rossum's data set. Here new and updated records are sent; what to replace with them is up to the flow.`,
      );
  }
  reportKeys(
    config,
    ['endpoint', 'query', 'method', 'id_keys', 'dataset_name', 'records_per_request'],
    under,
  );
}
