/** Characters of JSON's grammar, which are the same in a text and in its UTF-8. */
export const quoteCode = 0x22;
export const colonCode = 0x3a;
export const openingBracket = 0x5b;
export const backslashCode = 0x5c;
export const closingBracket = 0x5d;
export const openingBrace = 0x7b;
export const closingBrace = 0x7d;

/** What begins with a character: nothing that matters, a text, the next value, a number, and so on. */
export const tokenKinds = { none: 0, text: 1, comma: 2, number: 3, opening: 4, closing: 5 } as const;

/** By ASCII character, one of `TOKEN_KINDS`. A table, since whoever reads megabytes asks for each of them. */
export const tokenTable = table({
  '"': tokenKinds.text,
  ',': tokenKinds.comma,
  '-0123456789': tokenKinds.number,
  '[{': tokenKinds.opening,
  ']}': tokenKinds.closing,
});

/** By ASCII character: 1 for the digits, signs and the point of a number, 2 for its exponent, 0 for what is no part of one. */
export const numberParts = table({ '0123456789+-.': 1, eE: 2 });

function table(groups: Readonly<Record<string, number>>): Uint8Array {
  const kinds = new Uint8Array(256);
  for (const [characters, kind] of Object.entries(groups))
    for (const character of characters) kinds[character.charCodeAt(0)] = kind;
  return kinds;
}

/** `[` or `{`. */
export function isOpening(character: number): boolean {
  return character === openingBracket || character === openingBrace;
}

/** `]` or `}`. */
export function isClosing(character: number): boolean {
  return character === closingBracket || character === closingBrace;
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
    if (bytes[at] === backslashCode) at += 1;
    else if (bytes[at] === quoteCode) return at;
  }
  return bytes.length;
}

/**
 * JSON with blanks in the places of what nobody sees and JSON does not know outside its texts: control characters, and byte order marks
 * of pages that were put together. `undefined` where there are none.
 */
export function withoutUnseen(bytes: Buffer): Buffer | undefined {
  let mended: Buffer | undefined;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === quoteCode) {
      at = endOfStringIn(bytes, at);
      continue;
    }
    const length = unseenAt(bytes, at);
    if (length === 0) continue;
    mended ??= Buffer.from(bytes);
    mended.fill(0x20, at, at + length);
    at += length - 1;
  }
  return mended;
}

/** How many bytes such a character has; 0: it is another one. */
function unseenAt(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte < 0x20) return isSpace(byte) ? 0 : 1;
  const isMark = byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
  return isMark ? 3 : 0;
}
