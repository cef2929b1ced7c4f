import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { coupasHub } from '../../catalogue/resources';
import { readScope } from '../fields/read-scope';
import { type Description, emptyDescription } from '../model/description';
import type { ReadOptions } from '../model/read-options';
import { scopesOf } from '../model/scopes-of';
import {
  asBoolean,
  asObject,
  asObjectOrJson,
  asSecret,
  asText,
  isPlaceholder,
  type OutsideObject,
} from '../pasted/outside-value';
import { isPollerEntry } from './poller-entry';
import { nameOfUrl } from './poller-urls';
import { type PollerEntry, readPoller } from './read-poller';
import { readResources } from './read-resources';
import { isSetting, isSettingList, readSetting, readSettings, settingNames } from './read-settings';
import { byTheirNames } from './setting-names';

/** Where the parts of an instance stand in what was pasted. */
interface Places {
  body: Findings;
  settings: Findings;
  resource(name: string): Findings;
}

const pollerKey = 'event.poller.configuration';

/** Reads an instance of Open Connectors: tells by its keys how much of the body was pasted. */
export function readBodyOfInstance(
  root: OutsideObject,
  options: ReadOptions,
  findings: Findings,
): Description {
  if ('configuration' in root || 'element' in root) {
    const settings = findings.under('configuration');
    const resource = (name: string) => settings.under(pollerKey, name);
    return readBody(root, options, { body: findings, settings, resource });
  }
  const settings = isSetting(root) ? settingsIn([root]) : root;
  if (Object.keys(settings).some((name) => settingNames.has(name))) {
    const resource = (name: string) => findings.under(pollerKey, name);
    return readBody({ configuration: settings }, options, { body: findings, settings: findings, resource });
  }
  return readPollerAlone(root, options, findings);
}

function readPollerAlone(root: OutsideObject, options: ReadOptions, findings: Findings): Description {
  const single = isPollerEntry(root);
  const poller = single ? { [nameOfUrl(asText(root['url']) ?? '')]: root } : root;
  if (!Object.values(poller).some(isPollerEntry)) {
    const message = phrase`No resource to poll was found: none of these keys holds an object with a "url".`;
    findings.error('not-a-configuration', message);
    return emptyDescription();
  }
  const resource = (name: string) => (single ? findings : findings.under(name));
  const places = { body: findings, settings: findings, resource };
  return readBody({ configuration: { [pollerKey]: poller } }, options, places);
}

function readBody(body: OutsideObject, options: ReadOptions, places: Places): Description {
  const description = emptyDescription();
  const settings = settingsOf(body, places);
  readIdentity(description, body, places.body);
  const entries = readResources(settings, description.element, options, places.settings, places.resource);
  const target = options.target ?? defaultTarget(description.element, entries);
  readSettings(description, settings, target, places.settings);
  const context = {
    target,
    removeNulls: settings['filter.response.nulls'],
    siteAddress: description.connection.siteAddress,
  };
  const resources = readPoller(chosen(entries, options), context);
  description.resources = isSwitchedOff(body, places.body)
    ? resources.map((one) => ({ ...one, disabled: true }))
    : resources;
  readToken(description, target, body, places.body);
  if (target === 'direct') {
    const scope = readScope(settings['oauth.scope'], places.settings.under('oauth.scope'));
    description.connection.scope = scope || scopesOf(description);
  }
  return description;
}

/** What a hub tells of an instance that was switched off. */
function isSwitchedOff(body: OutsideObject, findings: Findings): boolean {
  const key = asBoolean(body['disabled'], false)
    ? 'disabled'
    : asBoolean(body['eventsEnabled'], true)
      ? undefined
      : 'eventsEnabled';
  if (key === undefined) return false;
  findings
    .under(key)
    .check(
      'inactive',
      phrase`The instance was switched off ("${key}"), and so are its polls: enable them when records are to come.`,
    );
  return true;
}

/** An instance that a hub tells of comes with its token. */
function readToken(
  { connection }: Description,
  target: 'direct' | 'hub',
  body: OutsideObject,
  findings: Findings,
): void {
  if (!('token' in body)) return;
  const token = asSecret(body['token']);
  if (target === 'direct' || token === '' || isPlaceholder(token)) {
    reportInstanceKey('token', findings);
    return;
  }
  connection.credentials.elementToken = token;
  const message = phrase`The flow carries ${phrase`the credentials`} in clear until it is imported: do not keep the file.`;
  findings.under('token').manual('secret-in-flow', message);
}

