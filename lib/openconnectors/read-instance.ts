import { findResource } from '../catalogue/resources';
import { phrase } from '../text/phrase';
import { type Description, emptyDescription } from './description';
import { type Finding, needsHand } from './finding';
import { Findings } from './findings';
import { asObject, asObjectOrJson, asText, isPlaceholder, type OutsideObject } from './outside-value';
import { isPollerEntry, readPoller } from './read-poller';
import { isRossum, readRossum } from './read-rossum';
import { readSettings, settingNames } from './read-settings';
import { readTolerantJson } from './tolerant-json';

/** How a configuration is to be read. */
export interface ReadOptions {
  /**
   * `direct`: the flow will ask Coupa itself. `hub`: it will ask the SAP Open Connectors hub the configuration was written for.
   * Default: `direct` for Coupa's connector, `hub` for any other.
   */
  target?: 'direct' | 'hub';
  /** Only these resources, by name; nothing is said of others, and no scopes are asked for them. Default: all. */
  select?: readonly string[];
}

/** What a pasted configuration says, and what has to be said about it. */
export interface Reading {
  description: Description;
  findings: Finding[];
}

/**
 * Reads what a user pasted: an Open Connectors instance, its `configuration`, only its `event.poller.configuration`,
 * one resource of that, or a Rossum import configuration; as text (however broken) or as a value.
 *
 * Never throws. What could not be read is a finding, and without any resource there is at least one `error`.
 */
export function readInstance(pasted: unknown, options: ReadOptions = {}): Reading {
  const findings = new Findings();
  const documents = documentsOf(pasted, findings, 3);
  const number = bestOf(documents.map((document) => readDocument(document, { target: options.target })));
  if (number < 0) {
    findings.error(
      'nothing',
      phrase`There is no configuration in this text: it should hold JSON with an "event.poller.configuration".`,
    );
    return { description: emptyDescription(), findings: findings.list };
  }
  if (documents.length > 1) {
    findings.unsupported(
      'several',
      phrase`The text holds ${documents.length} configurations; number ${number + 1} was read. Paste another one alone to have it too.`,
    );
  }
  const best = readDocument(documents[number], options);
  return { description: best.description, findings: [...findings.list, ...best.findings] };
}

/** Index of the reading that is complete, else of one with a resource, else of the first; -1 without any. */
function bestOf(readings: readonly Reading[]): number {
  const hasResources = ({ description }: Reading) => description.resources.length > 0;
  const complete = readings.findIndex((reading) => hasResources(reading) && !hasGaps(reading.findings));
  if (complete >= 0) return complete;
  return readings.some(hasResources) ? readings.findIndex(hasResources) : Math.min(0, readings.length - 1);
}

/** JSON in a string in a string is unwrapped, up to `levels` deep. */
function documentsOf(pasted: unknown, findings: Findings, levels: number): unknown[] {
  if (Array.isArray(pasted)) return pasted;
  if (typeof pasted !== 'string') return [pasted];
  const { documents, findings: found } = readTolerantJson(pasted);
  findings.take(found);
  return levels === 0 ? [] : documents.flatMap((document) => documentsOf(document, findings, levels - 1));
}

/** Whether something in it was left to be filled in, so that another copy in the same text may be the better one. */
function hasGaps(found: readonly Finding[]): boolean {
  return needsHand(found.filter(({ code }) => code === 'placeholder' || code === 'interval'));
}

function readDocument(document: unknown, options: ReadOptions): Reading {
  const findings = new Findings();
  const root = asObject(document);
  if (root === undefined) {
    findings.error('not-an-object', phrase`A configuration is an object in braces; this is something else.`);
    return { description: emptyDescription(), findings: findings.list };
  }
  const description = isRossum(root) ? readRossum(root, findings) : readShape(root, options, findings);
  return { description, findings: findings.list };
}

/** Where the parts of an instance stand in what was pasted. */
interface Places {
  body: Findings;
  settings: Findings;
  resource(name: string): Findings;
}

/** Tells by its keys how much of an instance body was pasted. */
function readShape(root: OutsideObject, options: ReadOptions, findings: Findings): Description {
  const key = 'event.poller.configuration';
  if ('configuration' in root || 'element' in root) {
    const settings = findings.under('configuration');
    return readBody(root, options, {
      body: findings,
      settings,
      resource: (name) => settings.under(key, name),
    });
  }
  if (Object.keys(root).some((name) => settingNames.has(name))) {
    const resource = (name: string) => findings.under(key, name);
    return readBody({ configuration: root }, options, { body: findings, settings: findings, resource });
  }
  const single = isPollerEntry(root);
  const poller = single ? { [nameOfUrl(root)]: root } : root;
  if (!Object.values(poller).some(isPollerEntry)) {
    const message = phrase`No resource to poll was found: none of these keys holds an object with a "url".`;
    findings.error('not-a-configuration', message);
    return emptyDescription();
  }
  const resource = (name: string) => (single ? findings : findings.under(name));
  const places = { body: findings, settings: findings, resource };
  return readBody({ configuration: { [key]: poller } }, options, places);
}

