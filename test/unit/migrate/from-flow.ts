import type { Option } from '../../../lib/base/options/option';
import { withDefaults } from '../../../lib/base/options/read-options';
import { signInCredentials } from '../../../lib/connection/settings/credential-names';
import { connectionOptions } from '../../../lib/connection/settings/options';
import { instanceVariables, readTags } from '../../../lib/hub/instance-variables';
import {
  type ConnectionDescription,
  type Description,
  describedProperties,
  emptyDescription,
  type NotificationDescription,
  type ResourceDescription,
} from '../../../lib/migrate/model/description';
import {
  asBoolean,
  asNumber,
  asObject,
  asText,
  type OutsideObject,
} from '../../../lib/migrate/pasted/outside-value';
import { pollOptions } from '../../../lib/poll/model/options';

/**
 * The judge of what an import makes: reads a flow back into a description: the poll nodes of the first tab that has any, their connection, and what the tab's variables
 * hold. For a flow of `toFlow` with at least one resource and no exports, which are code, it gives the description it was made of.
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
    element: asText(variables.get(instanceVariables.element)) ?? '',
    name: asText(variables.get(instanceVariables.name)) ?? asText(tab?.['label']) ?? '',
    tags: readTags(variables.get(instanceVariables.tags)),
    connection: connection === undefined ? description.connection : readConnection(connection),
    resources: polls.map((poll) => ({ ...readPoll(poll), ...readExtras(poll, tab, nodes) })),
    exports: [],
    interval: asNumber(first['interval']) ?? pollOptions.interval.default,
    notification: readNotification(first, variables),
  };
}

function variablesOf(tab: OutsideObject | undefined): Map<unknown, unknown> {
  const env = tab?.['env'];
  const entries = (Array.isArray(env) ? env : []).map(asObject);
  return new Map(entries.map((entry) => [entry?.['name'], entry?.['value']]));
}

function readConnection(node: OutsideObject): ConnectionDescription {
  const stored = asObject(node['credentials']) ?? {};
  const credentials: ConnectionDescription['credentials'] = {};
  for (const name of signInCredentials) {
    const value = asText(stored[name]);
    if (value !== undefined) credentials[name] = value;
  }
  const { choices, default: byDefault } = connectionOptions.authentication;
  return {
    authentication: choices.find((one) => one === node['authentication']) ?? byDefault,
    siteAddress: asText(node['siteAddress']) ?? '',
    scope: asText(node['scope']) ?? '',
    credentials,
  };
}

function readPoll(node: OutsideObject): ResourceDescription {
  const options = withDefaults(pollOptions, {
    createdDateFormat: asText(node['updatedDateFormat']),
    createdDateTimezone: asText(node['updatedDateTimezone']),
  });
  const read = describedProperties.map((name) => [name, readProperty(options[name], node[name])]);
  return Object.fromEntries(read) as ResourceDescription;
}

function readProperty({ kind, default: byDefault }: Option, value: unknown): unknown {
  if (kind === 'number') return asNumber(value) ?? byDefault;
  return kind === 'flag' ? asBoolean(value, byDefault === true) : (asText(value) ?? byDefault);
}

/** What most polls do not have, left out where they do not. */
function readExtras(
  node: OutsideObject,
  tab: OutsideObject | undefined,
  nodes: readonly OutsideObject[],
): Pick<ResourceDescription, 'name' | 'startDate' | 'crontab' | 'disabled'> {
  const [name, startDate] = [asText(node['name']) ?? '', asText(node['startDate']) ?? ''];
  const crontab = asNumber(node['interval']) === 0 ? crontabOf(node['id'], nodes) : undefined;
  const isDisabled = asBoolean(node['d'], false) || asBoolean(tab?.['disabled'], false);
  return {
    ...(name !== '' && { name }),
    ...(node['start'] === 'date' && startDate !== '' && { startDate }),
    ...(crontab !== undefined && { crontab }),
    ...(isDisabled && { disabled: true }),
  };
}

function readNotification(
  poll: OutsideObject,
  variables: ReadonlyMap<unknown, unknown>,
): NotificationDescription {
  const headers = asObject(readJson(variables.get(instanceVariables.headers))) ?? {};
  return {
    enabled: asBoolean(variables.get(instanceVariables.enabled), false),
    callbackUrl: asText(variables.get(instanceVariables.callbackUrl)) ?? '',
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => {
        const text = asText(value);
        return text === undefined ? [] : [[name, text]];
      }),
    ),
    signatureKey: asText(asObject(poll['credentials'])?.['signatureKey']) ?? '',
  };
}

/** `undefined` for what a user has made into something else than JSON. */
function readJson(value: unknown): unknown {
  try {
    return JSON.parse(asText(value) ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The schedule that starts a poll node of a flow; `undefined` without one. */
function crontabOf(poll: unknown, nodes: readonly Record<string, unknown>[]): string | undefined {
  const starter = nodes.find(({ type, crontab, wires }) => {
    const targets: unknown[] = Array.isArray(wires) ? wires.flat() : [];
    return type === 'inject' && typeof crontab === 'string' && crontab !== '' && targets.includes(poll);
  });
  return starter === undefined ? undefined : String(starter['crontab']);
}
