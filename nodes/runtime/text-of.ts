/**
 * A property that is a text. What an environment variable gives may be something else: Node-RED puts a tab's variable in as it is,
 * a number or `true` too. Nothing is the empty text; an object is its JSON.
 */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
