import { aboutProperty } from '../../base/about-property';
import { DateReader } from '../../dates/read-date';
import { ListPath } from '../../scan/list-path';
import { type TemplateValues, UrlTemplate } from '../../template/url-template';
import type { PollSettings } from '../model/settings';
import type { Bounds, Source } from '../model/source';

/** What a template is rendered for. */
export interface Site {
  /** Origin of the tenant's site. */
  origin: string;
  /** Looks values up for mustache: `env`, `flow`, `global`, and `msg` in the message that asked for the poll. */
  values(message: unknown): TemplateValues;
  /** Lists of a hub page by tokens, Coupa's own by id. */
  paging: Source['paging'];
}

/**
 * The source that a poll node's URL describes.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if the template cannot work, with its place in the text.
 */
export function templateSource(settings: PollSettings, site: Site, url: string = settings.url): Source {
  const template = templateOf(settings, site.origin, url);
  const dateParameter = ownDateParameter(template.dateParameters, settings.updatedDateField);
  const strict = strictLower(settings, template);
  const asked = (lower: number) => template.effectiveLower(strict(lower));
  const render = ({ lower, now }: Bounds, values: TemplateValues) =>
    new ListPath(
      aboutProperty('url', () => template.render({ lower: strict(lower), now, origin: site.origin, values })),
    );
  return {
    tenant: site.origin,
    path: pathOf(url, site.origin),
    filter: url,
    paging: site.paging,
    dateParameter,
    byOwnDate:
      dateParameter !== undefined || filtersHere(settings) || whereNames(url, settings.updatedDateField),
    asksSince: template.hasLowerBound,
    usesNow: template.usesNow,
    usesMessage: template.usesMessage,
    render: (bounds, message) => {
      const values = template.knownValues(site.values(message));
      return values instanceof Promise
        ? values.then((known) => render(bounds, known))
        : render(bounds, values);
    },
    effectiveLower: lowestDate(
      settings,
      filtersHere(settings) ? (lower) => Math.max(asked(lower), lower) : asked,
    ),
    selectedLower: lowestDate(settings, asked),
    effectiveUpper: endsByOwnDate(template, url, settings)
      ? (now) => template.effectiveUpper(now)
      : (now) => now,
  };
}

/**
 * The template of a poll node's URL.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if it cannot work, with its place in the text.
 */
export function templateOf(settings: PollSettings, origin: string, url: string): UrlTemplate {
  return UrlTemplate.compile(url, {
    dateFormat: settings.updatedDateFormat,
    dateTimezone: settings.updatedDateTimezone,
    origin,
    isTranslated: url !== settings.url,
  });
}

/**
 * Where records are dated by the day, a strict comparison with a day does not select what that day brings: the day before has
 * to be asked for. Where they are dated by the second it does.
 */
export function strictLower(settings: PollSettings, template: UrlTemplate): (lower: number) => number {
  const dates = datesOf(settings);
  return (lower) => (dates.earliest(lower) > lower - 1000 ? lower : template.strictLower(lower));
}

function datesOf({ updatedDateFormat: format, updatedDateTimezone: timezone }: PollSettings): DateReader {
  return DateReader.compile({ format, timezone });
}

function filtersHere({ filterByUpdatedDate, updatedDateField }: PollSettings): boolean {
  return filterByUpdatedDate && updatedDateField !== '';
}

/** The lowest date that a record within the bounds can carry; a date without a time of day reads as its midnight. */
function lowestDate(settings: PollSettings, asked: (lower: number) => number): (lower: number) => number {
  const dates = datesOf(settings);
  return (lower) => {
    const bound = asked(lower);
    return Number.isFinite(bound) ? dates.earliest(bound) : bound;
  };
}

/** The list that a template reads, as text: placeholders in the path stay as they are written. */
function pathOf(url: string, origin: string): string {
  const relative = url.trim().startsWith(origin) ? url.trim().slice(origin.length) : url.trim();
  return relative.split('?')[0] ?? relative;
}

/** The parameter that filters on the record's own updated date: `updated-at` of `updated_at[gt_or_eq]`. */
function ownDateParameter(names: readonly string[], updatedDateField: string): string | undefined {
  if (updatedDateField === '') return undefined;
  return names
    .filter((name) => /\[gt(?:_or_eq)?\]$/.test(name))
    .map((name) => name.replace(/\[gt(?:_or_eq)?\]$/, ''))
    .find((name) => alike(name, updatedDateField));
}

/**
 * Whether the URL may ask for what was updated up to a moment, or created, which is no later: `${now…}` can also bound another date, such as
 * when a payment is due.
 */
function endsByOwnDate(
  { dateParameters }: UrlTemplate,
  url: string,
  { updatedDateField, createdDateField }: PollSettings,
): boolean {
  const ends = dateParameters.filter((name) => /\[lt(?:_or_eq)?\]$/.test(name));
  const own = [updatedDateField, createdDateField];
  return (
    /[?&]where=/i.test(url) ||
    ends.some((name) => own.some((field) => alike(name.replace(/\[[^[]*$/, ''), field)))
  );
}

/** Whether a hub's `where` compares the record's updated date. */
function whereNames(url: string, updatedDateField: string): boolean {
  const where = /[?&]where=([^&]*)/.exec(url)?.[1] ?? '';
  const compared = [...where.matchAll(/([\w.-]+)(`?\s*>)?/g)].filter(([, , sign]) => sign !== undefined);
  return updatedDateField !== '' && compared.some(([, name = '']) => alike(name, updatedDateField));
}

/** Coupa and the hub write `updated_at` and `updated-at` alike. */
function alike(a: string, b: string): boolean {
  return a.replaceAll('_', '-') === b.replaceAll('_', '-');
}
