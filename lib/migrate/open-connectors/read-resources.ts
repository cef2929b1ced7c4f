import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { findResource, nearestResource } from '../../catalogue/resources';
import type { ReadOptions } from '../model/read-options';
import { asObject, asObjectOrJson, asText, type OutsideObject } from '../pasted/outside-value';
import { isPollerEntry } from './poller-entry';
import { isUrl, type NamedUrl, nameOfUrl, readPollerUrls } from './poller-urls';
import type { PollerEntry } from './read-poller';
import { settingNames } from './read-settings';

/** Resources that are read at most: twice as many as Coupa has lists. */
const most = 200;

/**
 * The resources of an instance's `configuration`: those of `event.poller.configuration`, those that stand beside it, and those that
 * `event.poller.urls` and `event.objects` name. Without any there is an error.
 */
export function readResources(
  settings: OutsideObject,
  element: string,
  options: ReadOptions,
  below: Findings,
  place: (name: string) => Findings,
): PollerEntry[] {
  const configured = configuredIn(settings, below, place);
  const beside = Object.entries(settings)
    .filter(([key, value]) => !settingNames.has(key) && isPollerEntry(value))
    .map(([name, value]) => misplaced(name, value, below.under(name)));
  const known = new Set([...configured, ...beside].map(({ name }) => name));
  const named = namedIn(settings, element, options, below).filter(({ name }) => !known.has(name));
  const found = [...configured, ...beside, ...named];
  if (found.length === 0) reportNone(settings, below);
  if (found.length <= most) return found;
  below.error('too-many', phrase`There are ${found.length} resources; the first ${most} were read.`);
  return found.slice(0, most);
}

function configuredIn(
  settings: OutsideObject,
  below: Findings,
  place: (name: string) => Findings,
): PollerEntry[] {
  const given = settings[pollerKey];
  const entries = Array.isArray(given)
    ? listed(given)
    : Object.entries(asObjectOrJson(given, below.under(pollerKey)) ?? {});
  return entries.map(([name, value]) => ({
    name,
    value: entryIn(value, place(name)),
    findings: place(name),
  }));
}

/** `[{"name":"invoices","url":…}]`, in which a name may stand twice. */
function listed(list: readonly unknown[]): [string, unknown][] {
  return list.map(asObject).flatMap((one): [string, unknown][] => {
    const key = ['name', 'resource', 'resourceName', 'objectName', 'object'].find(
      (name) => asText(one?.[name]) !== undefined,
    );
    const { [key ?? '']: name, ...entry } = one ?? {};
    return one === undefined ? [] : [[asText(name) ?? nameOfUrl(asText(one['url']) ?? ''), entry]];
  });
}

/** A resource may be its URL alone, or JSON in a text. */
function entryIn(value: unknown, findings: Findings): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim().startsWith('{')) return asObjectOrJson(value, findings);
  return isUrl(value.trim()) ? { url: value } : value;
}

const pollerKey = 'event.poller.configuration';

function misplaced(name: string, value: unknown, findings: Findings): PollerEntry {
  findings.mended('misplaced', phrase`"${name}" stood beside "${pollerKey}" and was read as part of it.`);
  return { name, value, findings };
}

function namedIn(
  settings: OutsideObject,
  element: string,
  options: ReadOptions,
  below: Findings,
): PollerEntry[] {
  const keys = ['event.poller.urls', 'event.objects'];
  const found = keys.flatMap((key) =>
    readPollerUrls(listOf(settings[key])).map((one) => ({ ...one, findings: below.under(key, one.name) })),
  );
  // A name that has its URL in one of them needs none in the other.
  const withUrl = new Set(found.filter(({ url }) => url !== undefined).map(({ name }) => name));
  const seen = new Set<string>();
  return found.flatMap(({ findings, ...named }) => {
    const known = findResource(named.name)?.name ?? named.name;
    if (named.url === undefined && (withUrl.has(named.name) || seen.has(known))) return [];
    seen.add(known);
    return [entryOf(named, element, options, findings)];
  });
}

/** A list that is written as JSON in a text. */
function listOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith('[')) return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

function entryOf(named: NamedUrl, element: string, options: ReadOptions, findings: Findings): PollerEntry {
  const { name } = named;
  if (named.url !== undefined) return { name, value: { url: named.url }, findings };
  const known = element === '' || element.toLowerCase() === 'coupa' ? findResource(name) : undefined;
  const url = options.target === 'hub' ? known?.hubUrl : known?.url;
  if (url !== undefined) return { name, value: { url }, findings };
  const near = element === '' || element.toLowerCase() === 'coupa' ? nearestResource(name)?.name : undefined;
  const message =
    near === undefined
      ? phrase`"${name}" stands there without a URL, and none is known for it; it was left out.`
      : phrase`"${name}" stands there without a URL, and none is known for it; it was left out. Did you mean "${near}"?`;
  return { name, value: undefined, findings, missing: message };
}

function reportNone(settings: OutsideObject, below: Findings): void {
  const isThere = pollerKey in settings || 'event.poller.urls' in settings || 'event.objects' in settings;
  below
    .under(pollerKey)
    .error(
      'no-resources',
      isThere
        ? phrase`It names no resource, so there is nothing to poll.`
        : phrase`There is no "event.poller.configuration", so there is nothing to poll.`,
    );
}
