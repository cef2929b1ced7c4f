import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { largestPage } from '../../catalogue/index-resources';
import { findResource } from '../../catalogue/resources';
import { checkDirectUrl, isHubUrl } from '../../hub/translate-url';
import { pollOptions } from '../../poll/model/options';
import { asCoupaSpells } from '../fields/around-url';
import { checkDateField } from '../fields/check-date-field';
import { checkTranslated } from '../fields/check-filters';
import { checkResource } from '../fields/check-resource';
import { completeFields } from '../fields/complete-fields';
import { asFieldPath } from '../fields/field-path';
import { followDate } from '../fields/follow-date';
import { mendOperators } from '../fields/mend-operators';
import { hasLowerBound, mendUrl, reportPlaceholders } from '../fields/mend-url';
import { mendWhere } from '../fields/mend-where';
import { readDates } from '../fields/read-dates';
import { readDuration } from '../fields/read-duration';
import { coupaHostOf, withoutSite } from '../fields/read-site';
import type { ResourceDescription } from '../model/description';
import {
  asBoolean,
  asNumber,
  asObject,
  asText,
  isPlaceholder,
  type OutsideObject,
} from '../pasted/outside-value';
import { isSwitch, isSwitchedOff } from './switched-off';

/** What reading a poller's resources depends on. */
export interface PollerContext {
  target: 'direct' | 'hub';
  /** The instance's `filter.response.nulls`; the original's default is `true`. */
  removeNulls: unknown;
  /** The tenant's address; `""` where the text does not say. */
  siteAddress: string;
}

/** One resource as it was pasted, and where. */
export interface PollerEntry {
  name: string;
  value: unknown;
  findings: Findings;
  /** Why it has no URL, if there is more to say than that. */
  missing?: Phrase;
}

/** Characters that a URL has at most. */
export const maxUrlLength = 10_000;

/**
 * Reads every resource of an `event.poller.configuration`; one that cannot be polled is a finding and is left out. Where nothing else says which
 * site is meant, it is that of the first URL which names one.
 */
export function readPoller(entries: readonly PollerEntry[], context: PollerContext): ResourceDescription[] {
  let { siteAddress } = context;
  return entries.flatMap((entry) => {
    const resource = readEntry(entry, { ...context, siteAddress });
    siteAddress ||= coupaHostOf(asText(asObject(entry.value)?.['url']) ?? '');
    return resource === undefined ? [] : [resource];
  });
}

function readEntry(
  { name, value, findings, missing }: PollerEntry,
  context: PollerContext,
): ResourceDescription | undefined {
  const entry = byKnownNames(asObject(value), findings);
  const mended = readUrl(entry, context, findings, missing);
  if (entry === undefined || mended === undefined) return undefined;
  // A URL is looked at with the record's fields in mind; what is to be said of those comes behind it.
  const later = findings.apart();
  const dates = readDates(entry, context.target === 'direct' ? findResource(name) : undefined, later);
  if (context.target === 'direct') checkDateField(name, dates, later);
  const idField = readIdField(entry, name, context, later.under('idField'));
  const named = context.target === 'direct' ? mendWhere(mended, findings.under('url')) : mended;
  const complete = completeFields(
    mendOperators(named, findings.under('url')),
    { idField, ...dates },
    findings.under('url'),
  );
  const { url, startDate } = followDate(complete, dates, findings.under('url'));
  const isOff = isSwitchedOff(entry, name, findings);
  checkUrl(url, context, findings.under('url'));
  if (isPlaceholder(name))
    findings.manual('placeholder', phrase`Replace ${name} by the name of the resource.`, name);
  reportRest(entry, findings);
  findings.join(later);
  const resource: ResourceDescription = {
    resource: name,
    url,
    idField,
    ...dates,
    createdCheckTolerance: readSeconds(
      entry,
      'createdCheckTolerance',
      pollOptions.createdCheckTolerance.default,
      findings,
    ),
    filterByUpdatedDate: asBoolean(
      entry['filterByUpdatedDate'],
      !hasLowerBound(url) && dates.updatedDateField !== '',
    ),
    // The original's default is 0, and it loses what becomes visible late; ours reaches back.
    overlap: readSeconds(entry, 'pollDelay', 0, findings) || pollOptions.overlap.default,
    pageSize: readPageSize(entry, context, findings),
    removeNulls: asBoolean(context.removeNulls, true),
    ...(startDate !== undefined && { startDate }),
    ...(isOff && { disabled: true }),
  };
  checkResource(resource, findings.under('url'), findings.under('datesConfiguration'));
  return resource;
}

function readUrl(
  entry: OutsideObject | undefined,
  { siteAddress }: PollerContext,
  below: Findings,
  missing = phrase`This resource has no URL to poll; it was left out.`,
): string | undefined {
  const findings = below.under('url');
  const text = asText(entry?.['url']);
  if (text === undefined || text.trim() === '') {
    below.error('no-url', missing);
    return undefined;
  }
  if (text.length > maxUrlLength) {
    findings.error(
      'too-large',
      phrase`The URL is longer than ${maxUrlLength} characters; the resource was left out.`,
    );
    return undefined;
  }
  const path = withoutSite(mendUrl(text, findings), siteAddress, findings);
  return path === undefined ? undefined : asCoupaSpells(path);
}

/** Says of a URL what it leaves open, and where it does not work. */
function checkUrl(url: string, { target }: PollerContext, findings: Findings): void {
  reportPlaceholders(url, findings);
  if (!hasLowerBound(url)) {
    findings.unsupported(
      'no-bound',
      phrase`The URL has no placeholder for a date, so every poll reads everything and what is older than the position is left out here.`,
    );
  }
  if (target === 'hub') checkHubUrl(url, findings);
  else checkUrlWithoutHub(url, findings);
}

