import { language } from '../../page/local-time';

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/**
 * A length of time: seconds below a minute, then whole minutes, hours and minutes, days and hours. `5 min`, `2 hr 0 min`. What grows and
 * shrinks would move what stands below it, so no unit comes and goes with every minute. Below a second: `0 sec`.
 */
export function lengthOf(milliseconds: number): string {
  const first = steps.findIndex(([, size]) => milliseconds >= size);
  const [large, small] = steps.slice(first < 0 ? -1 : first);
  if (large === undefined) return '';
  const whole = Math.floor(milliseconds / large[1]);
  if (small === undefined || small[0] === 'second') return unit(whole, large[0]);
  const rest = Math.floor((milliseconds - whole * large[1]) / small[1]);
  return `${unit(whole, large[0])} ${unit(rest, small[0])}`;
}

function unit(count: number, name: string): string {
  return count.toLocaleString(language(), { style: 'unit', unit: name, unitDisplay: 'short' });
}

/** A number as people write it, with at most one digit after the point. */
export function numberOf(count: number): string {
  return count.toLocaleString(language(), { maximumFractionDigits: 1 });
}

/** A size in a unit that fits. */
export function sizeOf(bytes: number): string {
  const [size, name] =
    bytes < 1024
      ? [bytes, 'byte']
      : bytes < 1024 ** 2
        ? [bytes / 1024, 'kilobyte']
        : [bytes / 1024 ** 2, 'megabyte'];
  return size.toLocaleString(language(), {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}

/** A moment shortly: the time of day, with its date where that is another day. */
export function momentOf(moment: string | number): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(language(), { ...(isToday ? {} : dayAndMonth), ...timeOfDay });
}

/** A moment of these days: the date, the hour and the minute. */
export function dateOf(moment: string | number): string {
  return new Date(moment).toLocaleString(language(), { ...dayAndMonth, ...hourAndMinute });
}

const dayAndMonth = { day: 'numeric', month: 'short' } as const;
const hourAndMinute = { hour: 'numeric', minute: '2-digit' } as const;
const timeOfDay = { ...hourAndMinute, second: '2-digit' } as const;
