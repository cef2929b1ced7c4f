import { findResource } from '../catalogue/resources';
import { phrase } from '../text/phrase';
import { checkResource } from './check-resource';
import type { ResourceDescription } from './description';
import type { Findings } from './findings';
import { hasLowerBound, mendUrl } from './mend-url';
import { asBoolean, asNumber, asObject, asText, isPlaceholder, type OutsideObject } from './outside-value';
import { readDates } from './read-dates';
import { checkDirectUrl } from './translate-url';

/** What reading a poller's resources depends on. */
export interface PollerContext {
  target: 'direct' | 'hub';
  /** The instance's `filter.response.nulls`; the original's default is `true`. */
  removeNulls: unknown;
}

/** Whether a value is one resource of an `event.poller.configuration`. */
export function isPollerEntry(value: unknown): boolean {
  const entry = asObject(value);
  return entry !== undefined && ('url' in entry || 'datesConfiguration' in entry || 'idField' in entry);
}

/** Reads every resource of an `event.poller.configuration`; one that cannot be polled is a finding and is left out. */
export function readPoller(
  entries: OutsideObject,
  context: PollerContext,
  place: (name: string) => Findings,
): ResourceDescription[] {
  return Object.entries(entries).flatMap(([name, value]) => {
    const resource = readEntry(name, value, context, place(name));
    return resource === undefined ? [] : [resource];
  });
}

function readEntry(
  name: string,
  value: unknown,
  context: PollerContext,
  findings: Findings,
): ResourceDescription | undefined {
  const entry = asObject(value);
  const url = readUrl(entry, context, findings);
  if (entry === undefined || url === undefined) return undefined;
  if (isPlaceholder(name))
    findings.manual('placeholder', phrase`Replace ${name} by the name of the resource.`, name);
  reportRest(entry, findings);
  const dates = readDates(entry, context.target === 'direct' ? findResource(name) : undefined, findings);
  const resource: ResourceDescription = {
    resource: name,
    url,
    idField: readIdField(entry, name, context, findings.under('idField')),
    ...dates,
    createdCheckTolerance: readNumber(entry, 'createdCheckTolerance', 10, findings),
    filterByUpdatedDate: asBoolean(
      entry['filterByUpdatedDate'],
      !hasLowerBound(url) && dates.updatedDateField !== '',
    ),
    // The original's default is 0, and it loses what becomes visible late; ours reaches back.
    overlap: readNumber(entry, 'pollDelay', 0, findings) || 300,
    pageSize: readPageSize(entry, context, findings),
    removeNulls: asBoolean(context.removeNulls, true),
  };
  checkResource(resource, findings.under('url'), findings.under('datesConfiguration'));
  return resource;
}

function readUrl(
  entry: OutsideObject | undefined,
  context: PollerContext,
  below: Findings,
): string | undefined {
  const findings = below.under('url');
  const text = asText(entry?.['url']);
  if (text === undefined || text.trim() === '') {
    below.error('no-url', phrase`This resource has no URL to poll; it was left out.`);
    return undefined;
  }
  if (text.length > 10_000) {
    findings.error('too-large', phrase`The URL is longer than 10,000 characters; the resource was left out.`);
    return undefined;
  }
  const url = mendUrl(text, findings);
  if (!hasLowerBound(url)) {
    findings.unsupported(
      'no-bound',
      phrase`The URL has no date, so every poll reads everything and what is older than the position is left out here.`,
    );
  }
  if (context.target === 'direct') checkDirectUrl(url, findings);
  return url;
}

function readIdField(
  entry: OutsideObject,
  name: string,
  { target }: PollerContext,
  findings: Findings,
): string {
  const given = asText(entry['idField']);
  if (given === undefined) {
    const field = (target === 'direct' ? findResource(name)?.idField : undefined) ?? 'id';
    findings.mended('id-field', phrase`No id field is named; "${field}" is used.`);
    return field;
  }
  const field = given.trim();
  if (field !== given)
    findings.mended('trailing-space', phrase`Spaces around the field were left out.`, given, field);
  return field;
}

/** Coupa's own pages have 50 records at most, the hub's 200 unless it says otherwise. */
function readPageSize(entry: OutsideObject, { target }: PollerContext, findings: Findings): number {
  const given = readNumber(entry, 'pageSize', target === 'direct' ? 50 : 200, findings);
  if (target === 'hub' || given <= 50) return Math.max(1, Math.floor(given));
  findings
    .under('pageSize')
    .mended('page-size', phrase`Coupa gives 50 records a page at most.`, String(given), '50');
  return 50;
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
    if (!known.has(key))
      findings.under(key).unsupported('resource-key', phrase`"${key}" has no counterpart here.`);
  }
}
