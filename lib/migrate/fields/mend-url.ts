import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { decodeParameter } from '../../template/percent';
import { lowerBoundNames, placeholderNames } from '../../template/placeholder';
import { cutAtPlaceholders, plainAmpersands, splitQuery } from '../../template/split-query';
import { decodeEntities } from '../pasted/html-entities';
import { placeholdersIn } from '../pasted/outside-value';
import {
  asCoupaSpells,
  variablesOfPath,
  variablesOfQuery,
  withoutSecrets,
  withoutSiteStandIn,
  withQuery,
} from './around-url';
import { mendEpochs, mendPatterns, mendPlaceholders, mendZones } from './mend-placeholders';
import { mendQuotes } from './mend-quotes';

/**
 * Puts right what goes wrong with a poller's URL between its author and a user's clipboard: spaces, entities, quotes,
 * `{date:` without its `$`. Every change is a finding with the text before and after.
 */
export function mendUrl(url: string, findings: Findings): string {
  return mendedBy(mendings, withoutSecrets(url, findings), findings);
}

function mendedBy(steps: readonly Mending[], url: string, findings: Findings): string {
  let text = url;
  for (const { code, message, mend } of steps) {
    const mended = mend(text);
    if (mended !== text) findings.mended(code, message, text, mended);
    text = mended;
  }
  return text;
}

/** Puts right what stands around a path: secrets, what is meant for its site, the spelling of its names. */
export function mendPath(path: string, findings: Findings): string {
  return mendedBy([siteStandIn, pathSpelling], withoutSecrets(path, findings), findings);
}

