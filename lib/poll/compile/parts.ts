import { aboutProperty } from '../../base/about-property';
import { CoupaError } from '../../base/errors';
import { filledIn } from '../../base/options/filled-in';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findResource } from '../../catalogue/resources';
import { DateReader } from '../../dates/read-date';
import { readZone } from '../../dates/zone';
import type { NotifyingInstance } from '../../hub/notification';
import { isHubUrl, translateHubUrl } from '../../hub/translate-url';
import type { TemplateValues } from '../../template/url-template';
import { RecordReader } from '../model/record';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import { checkIntegration } from './check-integration';
import { checkRemovals } from './check-removals';
import { isFlagPosition, type Marks, marksOf } from './marks';
import { notificationOutput, type OutputFormat, recordOutput } from './output';
import { remarksOnFormats, remarksOnUrl } from './remarks';
import { type Site, templateOf, templateSource } from './template-source';

/** What surrounds a poll node: its connection and the values its template may name. */
export interface Surroundings {
  /** Origin of the tenant's site. */
  origin: string;
  /** Whether the connection is an Open Connectors hub. */
  hub: boolean;
  values(message: unknown): TemplateValues;
  /** Signs notifications. */
  signatureKey?: string;
  /** In whose name notifications are sent. */
  instance?: NotifyingInstance;
}

/** The parts of a poller that follow from a node's settings. */
export interface PollParts {
  settings: PollSettings;
  source: Source;
  reader: RecordReader;
  format: OutputFormat;
  /** How its records are marked as exported; `undefined`: they are not. */
  marks: Marks | undefined;
  /** What the user should know of how the URL was understood. */
  remarks: Phrase[];
}

/**
 * Compiles everything that a node's settings say, so that whatever cannot work is known at deploy time.
 *
 * @throws {CoupaError} `COUPA_CONFIG`.
 */
export function pollParts(settings: PollSettings, surroundings: Surroundings): PollParts {
  const { origin, hub, values, signatureKey = '', instance = {} } = surroundings;
  // First, since the URL takes its dates the way the records have theirs.
  const updatedDate = readerOf('updatedDate', settings.updatedDateFormat, settings.updatedDateTimezone);
  const createdDate = readerOf('createdDate', settings.createdDateFormat, settings.createdDateTimezone);
  const { url, remarks } = aboutProperty('url', () => effectiveUrl(settings, hub));
  const site: Site = { origin, values, paging: hub ? 'token' : 'id' };
  const source = aboutProperty('url', () => templateSource(settings, site, url));
  const onUrl = remarksOnUrl(templateOf(settings, origin, url), hub);
  checkIntegration(settings, source.path, hub);
  checkRemovals(settings, source);
  if (source.usesMessage && settings.interval > 0) throw pollsWithoutMessage(settings);
  const reader = new RecordReader({
    idField: settings.idField,
    updatedDateField: settings.updatedDateField,
    createdDateField: settings.createdDateField,
    updatedDate,
    createdDate,
  });
  const format =
    settings.output === 'notification'
      ? notificationOutput({ ...instance, url: settings.url }, filledIn('signatureKey', signatureKey))
      : recordOutput;
  const marks = marksOf(settings, source, hub);
  const byFlag = isFlagPosition(settings, source.filter, source.asksSince ?? false);
  return {
    settings: byFlag ? { ...settings, start: 'beginning' } : settings,
    source,
    reader,
    format,
    marks,
    remarks: [...remarks, ...onUrl, ...remarksOnFormats(settings)],
  };
}

function readerOf(date: 'updatedDate' | 'createdDate', format: string, timezone: string): DateReader {
  aboutProperty(`${date}Timezone`, () => readZone(timezone));
  return aboutProperty(`${date}Format`, () => DateReader.compile({ format, timezone }));
}

function pollsWithoutMessage({ interval }: PollSettings): CoupaError {
  const often = interval === 60_000 ? phrase`every minute` : phrase`every ${interval / 60_000} minutes`;
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`The URL takes a value from a message, {{msg.…}}, but the node polls by itself ${often}, without one. Set the interval to 0, or take the value from {{env.…}}, {{flow.…}} or {{global.…}}.`,
    { reason: { kind: 'setting', property: 'interval' } },
  );
}

/**
 * The URL that a kind of connection understands, and what the user should know of how it came about.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if there is none.
 */
export function effectiveUrl(settings: PollSettings, hub: boolean): { url: string; remarks: Phrase[] } {
  return hub ? { url: hubUrl(settings), remarks: [] } : directUrl(settings);
}

function isCoupaUrl(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]+)?\/api\//i.test(url.trim());
}

/** On Coupa itself a hub's URL is translated into Coupa's own. */
function directUrl({ url }: PollSettings): { url: string; remarks: Phrase[] } {
  if (!isHubUrl(url)) return { url, remarks: [] };
  const { path, findings } = translateHubUrl(url);
  return { url: path, remarks: findings.map(({ message }) => message) };
}

/**
 * On a hub, Coupa's own URL means nothing; without one, the hub's for this resource is known for some. A hub answers without
 * `/hubs/<hub>` as well (`/accounts?where=…`): the element is known by its token.
 */
function hubUrl({ url, resource, givenUrl }: PollSettings): string {
  if (isHubUrl(url) || !isCoupaUrl(url)) return url;
  const known = givenUrl ? undefined : findResource(resource)?.hubUrl;
  if (known !== undefined) return known;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The URL ${url} is one of Coupa's own, and the connection is an Open Connectors hub. Write the hub's URL, like /hubs/businessspendmanagement/invoices?where=updated_at>='\${date:yyyy-MM-dd'T'HH:mm:ssXXX}'.`,
    { reason: { kind: 'setting', property: 'url' } },
  );
}
