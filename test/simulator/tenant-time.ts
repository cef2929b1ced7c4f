/** An instant as tests like to give it: epoch milliseconds, a `Date`, or ISO 8601. */
export type Instant = number | Date | string;

/** Epoch milliseconds, cut to the whole second: Coupa's dates carry no fraction. */
export function toSecond(instant: Instant): number {
  const milliseconds = typeof instant === 'number' ? instant : new Date(instant).getTime();
  if (!Number.isFinite(milliseconds)) throw new RangeError(`Not an instant: ${String(instant)}`);
  return Math.floor(milliseconds / 1000) * 1000;
}

/** Writes instants as Coupa does: `2025-07-30T03:54:59-07:00`, always in the tenant's one offset. */
export function dateWriter(offset: string): (milliseconds: number) => string {
  const shift = offsetMilliseconds(offset);
  let [last, written] = [Number.NaN, ''];
  return (milliseconds) => {
    // A record's two dates are often the same, and so are those of its neighbours.
    if (milliseconds === last) return written;
    last = milliseconds;
    written = new Date(milliseconds + shift).toISOString().slice(0, 19) + offset;
    return written;
  };
}

const dateInQuery = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a date of a query: a strict subset of ISO 8601, where no zone means UTC and no time means midnight.
 *
 * @returns epoch milliseconds, `undefined` for anything else. A `+` that was not percent-encoded arrives as a
 * blank and is not understood: a client's mistake that the tenant should show.
 */
export function readDate(text: string): number | undefined {
  const match = dateInQuery.exec(text);
  if (!match) return undefined;
  const [, day, time = '00:00:00', zone = 'Z'] = match;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const milliseconds = Date.parse(`${day}T${seconds}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function offsetMilliseconds(offset: string): number {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(offset);
  if (!match) throw new RangeError(`Not an offset such as -08:00: ${offset}`);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}
