import { cutAtPlaceholders, splitQuery } from '../../template/split-query';

/** One parameter of a URL template. */
export interface Parameter {
  name: string;
  /** As it is written. */
  raw: string;
  /** Decoded, as far as it can be: a `+` is a blank, but where it begins the offset of a time. */
  value: string;
}

/**
 * Gives a URL template with some parameters changed. `change` gets each one and returns it as the template is to have it
 * (`name=value`), or `undefined` to leave it as it is written.
 */
export function changeParameters(url: string, change: (parameter: Parameter) => string | undefined): string {
  const { path, parameters } = splitQuery(url);
  const changed = parameters.map((parameter) => {
    const equals = parameter.indexOf('=');
    if (equals < 0) return parameter;
    const raw = parameter.slice(equals + 1);
    return (
      change({ name: decode(parameter.slice(0, equals)), raw, value: decode(withBlanks(raw)) }) ?? parameter
    );
  });
  return changed.some((parameter, index) => parameter !== parameters[index])
    ? `${path}?${changed.join('&')}`
    : url;
}

/** Whether two names are the same attribute: Coupa and the hub write `updated_at` and `updated-at` alike. */
export function isSameAttribute(a: string, b: string): boolean {
  return a.replaceAll('_', '-') === b.replaceAll('_', '-');
}

/** What programs encode for a form has `+` for a blank. What a placeholder has in it stays. */
function withBlanks(text: string): string {
  if (!text.includes('+')) return text;
  return cutAtPlaceholders(text)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(blank, ' ')))
    .join('');
}

const blank = /(?<!^|[\dZ\s+])\+|\+(?!\d\d(?:(?::|%3A)?\d\d)?(?!\d))/gi;

/** Text with a lone `%` is meant as it stands. */
function decode(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
