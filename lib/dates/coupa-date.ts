/** The format in which Coupa writes dates, as a Java date pattern. */
export const coupaDateFormat = "yyyy-MM-dd'T'HH:mm:ssXXX";

/** Reads a moment in ISO 8601, a day or more; without a zone it means UTC. Epoch milliseconds, or `NaN` for anything else. */
export function parseIso(value: string): number {
  const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(
    value.trim(),
  );
  if (form === null) return Number.NaN;
  const [, day = '', time = '00:00', zone = 'Z'] = form;
  // JavaScript takes 31 February for 3 March.
  if (new Date(`${day}T00:00Z`).getUTCDate() !== Number(day.slice(8))) return Number.NaN;
  return Date.parse(
    `${day}T${time}${zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`}`,
  );
}
