import { cutAtPlaceholders, plainPartsOf, splitQuery } from '../../template/split-query';

/**
 * Puts right the single quotes of a URL's `where`: an opening or closing one that got lost, a doubled one at the end of a value,
 * spaces between a quote and its placeholder. Quotes inside `${…}` belong to the date pattern and are not touched.
 */
export function mendQuotes(url: string): string {
  const { path, parameters } = splitQuery(url);
  if (parameters.length === 0) return url;
  const mended = parameters.map((parameter) => {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, equals + 1);
    const value = parameter.slice(equals + 1);
    return name.toLowerCase() === 'where=' ? name + mendLiterals(value) : name + dropStrayQuote(value);
  });
  const changed = mended.some((parameter, index) => parameter !== parameters[index]);
  return changed ? `${path}?${mended.join('&')}` : url;
}

/** Works on pieces: placeholders whole, and the text between them. */
function mendLiterals(written: string): string {
  const where = isDoubled(plainPartsOf(written).join('x'))
    ? outsidePlaceholders(written, (text) => text.replaceAll("''", "'"))
    : written;
  const spaced = outsidePlaceholders(where, (text, before, after) => {
    let piece = text;
    if (after) piece = piece.replace(/'[ \t]+$/, "'");
    if (before) piece = piece.replace(/^[ \t]+'/, "'");
    return piece;
  });
  // `>=${date:…}'`: an operator, no quote, a placeholder, a quote.
  const opened = spaced.replace(/([=<>][ \t]{0,20})(\$\{[^{}]*\}[ \t]{0,20}')(?!')/g, "$1'$2");
  // `'${date:…}''`: one quote too many.
  const single = opened.replace(/('\$\{[^{}]*\}')'(?=[ \t]*(?:$|\)|and\b|or\b))/gi, '$1');
  const closed = countQuotes(single) % 2 === 1 ? `${single}'` : single;
  return closed.trimEnd();
}

/** Whether each quote of a condition is written twice, as in a text of SQL or ABAP. An empty literal, `name=''`, has two as well. */
function isDoubled(where: string): boolean {
  return (
    /[=<>(,]\s{0,5}''(?=[^'\s)])/.test(where) &&
    !/(?<!')'(?!')/.test(where) &&
    !/[=<>(,]\s{0,5}''\s{0,5}(?:and\b|or\b|\)|,|$)/i.test(where)
  );
}

function outsidePlaceholders(
  text: string,
  change: (piece: string, before: boolean, after: boolean) => string,
): string {
  const pieces = cutAtPlaceholders(text);
  return pieces
    .map((piece, index) => (index % 2 === 1 ? piece : change(piece, index > 0, index < pieces.length - 1)))
    .join('');
}

function countQuotes(text: string): number {
  return plainPartsOf(text).join('').split("'").length - 1;
}

/** `updateKey={updateKey}'`: a value outside the filter with one quote at its end. */
function dropStrayQuote(value: string): string {
  return countQuotes(value) === 1 && value.endsWith("'") ? value.slice(0, -1) : value;
}
