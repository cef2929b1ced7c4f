import type { Findings } from '../../base/findings';
import { parsedJson } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { findResource, nearestResource, type Resource } from '../../catalogue/resources';
import type { ReadOptions } from '../model/read-options';
import { asObject, asObjectOrJson, asText, type OutsideObject } from '../pasted/outside-value';
import { isPollerEntry } from './poller-entry';
import { isUrl, type NamedUrl, nameKeyOf, nameOfUrl, readPollerUrls } from './poller-urls';
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
  const configured = configuredIn(settings, below, place).map((entry) => withUrl(entry, element, options));
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
  const entries = namesAlone(given) ?? entriesOf(given, below.under(pollerKey));
  return entries.map(([name, value]) => ({
    name,
    value: entryIn(value, place(name)),
    findings: place(name),
  }));
}

function entriesOf(given: unknown, findings: Findings): [string, unknown][] {
  if (Array.isArray(given)) return listed(given);
  const entries = Object.entries(asObjectOrJson(given, findings) ?? {});
  const [[, only] = []] = entries;
  // `{"resources":{"invoices":{…}}}`: a level that is no resource.
  const isWrapped = entries.length === 1 && !isPollerEntry(only) && holdsEntries(only);
  return isWrapped ? entriesOf(only, findings) : entries;
}

function holdsEntries(value: unknown): boolean {
  const below = Array.isArray(value) ? value : Object.values(asObject(value) ?? {});
  return below.length > 0 && below.every(isPollerEntry);
}

/** `invoices,suppliers` and `["invoices"]`: names, as `event.objects` has them. */
function namesAlone(given: unknown): [string, unknown][] | undefined {
  const isList = Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === 'string');
  if (!isList && (typeof given !== 'string' || /[{["“]/.test(given))) return undefined;
  const named = readPollerUrls(given);
  if (!named.every(({ name, url }) => url !== undefined || resourceNamed(name) !== undefined))
    return undefined;
  return named.map(({ name, url }) => [name, { ...(url !== undefined && { url }) }]);
}

/** `[{"name":"invoices","url":…}]`, in which a name may stand twice. */
function listed(list: readonly unknown[]): [string, unknown][] {
  return list.map(asObject).flatMap((one): [string, unknown][] => {
    if (one === undefined) return [];
    // `[{"invoices":{…}}]`
    const below = Object.entries(one);
    if (below.length > 0 && below.every(([, entry]) => isPollerEntry(entry))) return below;
    const { [nameKeyOf(one) ?? '']: name, ...entry } = one;
    return [[asText(name) ?? nameOfUrl(asText(one['url']) ?? ''), entry]];
  });
}

/** A resource that has a name and no URL is asked with the URL that is known of it: `{"invoices":{}}`. */
function withUrl(entry: PollerEntry, element: string, options: ReadOptions): PollerEntry {
  const { name, value, findings } = entry;
  const isNamed = value === null || value === true || asObject(value) !== undefined;
  if (!isNamed || Object.keys(asObject(value) ?? {}).some((key) => plainName(key) === 'url')) return entry;
  const known = knownList(name, element, options, findings);
  if (known === undefined) return entry;
  findings
    .under('url')
    .mended('own-url', phrase`No URL is named; the one that is known of this list is used.`);
  return { name: known.name, value: { ...asObject(value), url: known.url }, findings };
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
    const known = resourceNamed(named.name)?.name ?? named.name;
    if (named.url === undefined && (withUrl.has(named.name) || seen.has(known))) return [];
    seen.add(known);
    return [entryOf(named, element, options, findings)];
  });
}

/** A list, or names and their URLs, that are written as JSON in a text. */
function listOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  return parsedJson(value) ?? value;
}

function entryOf(named: NamedUrl, element: string, options: ReadOptions, findings: Findings): PollerEntry {
  const { name } = named;
  if (named.url !== undefined) return { name, value: { url: named.url }, findings };
  const known = knownList(name, element, options, findings);
  if (known !== undefined) return { name: known.name, value: { url: known.url }, findings };
  const near = element === '' || element.toLowerCase() === 'coupa' ? nearestResource(name)?.name : undefined;
  const message =
    near === undefined
      ? phrase`"${name}" stands there without a URL, and none is known for it; it was left out.`
      : phrase`"${name}" stands there without a URL, and none is known for it; it was left out. Did you mean "${near}"?`;
  return { name, value: undefined, findings, missing: message };
}

/** A list of Coupa's, and its URL, by its name or that of one of its records; `undefined` for what is none, and for another product's. */
function knownList(
  name: string,
  element: string,
  options: ReadOptions,
  findings: Findings,
): { name: string; url: string } | undefined {
  if (element !== '' && element.toLowerCase() !== 'coupa') return undefined;
  const known = resourceNamed(name);
  const url = options.target === 'hub' ? known?.hubUrl : known?.url;
  if (known === undefined || url === undefined) return undefined;
  if (findResource(name) !== undefined) return { name, url };
  findings.mended(
    'one-name',
    phrase`"${name}" is what one record is called; the list of them is polled.`,
    name,
    known.name,
  );
  return { name: known.name, url };
}

/** `invoice` and `PurchaseOrder` name the lists of these. */
function resourceNamed(name: string): Resource | undefined {
  return findResource(name) ?? findResource(`${name}s`) ?? findResource(name.replace(/y$/i, 'ies'));
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
