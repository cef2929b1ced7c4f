const named: Readonly<Record<string, string>> = {
  amp: '&',
  gt: '>',
  lt: '<',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  dollar: '$',
  lbrace: '{',
  lcub: '{',
  rbrace: '}',
  rcub: '}',
};

/** HTML's entities as the characters they stand for, once: those that a configuration has, by name, and all by number. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:(amp|gt|lt|quot|apos|nbsp|dollar|lbrace|lcub|rbrace|rcub)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
