import { CoupaError } from '../connection/errors';
import { phrase } from '../text/phrase';
import { isoSeconds } from './query-date';

/**
 * Checks that the filter on the updated date was heard: not every record of a first page can be older than was asked for. A
 * single one can, so one proves nothing.
 *
 * @param dates updated dates on the page, epoch milliseconds
 * @param lowest what was asked for, epoch milliseconds
 * @throws {CoupaError} `COUPA_RESPONSE`
 */
export function checkFilter(parameter: string, dates: readonly number[], lowest: number): void {
  if (dates.length < 2 || dates.some((date) => date >= lowest - 1000)) return;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant ignored the filter on "${parameter}": it was asked for records updated since ${isoSeconds(lowest)}, and all ${dates.length} dated records of the first page are older. Check the spelling of the filter in the URL, and that its date has a zone (XXX) or the time zone that the tenant expects.`,
  );
}