/** Says what must be filled in in a URL. */
export function reportPlaceholders(url: string, findings: Findings): void {
  for (const placeholder of [...placeholdersIn(url), ...variablesOfPath(url), ...variablesOfQuery(url)]) {
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

interface Mending {
  code: string;
  message: Phrase;
  mend(text: string): string;
}

const siteStandIn: Mending = {
  code: 'site-stand-in',
  message: phrase`What stands for the site in front of the path was taken off: the address belongs to the connection.`,
  mend: withoutSiteStandIn,
};

const pathSpelling: Mending = {
  code: 'path-spelling',
  message: phrase`The path was spelled as Coupa spells it.`,
  mend: asCoupaSpells,
};

const mendings: readonly Mending[] = [
  {
    code: 'invisible',
    message: phrase`Invisible characters were left out.`,
    mend: (text) => text.replace(/[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g, ''),
  },
  {
    code: 'wide',
    message: phrase`Full-width signs were read as plain ones.`,
    mend: (text) => text.replaceAll('＄', '$'),
  },
  {
    code: 'trailing-space',
    message: phrase`Spaces around the URL were left out.`,
    mend: (text) =>
      text
        .replace(/[\u00a0\u202f\u3000]/g, ' ')
        .trim()
        .replace(/^([^\s?]{1,300})\s{1,9}(?=\?)/, '$1'),
  },
  {
    code: 'literal-quotes',
    message: phrase`The quotes around a value were put right.`,
    mend: (text) => text.replace(/^(["'`“”«])(\/.{1,9000}|https?:.{1,9000})["'`“”»]$/s, '$2'),
  },
  {
    code: 'entity',
    message: phrase`HTML entities were read as the characters they stand for.`,
    mend: (text) => plainAmpersands(decodeEntities(text)),
  },
  {
    code: 'query',
    message: phrase`Signs of the query were put right: what was encoded twice, and where the first "?" and each "&" belong.`,
    mend: withQuery,
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
      mendEpochs(text).replace(/\$\{(?:gmtD|d)ate:[^{}]*\}/gi, (whole) =>
        /unix/i.test(whole) ? `\${epoch:s}` : whole,
      ),
  },
  {
    code: 'date-pattern',
    message: phrase`The date pattern was read as Java writes it.`,
    mend: mendPatterns,
  },
  {
    code: 'zone-name',
    message: phrase`The time zone was read by the name it has here.`,
    mend: mendZones,
  },
  {
    code: 'comment',
    message: phrase`A comment was left out.`,
    mend: (text) =>
      text.replace(/(\$\{[^{}]{1,300}\}'?)(?:\s{1,9}(?:#|\/\/|--\s|<!--).{0,500}|#[\w-]{0,100})$/s, '$1'),
  },
  siteStandIn,
  {
    code: 'hub-address',
    message: phrase`The hub's address was taken off: it belongs to the connection.`,
    mend: (text) => text.replace(/^(?:https?:\/\/[^/?#]+)?\/elements\/api-v2(?=\/)/i, ''),
  },
  {
    code: 'leading-slash',
    message: phrase`The slash at the beginning was put in.`,
    mend: (text) => text.replace(/^(?=hubs\/|api\/)/i, '/'),
  },
  pathSpelling,
  { code: 'literal-quotes', message: phrase`The quotes around a value were put right.`, mend: mendQuotes },
];

/** `=>`, `≥`, `&&`, values in double quotes or backticks, blanks and signs that are encoded beside plain quotes, quotes around the whole. */
function mendComparisons(bare: string): string {
  // `/hubs/…?updated_at>='…'` has lost its name.
  const written = /\/hubs\/[^?]{1,300}\?/i.test(bare)
    ? bare.replace(
        /\?(?=[\w.]{1,100}\s{0,5}(?:[<>]=?|!=|=\s{0,5}'))(?!(?:where|pageSize|page|nextPage|fields|orderBy|limit|offset)=)/i,
        '?where=',
      )
    : bare;
  if (!/[?&]where=/i.test(written)) return written;
  const url = unwrapped(plainOutsideQuotes(written));
  // "&&" looks like the end of a parameter, so all behind is read as one.
  const start = url.search(/(?<=[?&]where=)/i);
  return (url.slice(0, start) + outsideLiterals(url.slice(start), mendSigns))
    .replace(/([=<>(,]\s?)"([^"&]{1,300})"/g, "$1'$2'")
    .replace(/((?<!where)[=<>]\s?)`([^`&]{1,300})`/gi, "$1'$2'");
}

function mendSigns(part: string): string {
  return part
    .replace(/=>|≥/g, '>=')
    .replace(/=<|≤/g, '<=')
    .replaceAll('≠', '!=')
    .replace(/([\w`]\s{0,9}[<>!])\s{1,9}=/g, '$1=')
    .replace(/(^|[\s)])&&(?=$|[\s(])/g, '$1and')
    .replace(/(^|[\s)])\|\|(?=$|[\s(])/g, '$1or');
}

/** With a quote in it a `where` is plain text: what is encoded between its literals is decoded. */
function plainOutsideQuotes(url: string): string {
  const { path, parameters } = splitQuery(url);
  const decode = (part: string) => part.replace(/\+|%(?:20|2[89C]|3[CDE]|60)/gi, decodeParameter);
  const plain = parameters.map((parameter) =>
    /^where=.{0,9000}'/is.test(parameter) ? outsideLiterals(parameter, decode) : parameter,
  );
  return plain.some((parameter, index) => parameter !== parameters[index])
    ? `${path}?${plain.join('&')}`
    : url;
}

/** Mends what is neither a literal in single quotes nor a placeholder. */
function outsideLiterals(text: string, mend: (part: string) => string): string {
  let inLiteral = false;
  const pieces = cutAtPlaceholders(text).map((piece, index) => {
    if (index % 2 === 1) return piece;
    const parts = piece.split("'").map((part, number) => {
      if (number > 0) inLiteral = !inLiteral;
      return inLiteral ? part : mend(part);
    });
    return parts.join("'");
  });
  return pieces.join('');
}

/** Without quotes around the whole `where`, and without a semicolon at its end. */
function unwrapped(url: string): string {
  return url
    .replace(/([?&]where=)(["'])(\s{0,9}[\w.-]{1,100}\s{0,9}[=<>!].{0,9000})\2$/is, '$1$3')
    .replace(/(['\w)])\s{0,9};\s{0,9}$/, '$1');
}
