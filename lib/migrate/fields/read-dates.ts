import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import type { Resource } from '../../catalogue/resources';
import { meantZone } from '../../dates/meant-zone';
import { isZone } from '../../dates/zone';
import { pollOptions } from '../../poll/model/options';
import type { ResourceDescription } from '../model/description';
import { asObjectOrJson, asText, type OutsideObject } from '../pasted/outside-value';
import { mendPattern } from './mend-pattern';

/** The six properties that say where and how a record's dates are read. */
export type DateFields = Pick<
  ResourceDescription,
  | 'updatedDateField'
  | 'updatedDateFormat'
  | 'updatedDateTimezone'
  | 'createdDateField'
  | 'createdDateFormat'
  | 'createdDateTimezone'
>;

/**
 * Reads a resource's `datesConfiguration`. Created dates default to the updated ones, zones to UTC, as in the original. Without
 * any, what the catalogue knows of the resource is used; a resource it does not know has no dates.
 */
export function readDates(entry: OutsideObject, resource: Resource | undefined, below: Findings): DateFields {
  const findings = below.under('datesConfiguration');
  const dates = asObjectOrJson(entry['datesConfiguration'], findings);
  if (dates === undefined) return undated(resource, findings);
  const read = readKeys(dates, findings);
  const updatedDateField = read.get('updatedDateField') ?? resource?.updatedDateField ?? '';
  if (updatedDateField === '') {
    findings.manual(
      'no-updated-field',
      phrase`No updated date field is named: type it in, or records are told apart by their content.`,
    );
  }
  const updatedDateFormat = read.get('updatedDateFormat') ?? pollOptions.updatedDateFormat.default;
  const updatedDateTimezone = read.get('updatedDateTimezone') ?? pollOptions.updatedDateTimezone.default;
  return {
    updatedDateField,
    updatedDateFormat,
    updatedDateTimezone,
    createdDateField: read.get('createdDateField') ?? updatedDateField,
    createdDateFormat: read.get('createdDateFormat') ?? updatedDateFormat,
    createdDateTimezone: read.get('createdDateTimezone') ?? updatedDateTimezone,
  };
}

function undated(resource: Resource | undefined, findings: Findings): DateFields {
  const updatedDateField = resource?.updatedDateField ?? '';
  if (updatedDateField === '') {
    findings.manual(
      'no-updated-field',
      phrase`No dates are configured: type in the updated date field, or records are told apart by their content.`,
    );
  } else {
    findings.mended('no-dates', phrase`No dates are configured; "${updatedDateField}" is used.`);
  }
  return {
    updatedDateField,
    updatedDateFormat: pollOptions.updatedDateFormat.default,
    updatedDateTimezone: pollOptions.updatedDateTimezone.default,
    createdDateField: resource?.createdDateField ?? '',
    createdDateFormat: pollOptions.createdDateFormat.default,
    createdDateTimezone: pollOptions.createdDateTimezone.default,
  };
}

type ReadDates = Map<string, string>;

/** Both spellings are in use: the reference says `updatedDateField`, the vendor's page on Coupa `updatedAtField`. */
function readKeys(dates: OutsideObject, findings: Findings): ReadDates {
  const read: ReadDates = new Map();
  const renamed: [was: string, now: string][] = [];
  for (const [key, value] of Object.entries(dates)) {
    const name = nameOf(key);
    const text = asText(value);
    if (!/^(?:updated|created)Date(?:Field|Format|Timezone)$/.test(name) || text === undefined) {
      findings.under(key).unsupported('dates-key', phrase`"${key}" has no counterpart here.`);
      continue;
    }
    if (name !== key) renamed.push([key, name]);
    if (name !== key && name in dates) continue;
    read.set(name, readText(name, text, findings.under(key)));
  }
  reportRenamed(renamed, findings);
  return read;
}

function readText(name: string, text: string, findings: Findings): string {
  if (name.endsWith('Format')) return readFormat(text, findings);
  const kept = trimmed(text, findings);
  return name.endsWith('Timezone') ? readTimezone(kept, findings) : kept;
}

function readTimezone(text: string, findings: Findings): string {
  const zone = isZone(text) ? undefined : meantZone(text);
  if (zone === undefined) return text;
  findings.mended('zone-name', phrase`The time zone was read by the name it has here.`, text, zone);
  return zone;
}

/** However it is spelled: `updatedAtField`, `updated_date_field`, `UpdatedDateTimeZone`. */
function nameOf(key: string): string {
  const [, which = '', what = ''] =
    /^(updated|created)(?:at|date)(field|format|timezone)$/.exec(key.toLowerCase().replace(/[-_ .]/g, '')) ??
    [];
  return which === '' ? key : `${which}Date${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

/** One finding for all keys of a resource. Where both spellings are there, the reference's counts. */
function reportRenamed(renamed: readonly [was: string, now: string][], findings: Findings): void {
  if (renamed.length === 0) return;
  const [was, now] = [renamed.map(([key]) => key).join(', '), renamed.map(([, name]) => name).join(', ')];
  findings.mended('key-name', phrase`Keys were read by the names the reference gives them.`, was, now);
}

function trimmed(text: string, findings: Findings): string {
  const kept = text.trim();
  if (kept !== text)
    findings.mended('trailing-space', phrase`Spaces around the text were left out.`, text, kept);
  return kept;
}

/** A format with one quote too many at its end is mended; one in words is not a format. */
function readFormat(text: string, findings: Findings): string {
  const format = trimmed(text, findings);
  const odd = format.split("'").length % 2 === 0;
  const kept = odd && format.endsWith("'") ? format.slice(0, -1) : format;
  if (kept !== format)
    findings.mended('stray-quote', phrase`A quote too many at the end was left out.`, format, kept);
  const written = mendPattern(kept);
  if (written !== kept)
    findings.mended('date-pattern', phrase`The date pattern was read as Java writes it.`, kept, written);
  return written;
}
