import { meantZone } from '../../dates/meant-zone';
import { isZone } from '../../dates/zone';
import { placeholderNames } from '../../template/placeholder';
import { mendPattern } from './mend-pattern';

/**
 * Placeholders for dates as this package writes them, `${date:…}`, whatever became of them: percent-encoded with the rest of a URL, escaped for a
 * shell, a program (Kotlin's `${'$'}`) or a file of Docker Compose, in two braces or in `$(…)`, as other languages begin theirs (`#{…}`, `@{…}`), with spaces, in
 * other letters. A name alone may be a variable, and keeps its case.
 */
export function mendPlaceholders(text: string): string {
  return text
    .replaceAll("${'$'}", '$')
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
    /\$\{(date|gmtDate|now|(?:dateTimeZone|DateTimeZone|nowTimeZone):(?:GMT[+-]\d{1,2}:\d\d|[^:{}]{1,60})):([^{}]{1,200})\}/g,
    (_, name: string, pattern: string) => `\${${name}:${mendPattern(pattern)}}`,
  );
}

/** Zones in placeholders that have other names, Windows' say, or stand behind the pattern. */
export function mendZones(text: string): string {
  return text.replace(
    /\$\{(dateTimeZone|DateTimeZone|nowTimeZone):([^{}]{3,200})\}/g,
    (whole, name: string, content: string) => {
      const behind = content.slice(content.lastIndexOf(':') + 1);
      const pattern = content.slice(0, -behind.length - 1);
      const [zone = '', rest = ''] =
        /^((?:(?:UTC?|GMT)? ?[+-] ?\d{1,2}(?::?\d\d)?)|\([^()]{1,60}\)[^:]{1,60}|[^:]{1,60}):(.{1,150})$/i
          .exec(content)
          ?.slice(1) ?? [];
      if (!isZone(zone) && meantZone(zone) === undefined && /[yM]/.test(pattern) && isZone(behind))
        return `\${${name}:${behind}:${pattern}}`;
      const meant = zone === '' || isZone(zone) ? undefined : meantZone(zone);
      return meant === undefined ? whole : `\${${name}:${meant}:${rest}}`;
    },
  );
}

const inside = String.raw`\s{0,5}[A-Za-z_-]{3,24}\s{0,5}(?::[^{}]{1,200})?`;
const written = new RegExp(
  String.raw`(?<![{$])(?:[\\\x60]?\${1,2}\s?[\\\x60]?|[\\\x60#@])?\{(${inside})\}(?!\})|\$?\{\{(${inside})\}\}|\$\(([A-Za-z_-]{3,20}:[^{}()]{1,200})\)|\$(last_modified_date)\b`,
  'g',
);

const names = new Map(placeholderNames().map((name) => [folded(name), name]));

/** What others call the date of the last poll, where a pattern stands behind the name. */
const lastPoll =
  /^(?:last|since|from|previous|prev|poll|sync|delta|start|updated|modified)(?:poll|run|sync|update|updated|modified|modification|change|changed|execution|import)?(?:date|time|datetime|timestamp|at)?$/;

const otherNames: ReadonlyMap<string, string> = new Map([
  ['utcdate', 'gmtDate'],
  ['dateutc', 'gmtDate'],
  ['dategmt', 'gmtDate'],
  ['nowdate', 'now'],
  ['currentdate', 'now'],
  ['today', 'now'],
]);

/** `${epoch_ms}`, `${epochSeconds}`, and units in words: `${epoch:seconds}`. */
export function mendEpochs(text: string): string {
  return text.replace(/\$\{epoch(?:[:_-]\s?|(?=[A-Z]))([A-Za-z]{1,12})\}/g, (whole, unit: string) => {
    const [, first = ''] = /^(m)(?:s|sec|illis|illi|illiseconds?)$|^$/i.exec(unit) ?? [];
    if (first !== '') return '${epoch:ms}';
    if (/^s(?:ec|ecs|econds?)?$/i.test(unit)) return '${epoch:s}';
    return /^(?:us|micros?|microseconds?)$/i.test(unit) ? '${epoch:us}' : whole;
  });
}

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

function aliasOf(name: string): string | undefined {
  return otherNames.get(name) ?? (lastPoll.test(name) ? 'date' : undefined);
}

/** @param mayBeAlone whether a name without anything behind it is one: `{{date}}` is a value of somebody's own */
function placeholderOf(text: string, mayBeAlone: boolean): string | undefined {
  const [, written = '', rest] = /^\s*([\w-]{3,24})\s*(?::(.*))?$/s.exec(text) ?? [];
  const alias = rest === undefined ? undefined : aliasOf(folded(written));
  const name = placeholderNames().includes(written) ? written : (names.get(folded(written)) ?? alias);
  if (name === undefined) return undefined;
  const isLastRun = name === 'last_modified_date';
  if (rest === undefined) {
    const isOne = isLastRun || (mayBeAlone && written === name);
    return isOne ? `\${${name}}` : undefined;
  }
  return `\${${isLastRun ? 'date' : name}:${rest.trim()}}`;
}
