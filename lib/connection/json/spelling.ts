/**
 * How the text of a value is written: `plain` is what `JSON.stringify` makes of the value it stands for; `escaped` is that but for
 * characters that are escaped and need not be, or escaped in another way, as many servers escape `&` and `/`; `other` is anything else.
 *
 * Names that an object has twice are not looked for: `JSON.parse` keeps the last of them, the text has both.
 */
export type Spelling = 'plain' | 'escaped' | 'other';

/** What `JSON.stringify` would write of the value that an `escaped` text stands for, without making that. */
export function withPlainEscapes(json: string): string {
  return json.replace(escapes, (run) => (isForeign(run) ? respelt(run) : run));
}

/** A run of escapes that `JSON.stringify` may write in another way: two of them may be one character. Or another escape. */
const escapes = /(?:\\u[0-9a-fA-F]{4}|\\\/)+|\\./gs;

function isForeign(run: string): boolean {
  return run.length > 2 || run === '\\/';
}

function respelt(run: string): string {
  return JSON.stringify(JSON.parse(`"${run}"`)).slice(1, -1);
}
