import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { isoSeconds } from '../../dates/query-date';
import type { Answer } from '../../ports/requester';
import { formAskedFor, leftOut } from '../model/left-out';
import { leftOutRemark, type Notice, otherwiseSpeltNotice, undatedNotice } from '../model/notices';
import type { Version } from '../model/record';
import type { PollSettings } from '../model/settings';
import type { Scan } from '../scan/scan';
import type { RunContext } from './run-context';

/** In autumn an hour comes twice, and a date without an offset may be read as the later of two instants. Milliseconds. */
const repeatedHourMs = 3_600_000;

/**
 * Takes from the first page of a scan what later ones cannot tell: a date that proves a position where there is no `Date`,
 * whether the filter was heard, whether there are dates at all.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` if the filter was ignored.
 */
export function learnFromFirstPage(
  { source, settings, notice }: Pick<RunContext, 'source' | 'settings' | 'notice'>,
  scan: Scan,
  versions: readonly Version[],
  answer: Answer,
): void {
  const dates = versions.map((version) => version.updatedAt).filter((date) => date !== undefined);
  if (answer.date === undefined) scan.provenByFirstPage(provenBy(dates));
  if (source.dateParameter !== undefined) {
    const { lower } = scan.order;
    checkFilter(source.dateParameter, dates, source.selectedLower?.(lower) ?? source.effectiveLower(lower));
  }
  const told = aboutDates(settings, source.filter, versions);
  if (told !== undefined) notice(told.key, told.text);
}

/** Why the records show no dates, as far as the URL tells. */
function aboutDates(
  { resource, updatedDateField, createdDateField }: PollSettings,
  url: string,
  versions: readonly Version[],
): Notice | undefined {
  const lacksUpdated = updatedDateField !== '' && versions.every(({ updatedAt }) => updatedAt === undefined);
  const showsNoCreated = ({ createdAt, unparsed }: Version) =>
    createdAt === undefined && unparsed === undefined;
  const lacksCreated = createdDateField !== '' && versions.every(showsNoCreated);
  if (versions.length === 0) return undefined;
  const names = leftOut(url, [lacksUpdated ? updatedDateField : '', lacksCreated ? createdDateField : '']);
  if (names.length > 0) return { key: `left-out-${names.join()}`, text: leftOutRemark(names) };
  for (const field of [lacksUpdated ? updatedDateField : '', lacksCreated ? createdDateField : '']) {
    const near = speltOtherwise(field, versions);
    if (near !== undefined) return otherwiseSpeltNotice(resource, field, near);
  }
  return lacksUpdated ? undatedNotice(resource, updatedDateField, formAskedFor(url)) : undefined;
}

/** The member of a record that has a field's name but for its case and what stands between its words: `updated_at`, `updatedAt`. */
function speltOtherwise(field: string, [first]: readonly Version[]): string | undefined {
  const plain = (name: string) => name.replace(/[-_ ]/g, '').toLowerCase();
  return field === '' || first === undefined
    ? undefined
    : Object.keys(first.record).find((name) => name !== field && plain(name) === plain(field));
}

/**
 * A moment that has come for sure where there is no `Date`: less than half of the records may be dated in the future, by a machine
 * with a wrong clock, and a single one proves nothing.
 */
function provenBy(dates: readonly number[]): number | undefined {
  const middle = [...dates].sort((a, b) => a - b)[Math.ceil(dates.length / 2) - 1];
  return dates.length < 2 || middle === undefined ? undefined : middle - repeatedHourMs;
}

/**
 * Checks that the filter on the updated date was heard: not every record of a first page can be older than was asked for. A
 * single one can, so one proves nothing.
 *
 * @param dates updated dates on the page, epoch milliseconds
 * @param lowest what was asked for, epoch milliseconds
 * @throws {CoupaError} `COUPA_RESPONSE`
 */
function checkFilter(parameter: string, dates: readonly number[], lowest: number): void {
  if (dates.length < 2 || dates.some((date) => date >= lowest - 1000)) return;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant ignored the filter on "${parameter}": it was asked for records updated since ${isoSeconds(lowest)}, and all ${dates.length} dated records of the first page are older. Check the spelling of the filter in the URL, and that its date has a zone (XXX) or the time zone that the tenant expects.`,
  );
}
