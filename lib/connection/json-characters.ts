/** Characters of JSON's grammar, which are the same in a text and in its UTF-8. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPENING_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;

/** A digit or a minus. */
export function isNumberStart(character: number): boolean {
  return (character >= 0x30 && character <= NINE) || character === 0x2d;
}

/** Digits, sign, point, exponent. */
export function isNumberPart(character: number): boolean {
  if (character >= 0x30 && character <= NINE) return true;
  return character === 0x2e || character === 0x2b || character === 0x2d || isExponent(character);
}

/** `e` or `E`. */
export function isExponent(character: number): boolean {
  return (character | 0x20) === 0x65;
}

/** `[` or `{`: they differ in one bit, as do `]` and `}`. */
export function isOpening(character: number): boolean {
  return (character | 0x20) === 0x7b;
}

/** `]` or `}`. */
export function isClosing(character: number): boolean {
  return (character | 0x20) === 0x7d;
}

/** White space between tokens. */
export function isSpace(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;
}

/** The first place from here on that is no white space. */
export function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

/** Where a string's closing quote is. */
export function endOfStringIn(bytes: Buffer, opening: number): number {
  for (let at = opening + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}
