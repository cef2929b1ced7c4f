import {
  type Authentication,
  type ConnectionDescription,
  credentialNames,
  type Description,
  emptyDescription,
  type NotificationDescription,
  type ResourceDescription,
} from './description.js';
import { tabVariables } from './flow-node.js';
import { asBoolean, asNumber, asObject, asText, type OutsideObject } from './outside-value.js';

/**
 * Reads a flow back into a description: the poll nodes of the first tab that has any, their connection, and what the tab's variables
 * hold. For a flow of `toFlow` with at least one resource it gives the description it was made of.
 *
 * Never throws; what is absent has its default.
 */
export function fromFlow(flow: unknown): Description {
  const nodes = (Array.isArray(flow) ? flow : []).map(asObject).filter((node) => node !== undefined);
  const description = emptyDescription();
  const [first] = nodes.filter(({ type }) => type === 'coupa-poll');
  if (first === undefined) return description;
  const polls = nodes.filter(({ type, z }) => type === 'coupa-poll' && z === first['z']);
  const connection = nodes.find(({ type, id }) => type === 'coupa-config' && id === first['connection']);
  const tab = nodes.find(({ type, id }) => type === 'tab' && id === first['z']);
  const variables = variablesOf(tab);
  return {
    element: asText(variables.get(tabVariables.element)) ?? '',
    name: asText(variables.get(tabVariables.name)) ?? asText(tab?.['label']) ?? '',
    tags: readTags(variables.get(tabVariables.tags)),
    connection: connection === undefined ? description.connection : readConnection(connection),
    resources: polls.map(readPoll),
    interval: asNumber(first['interval']) ?? 15,
    notification: readNotification(first, nodes, variables),
  };
}

function variablesOf(tab: OutsideObject | undefined): Map<unknown, unknown> {
  const env = tab?.['env'];
  const entries = (Array.isArray(env) ? env : []).map(asObject);
  return new Map(entries.map((entry) => [entry?.['name'], entry?.['value']]));
}

function readTags(value: unknown): string[] {
  try {
    const tags: unknown = JSON.parse(asText(value) ?? '[]');
    return Array.isArray(tags) ? tags.flatMap((tag) => asText(tag) ?? []) : [];
  } catch (error) {
    // A variable that a user has made into plain text is a tag.
    if (error instanceof SyntaxError) return [asText(value) ?? ''];
    throw error;
  }
}

const authentications: readonly Authentication[] = ['oauth2', 'apiKey', 'openConnectors'];

function readConnection(node: OutsideObject): ConnectionDescription {
  const stored = asObject(node['credentials']) ?? {};
  const credentials: ConnectionDescription['credentials'] = {};
  for (const name of credentialNames) {
    const value = asText(stored[name]);
    if (value !== undefined) credentials[name] = value;
  }
  return {
    authentication: authentications.find((one) => one === node['authentication']) ?? 'oauth2',
    siteAddress: asText(node['siteAddress']) ?? '',
    scope: asText(node['scope']) ?? '',
    credentials,
  };
}

function readPoll(node: OutsideObject): ResourceDescription {
  const text = (key: string, byDefault: string) => asText(node[key]) ?? byDefault;
  const updatedDateFormat = text('updatedDateFormat', "yyyy-MM-dd'T'HH:mm:ssXXX");
  const updatedDateTimezone = text('updatedDateTimezone', 'UTC');
  return {
    resource: text('resource', 'invoices'),
    url: text('url', ''),
    idField: text('idField', 'id'),
    updatedDateField: text('updatedDateField', 'updated-at'),
    updatedDateFormat,
    updatedDateTimezone,
    createdDateField: text('createdDateField', 'created-at'),
    createdDateFormat: text('createdDateFormat', updatedDateFormat),
    createdDateTimezone: text('createdDateTimezone', updatedDateTimezone),
    createdCheckTolerance: asNumber(node['createdCheckTolerance']) ?? 10,
    filterByUpdatedDate: asBoolean(node['filterByUpdatedDate'], false),
    overlap: asNumber(node['overlap']) ?? 300,
    pageSize: asNumber(node['pageSize']) ?? 50,
    removeNulls: asBoolean(node['removeNulls'], false),
  };
}

function readNotification(
  poll: OutsideObject,
  nodes: readonly OutsideObject[],
  variables: ReadonlyMap<unknown, unknown>,
): NotificationDescription {
  const wires = Array.isArray(poll['wires']) ? poll['wires'].flat() : [];
  const request = nodes.find(({ type, id }) => type === 'http request' && wires.includes(id));
  const headers = (Array.isArray(request?.['headers']) ? request['headers'] : []).map(asObject);
  return {
    enabled: asBoolean(variables.get(tabVariables.enabled), false),
    callbackUrl: asText(variables.get(tabVariables.callbackUrl)) ?? '',
    headers: Object.fromEntries(
      headers.flatMap((header) => {
        const [name, value] = [asText(header?.['keyValue']), asText(header?.['valueValue'])];
        return name === undefined || value === undefined ? [] : [[name, value]];
      }),
    ),
    signatureKey: asText(asObject(poll['credentials'])?.['signatureKey']) ?? '',
  };
}
