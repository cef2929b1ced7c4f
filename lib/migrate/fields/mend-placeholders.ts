import { placeholderNames } from '../../template/placeholder';
import { mendPattern } from './mend-pattern';

/**
 * Placeholders for dates as this package writes them, `${date:…}`, whatever became of them: percent-encoded with the rest of a URL, escaped for a
 * shell or a program, in two braces or in `$(…)`, with spaces, in other letters. A name alone may be a variable, and keeps its case.
 */
export function mendPlaceholders(text: string): string {
  return text
    .replace(/(?:\$|%24)%7B([^{}&]{1,300}?)%7D/gi, (whole, inner: string) => decodedOf(inner) ?? whole)
    .replace(written, (whole, braces?: string, two?: string, round?: string, bare?: string) => {
      const inner = braces ?? two ?? round ?? bare ?? '';
      // What only lacks its `$` is told as that.
      if (braces !== undefined && whole === `{${inner}}`) return whole;
      return placeholderOf(inner, two === undefined) ?? whole;
    });
}

/** The patterns of dates in placeholders, see `mendPattern`. */
export function mendPatterns(text: string): string {
  return text.replace(
    /\$\{(date|gmtDate|now):([^{}]{1,200})\}/g,
    (_, name: string, pattern: string) => `\${${name}:${mendPattern(pattern)}}`,
  );
}

const inside = String.raw`\s{0,5}[A-Za-z_-]{3,20}\s{0,5}(?::[^{}]{1,200})?`;
const written = new RegExp(
  String.raw`(?<![{$])(?:[\\\x60]?\$\s?[\\\x60]?|[\\\x60])?\{(${inside})\}(?!\})|\$?\{\{(${inside})\}\}|\$\(([A-Za-z_-]{3,20}:[^{}()]{1,200})\)|\$(last_modified_date)\b`,
  'g',
);

const names = new Map(placeholderNames().map((name) => [folded(name), name]));

function folded(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

function decodedOf(text: string): string | undefined {
  try {
    return placeholderOf(decodeURIComponent(text), true);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** @param mayBeAlone whether a name without anything behind it is one: `{{date}}` is a value of somebody's own */
function placeholderOf(text: string, mayBeAlone: boolean): string | undefined {
  const [, written = '', rest] = /^\s*([\w-]{3,20})\s*(?::(.*))?$/s.exec(text) ?? [];
  const name = placeholderNames().includes(written) ? written : names.get(folded(written));
  if (name === undefined) return undefined;
  const isLastRun = name === 'last_modified_date';
  if (rest === undefined) {
    const isOne = isLastRun || (mayBeAlone && written === name);
    return isOne ? `\${${name}}` : undefined;
  }
  return `\${${isLastRun ? 'date' : name}:${rest.trim()}}`;
}
