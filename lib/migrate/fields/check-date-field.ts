import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { membersOf } from '../../catalogue/members/members';
import { findResource } from '../../catalogue/resources';
import type { DateFields } from './read-dates';

/** Puts right or tells of date fields that records of a resource of Coupa's do not have: `updatedAt`, `LastModifiedDate`. */
export function checkDateField(resource: string, dates: DateFields, findings: Findings): void {
  const known = findResource(resource);
  const members = membersOf(known?.path.replace(/^\/api\//, '') ?? '');
  if (members.size === 0) return;
  const isOne = dates.createdDateField === dates.updatedDateField;
  for (const field of ['updatedDateField', 'createdDateField'] as const) {
    const name = dates[field];
    const below = findings.under('datesConfiguration', field);
    if (name === '' || name.includes('.') || members.has(name.replaceAll('_', '-'))) continue;
    const meant = known?.[field];
    if (meant !== undefined && plainName(meant) === plainName(name)) {
      below.mended(
        'date-field',
        phrase`The field was read by the name that Coupa's records have for it.`,
        name,
        meant,
      );
      dates[field] = meant;
    } else {
      below.check(
        'unknown-attribute',
        phrase`Coupa's release 39 has no ${name.slice(0, 100)} here. Did you mean ${meant ?? 'updated-at'}?`,
      );
    }
    if (isOne) {
      dates.createdDateField = dates.updatedDateField;
      return;
    }
  }
}
