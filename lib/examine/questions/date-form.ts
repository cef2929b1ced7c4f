/** What the dates of a list look like. */
export interface DateForms {
  /** How many are in another form than ISO 8601 with a time. */
  strange: number;
  withoutZone: number;
  withFraction: number;
  /** `-08:00, Z` */
  offsets: string;
  /** The form of the first strange one, without what it says: `00/00/0000`. */
  example: string;
}

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** Characters of an example, and offsets that are named. */
const longest = 30;
const most = 5;

/** Looks at the form of dates, and at nothing that they say. */
export function formsOf(dates: readonly string[]): DateForms {
  const matches = dates.map((date) => form.exec(date));
  const known = matches.filter((match) => match !== null);
  const offsets = new Set(known.map(([, , offset]) => offset).filter((offset) => offset !== undefined));
  return {
    strange: dates.length - known.length,
    withoutZone: known.filter(([, , offset]) => offset === undefined).length,
    withFraction: known.filter(([, fraction]) => fraction !== undefined).length,
    offsets: [...offsets].sort().slice(0, most).join(', '),
    example: shapeOf(dates.find((date) => !form.test(date)) ?? ''),
  };
}

/** Whether a date says its offset from UTC. */
export function hasOffset(date: string): boolean {
  return form.exec(date)?.[2] !== undefined;
}

/** A text without what it says: digits are 0, letters x. */
function shapeOf(text: string): string {
  const shape = text.replace(/\d/g, '0').replace(/[^0\s:./,+-]/gu, 'x');
  return shape.length > longest ? `${shape.slice(0, longest)}…` : shape;
}
