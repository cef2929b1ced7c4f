/**
 * Decodes the name or the value of a query parameter, in which a `+` is a blank. What is no valid encoding, such as a lone `%`, is
 * sent as it is meant, and so it is read.
 */
export function decodeParameter(text: string): string {
  return decodeText(text.replaceAll('+', ' '));
}

/** Decodes percent-encoded text; a text that is not validly encoded stays as it is. */
export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Percent-encodes any text. Half of a surrogate pair has no encoding; U+FFFD stands for it, as in a URL. */
export function encodeText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