function readIdentity(description: Description, body: OutsideObject, findings: Findings): void {
  const isElement = Array.isArray(body['configuration']);
  description.element = textOf(
    asObject(body['element'])?.['key'] ?? body['element'] ?? (isElement ? body['key'] : undefined),
    findings.under('element', 'key'),
  );
  description.name = textOf(body['name'], findings.under('name'));
  const tags = body['tags'];
  const list = Array.isArray(tags) ? tags : tags === undefined ? [] : [tags];
  description.tags = list
    .map((tag, index) => textOf(tag, findings.under('tags', index)))
    .filter((tag) => tag !== '');
  for (const [key, value] of Object.entries(body)) {
    if (['element', 'name', 'tags', 'configuration', 'disabled', 'eventsEnabled'].includes(key)) continue;
    if (settingNames.has(key)) continue;
    if (isPollerEntry(value) || (isElement && key === 'key')) continue;
    if (key !== 'token') reportInstanceKey(key, findings);
  }
}

function reportInstanceKey(key: string, findings: Findings): void {
  findings
    .under(key)
    .unsupported(
      'instance-key',
      phrase`"${key}" belongs to making the instance on the hub and has no counterpart here.`,
    );
}

/** A label is kept as it is, even one that its author left for others to fill in. */
function textOf(value: unknown, findings: Findings): string {
  const text = asText(value)?.trim() ?? '';
  if (isPlaceholder(text))
    findings.manual('placeholder', phrase`Replace ${text} by a text of your own.`, text);
  return text;
}

/** The `configuration`; what a bracket too many pushed out of it, settings or resources, is taken back in. */
function settingsOf(body: OutsideObject, { body: root, settings: below }: Places): OutsideObject {
  const given = body['configuration'];
  const list = Array.isArray(given) && isSettingList(given);
  const configuration = list ? settingsIn(given) : given === undefined ? {} : asObjectOrJson(given, below);
  if (configuration === undefined)
    below.error('not-an-object', phrase`The "configuration" is not an object.`);
  const settings: OutsideObject = byTheirNames(configuration ?? {}, below);
  for (const [key, value] of Object.entries(body)) {
    const isPart =
      settingNames.has(key) || (isPollerEntry(value) && key !== 'element' && key !== 'configuration');
    if (!isPart || key in settings) continue;
    root
      .under(key)
      .mended('misplaced', phrase`"${key}" stood beside the "configuration" and was read as part of it.`);
    settings[key] = value;
  }
  return settings;
}

/** The settings of an element's description: each with its key and the value that instances have where they say nothing. */
function settingsIn(list: readonly unknown[]): OutsideObject {
  const settings = list.map(asObject).flatMap((one): [string, unknown][] => {
    const { key, value } = readSetting(one ?? {});
    // A setting without a value is one that each instance names.
    return key === undefined || value === undefined || value === null ? [] : [[key, value]];
  });
  return Object.fromEntries(settings);
}

function chosen(entries: readonly PollerEntry[], { select }: ReadOptions): readonly PollerEntry[] {
  if (select === undefined) return entries;
  const names = new Set(select);
  return entries.filter(({ name }) => names.has(name));
}

/** However its name is spelled. */
function urlIn(entry: OutsideObject): string {
  const key = Object.keys(entry).find((name) => plainName(name) === 'url');
  return (key === undefined ? undefined : asText(entry[key])) ?? '';
}

function defaultTarget(element: string, entries: readonly PollerEntry[]): 'direct' | 'hub' {
  if (element !== '' && !isPlaceholder(element)) return element.toLowerCase() === 'coupa' ? 'direct' : 'hub';
  const urls = entries.map(({ value }) => urlIn(asObject(value) ?? {}));
  const isHubs = (url: string) => url.includes('/hubs/') && !url.includes(`/hubs/${coupasHub}/`);
  return urls.some(isHubs) ? 'hub' : 'direct';
}
