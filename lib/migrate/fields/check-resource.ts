import { CoupaError } from '../../base/errors';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { DateReader } from '../../dates/read-date';
import { UrlTemplate } from '../../template/url-template';
import type { ResourceDescription } from '../model/description';
import { placeholdersIn } from '../pasted/outside-value';

/** Says as findings what the poll node would say of a resource's URL and dates when it starts. */
export function checkResource(resource: ResourceDescription, url: Findings, dates: Findings): void {
  const { updatedDateField, updatedDateFormat, updatedDateTimezone } = resource;
  const { createdDateField, createdDateFormat, createdDateTimezone } = resource;
  if (updatedDateField !== '') checkDate('updated', updatedDateFormat, updatedDateTimezone, dates);
  const same = createdDateFormat === updatedDateFormat && createdDateTimezone === updatedDateTimezone;
  if (createdDateField !== '' && !same) checkDate('created', createdDateFormat, createdDateTimezone, dates);
  // What is still to be filled in was said already.
  if (placeholdersIn(resource.url).length > 0) return;
  const options = { dateFormat: updatedDateFormat, dateTimezone: updatedDateTimezone };
  report(url, 'url-template', resource.url, () => UrlTemplate.compile(resource.url, options));
}

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
    report(findings, 'date-format', format, () => DateReader.compile({ format, timezone }));
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
