import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { lowerBoundNames, placeholderNames } from '../../template/placeholder';
import { decodeEntities } from '../pasted/html-entities';
import { placeholdersIn } from '../pasted/outside-value';
import { mendPatterns, mendPlaceholders } from './mend-placeholders';
import { mendQuotes } from './mend-quotes';

/**
 * Puts right what goes wrong with a poller's URL between its author and a user's clipboard: spaces, entities, quotes,
 * `{date:` without its `$`. Every change is a finding with the text before and after.
 */
export function mendUrl(url: string, findings: Findings): string {
  let text = url;
  for (const { code, message, mend } of mendings) {
    const mended = mend(text);
    if (mended !== text) findings.mended(code, message, text, mended);
    text = mended;
  }
  return text;
}

/** Says what must be filled in in a URL. */
export function reportPlaceholders(url: string, findings: Findings): void {
  for (const placeholder of placeholdersIn(url)) {
    findings.manual('placeholder', phrase`Fill in ${placeholder} in the URL.`, placeholder);
  }
}

/** Whether a URL holds a placeholder for the moment from which on records are read. */
export function hasLowerBound(url: string): boolean {
  return lowerBound.test(url);
}

const lowerBound = new RegExp(`\\$\\{(?:${lowerBoundNames().join('|')})\\b[^{}]*\\}`);
const withoutDollar = new RegExp(
  `(?<![\${])\\{(?=(?:${placeholderNames().join('|')})(?::[^{}]*)?\\}(?!\\}))`,
  'g',
);

/** `GET {{base_url}}/api/…`, `https://<instance>.coupahost.com/api/…` */
const siteStandIn =
  /^(?:(?:GET|POST)\s{1,9}(?=\S{0,300}\/))?(?:(?:https?:\/\/)?(?:\{\{\s{0,9}(?!env\b|flow\b|global\b|msg\b)[\w. -]{1,100}\}\}|<[\w -]{1,100}>|(?<!\$)\{[\w. -]{1,100}\}|\[[\w. -]{1,100}\])(?:\.coupa(?:host|cloud)\.com)?)?(?=\/(?:api|hubs|elements)\/)/i;

interface Mending {
  code: string;
  message: Phrase;
  mend(text: string): string;
}

const mendings: readonly Mending[] = [
  {
    code: 'trailing-space',
    message: phrase`Spaces around the URL were left out.`,
    mend: (text) => text.trim(),
  },
  {
    code: 'entity',
    message: phrase`HTML entities were read as the characters they stand for.`,
    mend: decodeEntities,
  },
  {
    code: 'quotes',
    message: phrase`Typographic quotes were read as plain ones.`,
    mend: (text) => text.replace(/[‘’‚′´“”„]/g, "'"),
  },
  {
    code: 'comparison',
    message: phrase`Comparisons and quotes in the "where" were read as the hub writes them.`,
    mend: mendComparisons,
  },
  {
    code: 'date-placeholder',
    message: phrase`The placeholder was spelled otherwise; it was read as this package writes it.`,
    mend: mendPlaceholders,
  },
  {
    code: 'date-placeholder',
    message: phrase`The placeholder had lost its "$".`,
    mend: (text) => text.replace(withoutDollar, '${'),
  },
  {
    code: 'epoch-format',
    message: phrase`A date in words, seconds since 1970, was read as the placeholder for them.`,
    mend: (text) =>
      text.replace(/\$\{(?:gmtD|d)ate:[^{}]*\}/gi, (whole) => (/unix/i.test(whole) ? `\${epoch:s}` : whole)),
  },
  {
    code: 'date-pattern',
    message: phrase`The date pattern was read as Java writes it.`,
    mend: mendPatterns,
  },
  {
    code: 'site-stand-in',
    message: phrase`What stands for the site in front of the path was taken off: the address belongs to the connection.`,
    mend: (text) => text.replace(siteStandIn, ''),
  },
  {
    code: 'hub-address',
    message: phrase`The hub's address was taken off: it belongs to the connection.`,
    mend: (text) => text.replace(/^(?:https?:\/\/[^/?#]+)?\/elements\/api-v2(?=\/)/i, ''),
  },
  {
    code: 'leading-slash',
    message: phrase`The slash at the beginning was put in.`,
    mend: (text) => text.replace(/^(?=hubs\/|api\/)/, '/'),
  },
  { code: 'literal-quotes', message: phrase`The quotes around a value were put right.`, mend: mendQuotes },
];

/** `=>`, `≥`, and values in double quotes or backticks. */
function mendComparisons(url: string): string {
  if (!/[?&]where=/i.test(url)) return url;
  return url
    .replace(/=>|≥/g, (sign, at: number) =>
      sign === '=>' && /[?&]where$/i.test(url.slice(0, at)) ? sign : '>=',
    )
    .replace(/=<|≤/g, '<=')
    .replaceAll('≠', '!=')
    .replace(/([=<>(,]\s?)"([^"&]{1,300})"/g, "$1'$2'")
    .replace(/((?<!where)[=<>]\s?)`([^`&]{1,300})`/gi, "$1'$2'");
}
