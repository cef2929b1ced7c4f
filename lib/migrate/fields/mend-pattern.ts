import { decodeEntities } from '../pasted/html-entities';

/**
 * A Java date pattern as its author meant it. Quotes get lost or changed on the way through shells and word processors (`T`, `\'T\'`, `''T''`, `"T"`),
 * and who knows other patterns takes `mm` for a month, `MM` for minutes, `YYYY` and `DD` for the year and the day of a date.
 */
export function mendPattern(pattern: string): string {
  if (/^\s*(?:epoch[-_ ]?)?milli(?:s|seconds?)\s*$/i.test(pattern)) return 'milliseconds';
  return [quotesMended, lettersMended].reduce((text, mend) => mend(text), pattern.trim());
}

function quotesMended(pattern: string): string {
  return decodeEntities(pattern)
    .replace(/\\(?=['"])/g, '')
    .replace(/[‘’′´`"“”]/g, "'")
    .replace(/''([A-Za-z]{1,3})''/g, "'$1'")
    .replace(/([dD])T(?=[HhKk])/, "$1'T'");
}

/** What stands between quotes is no letter of the pattern. */
function lettersMended(pattern: string): string {
  if (/[wWu%]/.test(pattern)) return pattern;
  const isOfDate = /M|mm/.test(pattern);
  return pattern
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : mended(part, isOfDate)))
    .join('');
}

function mended(letters: string, isOfDate: boolean): string {
  const dates = isOfDate ? letters.replaceAll('Y', 'y').replaceAll('D', 'd') : letters;
  return dates
    .replace(/(y[^A-Za-z]?)mm(?=[^A-Za-z]?d)/, '$1MM')
    .replace(/(d[^A-Za-z]?)mm(?=[^A-Za-z]?y)/, '$1MM')
    .replace(/([HhKk][^A-Za-z]?)MM/, '$1mm');
}
