import { decodeEntities } from '../pasted/html-entities';

/**
 * A Java date pattern as its author meant it. Quotes get lost or changed on the way through shells and word processors (`T`, `\'T\'`, `''T''`, `"T"`),
 * and who knows other patterns takes `mm` for a month, `MM` for minutes, `YYYY` and `DD` for the year and the day of a date.
 */
export function mendPattern(pattern: string): string {
  if (/^\s*(?:epoch[-_ ]?)?milli(?:s|seconds?)\s*$/i.test(pattern)) return 'milliseconds';
  if (/^\s*['"]?iso[-_ ]?(?:8601|instant|offset_date_time|date_?time)?['"]?\s*$/i.test(pattern))
    return "yyyy-MM-dd'T'HH:mm:ssXXX";
  return [ofStrftime, ofDotNet, quotesMended, lettersMended].reduce(
    (text, mend) => mend(text),
    pattern.trim(),
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
    .replace(/(?<=[sS])(?:K|zzz)$/, 'XXX');
}

function quotesMended(pattern: string): string {
  return decodeEntities(pattern)
    .replace(/\\(?=['"])/g, '')
    .replace(/[‘’′´`"“”]/g, "'")
    .replace(/''([A-Za-z]{1,3})''/g, "'$1'")
    .replace(/([dD])T(?=[HhKk])/, "$1'T'")
    .replace(/^((?:[^']|'[^']*'){1,100})'Z$/, "$1'Z'");
}

/** What stands between quotes is no letter of the pattern. */
function lettersMended(pattern: string): string {
  if (/[wWu%]/.test(pattern)) return pattern;
  const isOfDate = /M|mm/.test(pattern);
  // Without AM or PM an hour up to 12 is one of two.
  const isOfDay = !/[aHkK]/.test(pattern.replace(/'[^']*'/g, ''));
  return pattern
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : mended(part, isOfDate, isOfDay)))
    .join('');
}

function mended(letters: string, isOfDate: boolean, isOfDay: boolean): string {
  const hours = isOfDay ? letters.replaceAll('h', 'H') : letters;
  const dates = isOfDate ? hours.replaceAll('Y', 'y').replaceAll('D', 'd') : hours;
  return dates
    .replace(/(y[^A-Za-z]?)mm(?=[^A-Za-z]?d)/, '$1MM')
    .replace(/(d[^A-Za-z]?)mm(?=[^A-Za-z]?y)/, '$1MM')
    .replace(/([HhKk][^A-Za-z]?)MM/, '$1mm');
}