function checkUrlWithoutHub(url: string, findings: Findings): void {
  checkDirectUrl(url, findings);
  checkTranslated(url, findings);
  // What a placeholder begins is known when it is rendered.
  if (isHubUrl(url) || /^(?:\/api\/|[{$])/.test(url)) return;
  findings.manual(
    'not-direct',
    phrase`Without a hub this URL does not work: Coupa's own begin with /api/. Choose a connection of the kind SAP Open Connectors, or write Coupa's own URL.`,
    url,
  );
}

/** Says of one of Coupa's own URLs that a hub does not answer it. */
export function checkHubUrl(url: string, findings: Findings): void {
  if (!url.startsWith('/api/')) return;
  findings.manual(
    'not-hub',
    phrase`A hub does not answer this URL, which is Coupa's own: choose a connection to Coupa itself.`,
    url,
  );
}

function readIdField(
  entry: OutsideObject,
  name: string,
  { target }: PollerContext,
  findings: Findings,
): string {
  const value = entry['idField'];
  const given = Array.isArray(value) ? value.map(asText).join(',') : asText(value);
  if (given === undefined) {
    const field =
      (target === 'direct' ? findResource(name)?.idField : undefined) ?? pollOptions.idField.default;
    findings.mended('id-field', phrase`No id field is named; "${field}" is used.`);
    return field;
  }
  const [written = '', ...others] = given.split(',').map(asFieldPath);
  const own = target === 'direct' ? findResource(name)?.idField : undefined;
  const field = own !== undefined && plainName(written) === plainName(own) ? own : written;
  if (isPlaceholder(field)) {
    findings.manual('placeholder', phrase`The id key is a stand-in; "id" is used.`, given);
    return pollOptions.idField.default;
  }
  if (others.length > 0) {
    findings.manual(
      'id-keys',
      phrase`A record is identified by one field here; the first key is used.`,
      given,
    );
  } else if (field !== given.trim()) {
    findings.mended(
      'field-path',
      phrase`The path of the field was read as this package writes it.`,
      given,
      field,
    );
  } else if (field !== given) {
    findings.mended('trailing-space', phrase`Spaces around the field were left out.`, given, field);
  }
  return field;
}

/** Records that a hub gives for one request unless it is asked for others. */
const hubPage = 200;

/** Coupa's own pages have no more than its largest, the hub's what is asked for. */
function readPageSize(entry: OutsideObject, { target }: PollerContext, findings: Findings): number {
  const usual = target === 'direct' ? largestPage : hubPage;
  // None at all is what programs write for "as many as you like".
  const given = readNumber(entry, 'pageSize', usual, findings) || usual;
  if (target === 'hub' || given <= largestPage) return Math.max(1, Math.floor(given));
  findings
    .under('pageSize')
    .mended(
      'page-size',
      phrase`Coupa gives ${largestPage} records a page at most.`,
      String(given),
      String(largestPage),
    );
  return largestPage;
}

function readSeconds(entry: OutsideObject, key: string, byDefault: number, findings: Findings): number {
  const seconds = readDuration(entry[key], 'seconds', findings.under(key));
  return seconds ?? readNumber(entry, key, byDefault, findings);
}

function readNumber(entry: OutsideObject, key: string, byDefault: number, findings: Findings): number {
  if (entry[key] === undefined) return byDefault;
  const number = asNumber(entry[key]);
  if (number !== undefined) return number;
  findings
    .under(key)
    .manual('number', phrase`"${key}" is not a number; ${byDefault} is used.`, asText(entry[key]));
  return byDefault;
}

const known = new Set([
  'url',
  'idField',
  'datesConfiguration',
  'filterByUpdatedDate',
  'filterByCurrentDate',
  'createdCheckTolerance',
  'pageSize',
  'pollDelay',
]);

/** However they are spelled: `id_field`, `IDField`, `URL`. */
const knownNames: ReadonlyMap<string, string> = new Map([
  ...[...known].map((name): [string, string] => [plainName(name), name]),
  ...['dateconfiguration', 'datesconfig', 'dateconfig'].map((name): [string, string] => [
    name,
    'datesConfiguration',
  ]),
]);

function byKnownNames(entry: OutsideObject | undefined, findings: Findings): OutsideObject | undefined {
  if (entry === undefined) return undefined;
  const renamed: [was: string, now: string][] = [];
  const read = Object.entries(entry).map(([key, value]): [string, unknown] => {
    const name = knownNames.get(plainName(key)) ?? key;
    if (name === key || name in entry || renamed.some(([, now]) => now === name)) return [key, value];
    renamed.push([key, name]);
    return [name, value];
  });
  if (renamed.length === 0) return entry;
  const [was, now] = [renamed.map(([key]) => key).join(', '), renamed.map(([, name]) => name).join(', ')];
  findings.mended('key-name', phrase`Keys were read by the names the reference gives them.`, was, now);
  return Object.fromEntries(read);
}

function reportRest(entry: OutsideObject, findings: Findings): void {
  if (asBoolean(entry['filterByCurrentDate'], false)) {
    findings
      .under('filterByCurrentDate')
      .unsupported(
        'filter-by-current-date',
        phrase`Records changed while a poll runs are sent, and sent again by the next poll if they changed again.`,
      );
  }
  for (const key of Object.keys(entry)) {
    if (!known.has(key) && !isSwitch(key))
      findings.under(key).unsupported('resource-key', phrase`"${key}" has no counterpart here.`);
  }
}
