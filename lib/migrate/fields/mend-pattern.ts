import { isWordForDate } from '../../dates/read-date';
import { decodeEntities } from '../pasted/html-entities';

/**
 * A Java date pattern as its author meant it. Quotes get lost or changed on the way through shells and word processors (`T`, `\'T\'`, `''T''`, `"T"`),
 * and who knows other patterns takes `mm` for a month, `MM` for minutes, `YYYY` and `DD` for the year and the day of a date.
 */
export function mendPattern(pattern: string): string {
  if (/^\s*(?:epoch[-_ ]?)?milli(?:s|seconds?)\s*$/i.test(pattern)) return 'milliseconds';
  if (
    /^\s*['"]?(?:iso[-_ ]?(?:8601|instant|offset_date_time|date_?time)?|rfc[-_ ]?3339|date-?time)['"]?\s*$/i.test(
      pattern,
    )
  )
    return "yyyy-MM-dd'T'HH:mm:ssXXX";
  if (isWordForDate(pattern)) return pattern;
  return [
    plainSigns,
    ofStrftime,
    ofOtherLanguage,
    ofDotNet,
    quotesMended,
    ofDateTimeFormatter,
    lettersMended,
  ].reduce((text, mend) => mend(text), pattern.trim());
}

/** Dashes of word processors, full-width signs, blanks that do not break: none of these stands in a date that a program writes. */
function plainSigns(pattern: string): string {
  return pattern
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u202f\u3000]/g, ' ')
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
    .replace(/\\u0027/g, "'");
}

type Rows = readonly (readonly [from: RegExp, to: string])[];

/** What a pattern of another language has, by which it is known, and what stands for it here. */
const otherLanguages: readonly (readonly [sign: RegExp, rows: Rows])[] = [
  // Oracle
  [
    /HH24|\bMI\b/,
    [
      [/HH24/g, 'HH'],
      [/HH12/g, 'hh'],
      [/MI/g, 'mm'],
      [/SS(?=$|[^S])/g, 'ss'],
      [/FF\d?/g, 'SSS'],
      [/TZH:?TZM/g, 'XXX'],
      [/YYYY/g, 'yyyy'],
      [/DD/g, 'dd'],
    ],
  ],
  // PHP
  [
    /^Y[-/.]?m[-/.]?d|^d[-/.]m[-/.]Y/,
    [
      [/m/g, 'MM'],
      [/i/g, 'mm'],
      [/Y/g, 'yyyy'],
      [/d/g, 'dd'],
      [/H/g, 'HH'],
      [/s/g, 'ss'],
      [/[uv]/g, 'SSS'],
      [/[Pp]/g, 'XXX'],
      [/O/g, 'XX'],
    ],
  ],
  // Go
  [
    /2006/,
    [
      [/2006/g, 'yyyy'],
      [/Z07:00|-07:00/g, 'XXX'],
      [/Z0700|-0700/g, 'XX'],
      [/Jan/g, 'MMM'],
      [/\.(?:0{3,9}|9{3,9})/g, '.SSS'],
      [/01/g, 'MM'],
      [/02/g, 'dd'],
      [/15/g, 'HH'],
      [/04/g, 'mm'],
      [/05/g, 'ss'],
      [/T(?=HH)/g, "'T'"],
    ],
  ],
  // Excel in German and in French
  [
    /J{4}/,
    [
      [/J{4}/g, 'yyyy'],
      [/T{2}/g, 'dd'],
    ],
  ],
  [
    /a{4}/,
    [
      [/a{4}/g, 'yyyy'],
      [/j{2}/g, 'dd'],
    ],
  ],
];

function ofOtherLanguage(pattern: string): string {
  const [, rows] = otherLanguages.find(([sign]) => sign.test(pattern)) ?? [];
  if (rows === undefined) return pattern;
  const quoted = pattern.replace(/\\([A-Za-z])/g, "'$1'").replaceAll('"T"', "'T'");
  return outsideQuotes(quoted, (part) => rows.reduce((text, [from, to]) => text.replace(from, to), part));
}

/** What stands between quotes is no letter of the pattern. */
function outsideQuotes(pattern: string, mend: (part: string) => string): string {
  return pattern
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : mend(part)))
    .join('');
}

