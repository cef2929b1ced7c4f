import { phrase } from '../../base/text/phrase';
import type { Assumption } from '../model/assumption';
import { comparedByContent, filterChecked, readAnyway } from './consequences';

/** Of dates: in records, and in filters. */
export const dating = [
  {
    id: 'names',
    assumption: phrase`Fields of records are written with hyphens: updated-at.`,
    source: 'documentation',
    usedIn: 'lib/catalogue/index-resources.ts',
    otherwise: phrase`Dates are not found under their usual names: write updated_at and created_at into the date fields of the poll.`,
  },
  {
    id: 'updated-at',
    assumption: phrase`Each record has the date of its last change.`,
    source: 'schemas',
    usedIn: 'lib/poll/run/first-page.ts',
    otherwise: comparedByContent,
  },
  {
    id: 'created-at',
    assumption: phrase`Each record has the date of its creation.`,
    source: 'schemas',
    usedIn: 'lib/poll/run/version-judge.ts',
    otherwise: phrase`A record counts as CREATED only where it is certain to be new.`,
  },
  {
    id: 'date-form',
    assumption: phrase`Dates are in ISO 8601 with a time.`,
    source: 'documentation',
    usedIn: 'lib/poll/model/options.ts',
    otherwise: phrase`Such a record is told as unreadable and holds the position. Write the form of the dates into the poll.`,
  },
  {
    id: 'date-zone',
    assumption: phrase`Dates say their offset from UTC.`,
    source: 'documentation',
    usedIn: 'lib/poll/model/options.ts',
    otherwise: phrase`Write the form and the time zone of the dates into the poll; in the hour that comes twice in autumn the overlap is wider.`,
  },
  {
    id: 'date-seconds',
    assumption: phrase`Dates have whole seconds.`,
    source: 'experience',
    usedIn: 'lib/poll/model/options.ts',
    otherwise: readAnyway,
  },
  {
    id: 'updated-filter',
    assumption: phrase`The filter updated-at[gt_or_eq] gives what is newer, and nothing older.`,
    source: 'documentation',
    usedIn: 'lib/catalogue/resources.ts',
    otherwise: filterChecked,
  },
  {
    id: 'updated-inclusive',
    assumption: phrase`The filter updated-at[gt_or_eq] gives what has exactly that date, too.`,
    source: 'documentation',
    usedIn: 'lib/catalogue/resources.ts',
    otherwise: phrase`Nothing changes, since each poll reaches back by the overlap and one more second.`,
  },
  {
    id: 'updated-gt',
    assumption: phrase`The filter updated-at[gt] leaves out what has exactly that date.`,
    source: 'documentation',
    usedIn: 'lib/hub/where/translate.ts',
    otherwise: phrase`Records come again that were sent, and are not sent twice. The tenant may keep fractions of seconds that it does not show.`,
  },
  {
    id: 'updated-lt',
    assumption: phrase`The filter updated-at[lt_or_eq] gives nothing newer.`,
    source: 'documentation',
    usedIn: 'lib/poll/run/poll-run.ts',
    otherwise: phrase`A back-fill reads more than it was asked for, up to the present.`,
  },
  {
    id: 'spelling',
    assumption: phrase`The filter may be written updated_at as well as updated-at.`,
    source: 'documentation',
    usedIn: 'lib/hub/where/translate.ts',
    otherwise: phrase`Write updated-at in URLs of your own, and in translated ones; a poll notices a filter that is not heard.`,
  },
  {
    id: 'query-zone',
    assumption: phrase`A date in a filter is read with the offset that it has.`,
    source: 'documentation',
    usedIn: 'lib/catalogue/resources.ts',
    otherwise: phrase`Dates are sent in UTC unless a URL says otherwise, so the usual URLs are not concerned. Write no other zone.`,
  },
  {
    id: 'no-future',
    assumption: phrase`No record is dated later than the tenant's own time.`,
    source: 'experience',
    usedIn: 'lib/poll/run/first-page.ts',
    otherwise: phrase`Such a record comes again with each poll and is not sent twice. No position is taken from its date.`,
  },
] as const satisfies readonly Assumption[];
