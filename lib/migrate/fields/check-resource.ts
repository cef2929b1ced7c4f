import { CoupaError } from '../../base/errors';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { DateReader, remarkOnFormat } from '../../dates/read-date';
import { readZone } from '../../dates/zone';
import { UrlTemplate } from '../../template/url-template';
import type { ResourceDescription } from '../model/description';
import { placeholdersIn } from '../pasted/outside-value';
import { checkFilters } from './check-filters';

/** Says as findings what the poll node would say of a resource's URL and dates when it starts. */
export function checkResource(resource: ResourceDescription, url: Findings, dates: Findings): void {
  const { updatedDateField, updatedDateFormat, updatedDateTimezone } = resource;
  const { createdDateField, createdDateFormat, createdDateTimezone } = resource;
  if (updatedDateField !== '') checkDate('updated', updatedDateFormat, updatedDateTimezone, dates);
  const same = createdDateFormat === updatedDateFormat && createdDateTimezone === updatedDateTimezone;
  if (createdDateField !== '' && !same) checkDate('created', createdDateFormat, createdDateTimezone, dates);
  reportArithmetic(resource.url, url);
  reportZones(resource, url, dates);
  checkFilters(resource.url, updatedDateField, url);
  // What is still to be filled in was said already.
  if (placeholdersIn(resource.url).length > 0) return;
  const options = { dateFormat: updatedDateFormat, dateTimezone: updatedDateTimezone };
  report(url, 'url-template', resource.url, () => UrlTemplate.compile(resource.url, options));
}

/** `${date:yyyy-MM-dd-1d}`: a pattern has no arithmetic, and would print what looks like a part of the date. */
function reportArithmetic(url: string, findings: Findings): void {
  const placeholders =
    url.match(/\$\{(?:date|gmtDate|now|[dD]ateTimeZone|nowTimeZone):[^{}]{1,200}\}/g) ?? [];
  const found = placeholders.find((one) =>
    /[A-Za-z'](?:\s?[+-]\s?\d{1,5}\s?[A-Za-z]{1,12}|\s?[+-]\s?\d|:[+-]\d{1,6}[A-Za-z]{0,12}|\+[1-9]\d{0,4})\}$/.test(
      one,
    ),
  );
  if (found === undefined) return;
  findings.manual(
    'date-arithmetic',
    phrase`There is no arithmetic in a date pattern: ${found} would print it as a part of the date. Write the pattern alone; Reach back says by how much each poll begins earlier.`,
    found,
  );
}

/** A `Z` in quotes is a letter: what is beside it is the zone's time all the same. */
function reportZones(
  { url, updatedDateFormat, updatedDateTimezone }: ResourceDescription,
  findings: Findings,
  dates: Findings,
): void {
  const placeholders = url.matchAll(
    /\$\{(?:(?:date|now)|(?:[dD]ateTimeZone|nowTimeZone):([^:{}]{1,60})):([^{}]{1,200})\}(Z|(?:[+-]|%2[BD])00(?::|%3A)?00)?/gi,
  );
  for (const [, zone = updatedDateTimezone, inside = '', behind = ''] of placeholders) {
    const pattern = behind === '' ? inside : `${inside}'Z'`;
    if (saysUtc(pattern) && !isUtc(zone)) {
      findings.check(
        'literal-zone',
        phrase`${pattern} ends with a Z, which says that the time is UTC, and prints the time of ${zone}. Write XXX in place of 'Z', or UTC as the zone.`,
      );
      return;
    }
  }
  if (!saysUtc(updatedDateFormat) || isUtc(updatedDateTimezone)) return;
  dates
    .under('updatedDateFormat')
    .check(
      'literal-zone',
      phrase`Dates that end with a Z are UTC, and are read here as times of ${updatedDateTimezone}: the format has the Z in quotes. Write XXX in place of 'Z', or UTC as the zone.`,
    );
}

function saysUtc(pattern: string): boolean {
  return /[ms].*'Z'$/.test(pattern.trim());
}

/** Whether clocks of a zone show UTC at all times; one that nobody knows is told elsewhere. */
function isUtc(name: string): boolean {
  try {
    const zone = readZone(name);
    return seasons.every((moment) => zone.offset(moment) === 0);
  } catch (error) {
    if (error instanceof CoupaError) return true;
    throw error;
  }
}

const seasons = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];

/** A pattern in words is what people write where the field holds seconds since 1970. */
function checkDate(which: 'updated' | 'created', format: string, timezone: string, dates: Findings): void {
  const findings = dates.under(`${which}DateFormat`);
  if (/unix|epoch|digit/i.test(format)) {
    findings.manual(
      'date-format',
      phrase`This says in words that the date is in seconds since 1970. Neither a Java date pattern nor "milliseconds" reads that: choose another field.`,
      format,
    );
  } else {
    report(findings, 'date-format', format, () => {
      DateReader.compile({ format, timezone });
      const remark = remarkOnFormat(format);
      if (remark !== undefined) findings.manual('date-format', remark, format);
    });
  }
}

function report(findings: Findings, code: string, was: string, compile: () => unknown): void {
  try {
    compile();
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    findings.manual(code, error.phrase, was);
  }
}
