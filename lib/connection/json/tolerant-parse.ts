import { mostValues } from './json-limits';
import { endOfString, isEscaped, parseJson } from './parse-json';

/** Texts with control characters that are mended in one answer: what has more is no text that somebody wrote. */
const mostMended = 100_000;

/** Control characters that are mended in them: each is six characters when it is escaped, and more while it is. */
const mostControls = 1_000_000;

/** What was found of the habits of whoever wrote an answer. */
export interface Habits {
  /** Whether control characters were found that should have been escaped: there will be more. */
  controls: boolean;
}

/**
 * Parses JSON, and JSON whose texts hold line breaks, tabs or other control characters as they are. JSON wants them escaped,
 * and not every program that writes it knows; what is meant is certain all the same.
 *
 * @param careful whether there may be a number that `JSON.parse` would change, see `parseJson`.
 * @param habits what is known from other parts of the same answer: it takes long to find out by an error each time.
 * @throws {SyntaxError} when it is not even that.
 */
export function tolerantParse(json: string, careful: boolean, habits: Habits = { controls: false }): unknown {
  const parse = careful ? parseJson : JSON.parse;
  if (habits.controls) return parse(withEscapedControls(json));
  try {
    return parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const escaped = withEscapedControls(json);
    if (escaped === json) throw error;
    const value: unknown = parse(escaped);
    habits.controls = true;
    return value;
  }
}

// All that is a control character, but not those beyond ASCII, which JSON takes.
const controls = /(?![\x7f-\x9f])\p{Cc}/gu;

function withEscapedControls(json: string): string {
  const parts: string[] = [];
  let from = 0;
  let texts = 0;
  let found = 0;
  for (let at = json.indexOf('"'); at !== -1; ) {
    texts += 1;
    if (texts > 2 * mostValues || parts.length > 2 * mostMended) return json;
    const end = endOfString(json, at);
    const text = json.slice(at, end);
    found += controlsIn(text);
    if (found > mostControls) return json;
    const mended = text.replace(controls, escaped);
    if (mended !== text) {
      parts.push(json.slice(from, at), mended);
      from = end;
    }
    at = json.indexOf('"', end + 1);
  }
  return `${parts.join('')}${json.slice(from)}`;
}

function controlsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) count += 1;
  return count;
}

/** Behind a backslash it is no control character that was forgotten, but an escape that nobody can read: it stays. */
function escaped(control: string, at: number, text: string): string {
  return isEscaped(text, at) ? control : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
