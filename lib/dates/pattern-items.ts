import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';

/** One piece of a Java date pattern: text that stands for itself, or a field such as `yyyy`. */
export type PatternItem =
  | { kind: 'literal'; text: string }
  | { kind: 'field'; letter: string; count: number; position: number };

/** Characters of a pattern at most: nobody writes a date in more. */
const longest = 500;

/**
 * Splits a pattern of `java.text.SimpleDateFormat` into its items.
 *
 * @throws {CoupaError} `COUPA_CONFIG` with `details: { position }` for a quote that is never closed and for a letter Java does not know.
 */
export function readPattern(pattern: string): PatternItem[] {
  if (pattern.length > longest) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`A date pattern is not longer than ${longest} characters. Write one such as yyyy-MM-dd'T'HH:mm:ssXXX.`,
      { reason: { kind: 'setting', position: 0 } },
    );
  }
  const items: PatternItem[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    if (char === "'") {
      const quoted = readQuoted(pattern, at);
      addLiteral(items, quoted.text);
      at = quoted.end;
    } else if (/[A-Za-z]/.test(char)) {
      const end = endOfRun(pattern, at);
      items.push(checkField(pattern, char, end - at, at));
      at = end;
    } else {
      addLiteral(items, char);
      at += 1;
    }
  }
  return items;
}

/** Letters whose text is a number, whatever their count. `M` and `L` are numbers up to two letters. */
export function isNumeric(item: PatternItem): boolean {
  if (item.kind === 'literal') return false;
  if (item.letter === 'M' || item.letter === 'L') return item.count <= 2;
  return 'yYdwWDFuHkKhmsS'.includes(item.letter);
}

/** All letters of `SimpleDateFormat` in Java 17. */
const letters = 'GyYMLdwWDFEuaHkKhmsSzZX';

function checkField(pattern: string, letter: string, count: number, position: number): PatternItem {
  if (!letters.includes(letter)) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`Java date patterns have no letter "${letter}" (character ${position + 1} of "${pattern}"). ${adviceFor(letter)}`,
      { reason: { kind: 'setting', position } },
    );
  }
  if (letter === 'X' && count > 3) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`"${'X'.repeat(count)}" is longer than Java allows (character ${position + 1} of "${pattern}"). Write X (-07), XX (-0700) or XXX (-07:00).`,
      { reason: { kind: 'setting', position } },
    );
  }
  return { kind: 'field', letter, count, position };
}

function adviceFor(letter: string): Phrase {
  if (letter === 'A') return phrase`Write a for AM and PM.`;
  if (letter === 'e' || letter === 'c') return phrase`Write E for the name of the weekday, u for its number.`;
  if (letter === 'o' || letter === 'O' || letter === 'x')
    return phrase`Write XXX for an offset such as -07:00.`;
  if (letter === 'n' || letter === 'N') return phrase`Write SSS for milliseconds.`;
  return phrase`Put text that stands for itself in single quotes: '${letter}'.`;
}

/** `''` is one quote, inside quotes as well as outside. */
function readQuoted(pattern: string, start: number): { text: string; end: number } {
  if (pattern[start + 1] === "'") return { text: "'", end: start + 2 };
  let text = '';
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] !== "'") {
      text += pattern.charAt(at);
    } else if (pattern[at + 1] === "'") {
      text += "'";
      at += 1;
    } else {
      return { text, end: at + 1 };
    }
  }
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`The single quote at character ${start + 1} of "${pattern}" is never closed. Close it, or write '' for a quote that stands for itself.`,
    { reason: { kind: 'setting', position: start } },
  );
}

function endOfRun(pattern: string, start: number): number {
  let end = start + 1;
  while (pattern[end] === pattern[start]) end += 1;
  return end;
}

function addLiteral(items: PatternItem[], text: string): void {
  const last = items.at(-1);
  if (last?.kind === 'literal') last.text += text;
  else items.push({ kind: 'literal', text });
}