/** Java's newer patterns: `uuuu` is a year there, `x` and `XXXXX` offsets, `n` nanoseconds; what stands in brackets may be missing. */
function ofDateTimeFormatter(pattern: string): string {
  if (!/[yu]{4}/.test(pattern)) return pattern;
  return outsideQuotes(pattern.replace(/\[[.,]?[Sn]{1,9}\]/g, ''), (part) =>
    part
      .replace(/u{4}/g, 'yyyy')
      .replace(/X{4,5}|Z{5}|x{3,5}/g, 'XXX')
      .replace(/x{1,2}/g, (offset) => offset.toUpperCase())
      .replace(/(?<=[.,])n{1,9}/g, 'SSS'),
  );
}

const strftime: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    Y: 'yyyy',
    y: 'yy',
    m: 'MM',
    d: 'dd',
    H: 'HH',
    M: 'mm',
    S: 'ss',
    f: 'SSS',
    L: 'SSS',
    z: 'XX',
    Z: 'z',
  }),
  ...Object.entries({
    F: 'yyyy-MM-dd',
    T: 'HH:mm:ss',
    b: 'MMM',
    B: 'MMMM',
    a: 'EEE',
    A: 'EEEE',
    I: 'hh',
    p: 'a',
    j: 'DDD',
  }),
]);

/** `%Y-%m-%dT%H:%M:%SZ`, as C, Python and Ruby write it. What has a sign of which nothing is known stays as it is. */
function ofStrftime(pattern: string): string {
  if (!/%-?[YyF]/.test(pattern)) return pattern;
  let isKnown = true;
  const parts = pattern.replace(/[\\']/g, '').split(/(%[-:]?[A-Za-z%])/);
  const written = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[A-Za-z]+/g, "'$&'");
    const java = strftime.get(part.slice(-1));
    isKnown &&= java !== undefined;
    return part.startsWith('%:') ? 'XXX' : (java ?? part);
  });
  return isKnown ? written.join('') : pattern;
}

/** `[T]` of Moment and Luxon, `fff`, `K` and `zzz` of .NET behind the seconds: in Java these are other letters, or none. */
function ofDotNet(pattern: string): string {
  return pattern
    .replace(/(?<=[dD])\[T\](?=[Hh])/, "'T'")
    .replace(/(?<=[s.,])[fF]{1,7}(?=K|z|Z|X|'|$)/, (fraction) => 'S'.repeat(Math.min(3, fraction.length)))
    .replace(/(?<=[sS])(?:K|zzz)$/, 'XXX')
    .replace(/(?<=[sm ])tt$/, 'a');
}

function quotesMended(pattern: string): string {
  return decodeEntities(pattern)
    .replace(/\\(?=['"])/g, '')
    .replace(/[‘’′´`"“”]/g, "'")
    .replace(/''([A-Za-z]{1,3})''/g, "'$1'")
    .replace(/([dD])T(?=[HhKk])/, "$1'T'")
    .replace(/^((?:[^']|'[^']*'){1,100})'Z$/, "$1'Z'");
}

function lettersMended(pattern: string): string {
  if (/[wWu%]/.test(pattern)) return pattern;
  const isOfDate = /M|mm/.test(pattern);
  // Without AM or PM an hour up to 12 is one of two.
  const isOfDay = !/[aHkK]/.test(pattern.replace(/'[^']*'/g, ''));
  return outsideQuotes(pattern, (part) => mended(part, isOfDate, isOfDay));
}

function mended(letters: string, isOfDate: boolean, isOfDay: boolean): string {
  const hours = isOfDay ? letters.replaceAll('h', 'H') : letters;
  const dates = isOfDate ? hours.replaceAll('Y', 'y').replaceAll('D', 'd') : hours;
  return dates
    .replace(/(y[^A-Za-z]?)mm(?=[^A-Za-z]?d)/, '$1MM')
    .replace(/(d[^A-Za-z]?)mm(?=[^A-Za-z]?y)/, '$1MM')
    .replace(/([HhKk][^A-Za-z]?)MM/, '$1mm');
}