function nameOfUrl(entry: OutsideObject): string {
  const path = asText(entry['url'])?.split('?')[0] ?? '';
  return path.split('/').filter(Boolean).at(-1) ?? 'records';
}

function readBody(body: OutsideObject, options: ReadOptions, places: Places): Description {
  const description = emptyDescription();
  readIdentity(description, body, places.body);
  const settings = settingsOf(body, places);
  const entries = pollerOf(settings, places.settings);
  const target = options.target ?? defaultTarget(description.element, entries);
  readSettings(description, settings, target, places.settings);
  const removeNulls = settings['filter.response.nulls'];
  description.resources = readPoller(chosen(entries, options), { target, removeNulls }, places.resource);
  if (target === 'direct') description.connection.scope = scopesOf(description);
  return description;
}

function readIdentity(description: Description, body: OutsideObject, findings: Findings): void {
  description.element = textOf(
    asObject(body['element'])?.['key'] ?? body['element'],
    findings.under('element', 'key'),
  );
  description.name = textOf(body['name'], findings.under('name'));
  const tags = body['tags'];
  const list = Array.isArray(tags) ? tags : tags === undefined ? [] : [tags];
  description.tags = list
    .map((tag, index) => textOf(tag, findings.under('tags', index)))
    .filter((tag) => tag !== '');
  for (const key of Object.keys(body)) {
    if (['element', 'name', 'tags', 'configuration'].includes(key) || settingNames.has(key)) continue;
    findings
      .under(key)
      .unsupported(
        'instance-key',
        phrase`"${key}" belongs to making the instance on the hub and has no counterpart here.`,
      );
  }
}

/** A label is kept as it is, even one that its author left for others to fill in. */
function textOf(value: unknown, findings: Findings): string {
  const text = asText(value)?.trim() ?? '';
  if (isPlaceholder(text))
    findings.manual('placeholder', phrase`Replace ${text} by a text of your own.`, text);
  return text;
}

/** The `configuration`; settings that a bracket too many pushed out of it are taken back in. */
function settingsOf(body: OutsideObject, { body: root, settings: below }: Places): OutsideObject {
  const configuration =
    body['configuration'] === undefined ? {} : asObjectOrJson(body['configuration'], below);
  if (configuration === undefined)
    below.error('not-an-object', phrase`The "configuration" is not an object.`);
  const settings: OutsideObject = { ...configuration };
  for (const [key, value] of Object.entries(body)) {
    if (!settingNames.has(key) || key in settings) continue;
    root
      .under(key)
      .mended('misplaced', phrase`"${key}" stood beside the "configuration" and was read as part of it.`);
    settings[key] = value;
  }
  return settings;
}

function pollerOf(settings: OutsideObject, below: Findings): OutsideObject {
  const findings = below.under('event.poller.configuration');
  const poller = settings['event.poller.configuration'];
  const entries = asObjectOrJson(poller, findings);
  if (entries !== undefined && Object.keys(entries).length > 0) return entries;
  findings.error(
    'no-resources',
    poller === undefined
      ? phrase`There is no "event.poller.configuration", so there is nothing to poll.`
      : phrase`It names no resource, so there is nothing to poll.`,
  );
  return {};
}

function chosen(entries: OutsideObject, { select }: ReadOptions): OutsideObject {
  if (select === undefined) return entries;
  return Object.fromEntries(Object.entries(entries).filter(([name]) => select.includes(name)));
}

function defaultTarget(element: string, entries: OutsideObject): 'direct' | 'hub' {
  if (element !== '' && !isPlaceholder(element)) return element.toLowerCase() === 'coupa' ? 'direct' : 'hub';
  const urls = Object.values(entries).map((entry) => asText(asObject(entry)?.['url']) ?? '');
  const coupas = urls.filter(
    (url) => !url.includes('/hubs/') || url.includes('/hubs/businessspendmanagement/'),
  );
  return coupas.length === urls.length ? 'direct' : 'hub';
}

/** The scopes that reading these resources takes, as Coupa wants them: separated by spaces. */
function scopesOf({ resources }: Description): string {
  const scopes = resources.map(({ resource, url }) => {
    const path = /\/hubs\/[^/]+\/([^/?]+)/.exec(url)?.[1] ?? /\/api\/([^?]+)/.exec(url)?.[1];
    return (findResource(path ?? '') ?? findResource(resource))?.scope ?? '';
  });
  return [...new Set(scopes.filter((scope) => scope !== ''))].sort().join(' ');
}
