/**
 * A date as headers have it; epoch milliseconds. `undefined`: it is none.
 *
 * HTTP writes them in GMT (RFC 9110, 5.6.7). One without a zone is GMT, too: `Date.parse` would take it for the time of the place where
 * this computer stands. A number alone is no date.
 */
export function httpDate(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > longest || !/\d:\d\d/.test(value)) return undefined;
  const text = value.trim();
  const instant = Date.parse(hasZone.test(text) ? text : `${text.replace(/(\d)T(\d)/, '$1 $2')} GMT`);
  return Number.isNaN(instant) ? undefined : instant;
}

/**
 * The time that a server says it is; epoch milliseconds. `undefined`: it does not say, or has a clock that was never set (1970), which would
 * have everything there is read again. Where a proxy has put a second one beside the server's, the earlier counts: nobody can tell which is
 * whose, and a time that is too late loses records.
 */
export function serverTime(date: unknown): number | undefined {
  const instants = [date]
    .flat()
    .map((one) => httpDate(one) ?? Number.NaN)
    .filter((instant) => instant >= earliest && instant < firstBeyond);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** Characters; the longest form that is in use has 60. */
const longest = 100;

/** Behind the time: a name, or hours and minutes. */
const hasZone = /\d\s*(?:Z|[+-]\d\d:?\d\d|(?:GMT|UTC|UT|[ECMP][SD]T)(?:[+-]\d\d:?\d\d)?(?:\s*\(.*\))?)$/i;

/** Coupa is younger than that. */
const earliest = Date.UTC(2000, 0);

/** What is reckoned from it has to have a year of four digits, too. */
const firstBeyond = Date.UTC(9000, 0);
