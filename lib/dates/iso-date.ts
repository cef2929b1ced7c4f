let written = { epochMs: Number.NaN, text: '' };

/**
 * An instant as ISO 8601 in UTC, with milliseconds. It remembers the last one, since a message tells each date twice and
 * the two dates of a new record are the same: writing dates was a twentieth of a back-fill.
 *
 * @param epochMs epoch milliseconds
 * @throws {RangeError} beyond the dates that JavaScript can hold.
 */
export function isoDate(epochMs: number): string {
  if (epochMs !== written.epochMs) written = { epochMs, text: new Date(epochMs).toISOString() };
  return written.text;
}
