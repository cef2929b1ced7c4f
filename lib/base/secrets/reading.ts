/** One way to read a text, such as with its escapes resolved. Each of its characters (UTF-16) stands for some of the text as it came. */
export interface Reading {
  readonly text: string;
  /** Where that which a character stands for begins. */
  from(index: number): number;
  /** Where it ends: the first place behind it. */
  to(index: number): number;
}

/** A text as it stands there. */
export function asItStands(text: string): Reading {
  return { text, from: (index) => index, to: (index) => index + 1 };
}

/**
 * The escapes that what travels as a URL, a form, JSON, HTML or XML may have, resolved once; `undefined` where there are none.
 * Bytes of UTF-8 become a character each.
 */
export function unescaped(reading: Reading): Reading | undefined {
  return replaced(reading, escapes, characterOf);
}

/** A text without what nobody sees: the zeros that UTF-16 has beside ASCII, soft hyphens and spaces without width. */
export function withoutFillers(reading: Reading): Reading | undefined {
  return replaced(reading, fillers, () => '');
}

const fillers = /[\0\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** The letters and digits of a text alone: what stands between them may be anything. */
export function bareOf(reading: Reading): Reading {
  return replaced(reading, /[^\p{L}\p{N}]+/gu, () => '') ?? reading;
}

/** A text with what a pattern finds in it read as something else; `undefined` where it finds nothing. */
function replaced(
  reading: Reading,
  pattern: RegExp,
  meaning: (match: RegExpExecArray) => string,
): Reading | undefined {
  const { text } = reading;
  const plain: string[] = [];
  const found = new Found();
  let length = 0;
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const said = meaning(match);
    const end = match.index + match[0].length;
    plain.push(text.slice(at, match.index), said);
    length += match.index - at;
    found.add(length, said.length, match.index, end);
    length += said.length;
    at = end;
  }
  if (at === 0) return undefined;
  plain.push(text.slice(at));
  return {
    text: plain.join(''),
    from: (index) => reading.from(found.from(index)),
    to: (index) => reading.to(found.to(index) - 1),
  };
}

/**
 * Where a text says something else than it had: only where a secret is found in it somebody asks for the place that it came from, and long
 * texts have none.
 */
class Found {
  /** Of each: where it begins in the new text, how long it is there, where that which it stands for begins, and where it ends. */
  private readonly all: number[] = [];

  add(begin: number, length: number, from: number, to: number): void {
    this.all.push(begin, length, from, to);
  }

  from(index: number): number {
    const [begin, length, from, to] = this.before(index);
    return index < begin + length ? from : to + index - begin - length;
  }

  to(index: number): number {
    const [begin, length, , to] = this.before(index);
    return index < begin + length ? to : to + index - begin - length + 1;
  }

  /** The last that begins at a place or before it. */
  private before(index: number): [begin: number, length: number, from: number, to: number] {
    let low = 0;
    let high = this.all.length / 4;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle * 4] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    const [begin = 0, length = 0, from = 0, to = 0] = this.all.slice((low - 1) * 4, low * 4);
    return low === 0 ? [0, 0, 0, 0] : [begin, length, from, to];
  }
}

/**
 * What the runs of base64 (or base64url), of hexadecimal digits and of numbers in a text may stand for: a reading for each run and each of
 * the places where its first whole group may begin, a character for each byte.
 */
export function* decoded(reading: Reading): Generator<Reading> {
  for (const run of reading.text.matchAll(/[\w+/-]{6,}={0,2}/g)) {
    if (isWord(run[0])) continue;
    for (let offset = 0; offset < 4; offset++) yield fromRun(reading, run, offset, 'base64');
  }
  for (const run of reading.text.matchAll(/[\da-f]{8,}/gi)) {
    for (let offset = 0; offset < 2; offset++) yield fromRun(reading, run, offset, 'hex');
  }
  for (const [numbers, one, radix] of listsOfBytes) {
    for (const run of reading.text.matchAll(numbers)) yield fromList(reading, run, one, radix);
  }
  const printable = replaced(reading, quotedPrintable, ([, hex = '']) => byteOf(hex, 16));
  if (printable !== undefined) yield printable;
}

/** Bytes as whoever looks into memory shows them: `63 73 2d`, `63:73:2d`, `0x63, 0x73`, `U+0063`, and in decimals as an array has them. */
const listsOfBytes = [
  [
    /(?:(?:0x|u\+(?:00)?)?[\da-f]{2}[\s:,;.|_-]{1,20}){3,}(?:0x|u\+(?:00)?)?[\da-f]{2}(?![\da-z])/gi,
    /(?:0x|u\+(?:00)?)?([\da-f]{2})/gi,
    16,
  ],
  // In groups of some bytes, as dumps have them: `5a71 3876`.
  [/(?:(?:[\da-f]{2}){2,8}[ \t]{1,3}){2,}(?:[\da-f]{2}){1,8}(?![\da-z])/gi, /([\da-f]{2})/gi, 16],
  [/(?:\d{1,3}[\s,;]{1,20}){3,}\d{1,3}(?!\d)/g, /(\d{1,3})/g, 10],
] as const;

/** As e-mails escape: `=3D`. */
const quotedPrintable = /=([\dA-F]{2})/g;

function fromList(reading: Reading, run: RegExpExecArray, one: RegExp, radix: number): Reading {
  const numbers = [...run[0].matchAll(one)];
  const placeOf = (index: number) => run.index + (numbers[index]?.index ?? 0);
  return {
    text: numbers.map(([, digits = '']) => byteOf(digits, radix)).join(''),
    from: (index) => reading.from(placeOf(index)),
    to: (index) => reading.to(placeOf(index) + (numbers[index]?.[0].length ?? 1) - 1),
  };
}

/** One character, whatever the number is. */
function byteOf(digits: string, radix: number): string {
  return String.fromCharCode(Number.parseInt(digits, radix) % 256);
}

/** Whether a run is what people write, most of every text: next to no base64 of that length has small letters alone. */
function isWord(run: string): boolean {
  return run.length < 24 && /^[A-Z]?[a-z]*([-_/][A-Z]?[a-z]*)*$/.test(run);
}

/** Bits of a byte that one digit stands for. */
const bitsOf = { base64: 6, hex: 4 } as const;

function fromRun(
  reading: Reading,
  run: RegExpExecArray,
  offset: number,
  encoding: 'base64' | 'hex',
): Reading {
  const bits = bitsOf[encoding];
  const digitOf = (bit: number) => run.index + offset + Math.floor(bit / bits);
  return {
    text: Buffer.from(run[0].slice(offset), encoding).toString('latin1'),
    from: (index) => reading.from(digitOf(index * 8)),
    to: (index) => reading.to(digitOf(index * 8 + 7)),
  };
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  plus: '+',
  equals: '=',
  sol: '/',
  num: '#',
  percnt: '%',
  colon: ':',
  commat: '@',
  excl: '!',
  dollar: '$',
  lpar: '(',
  rpar: ')',
  ast: '*',
  comma: ',',
  hyphen: '-',
  dash: '-',
  period: '.',
  semi: ';',
  quest: '?',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  hat: '^',
  lowbar: '_',
  underbar: '_',
  grave: '`',
  lcub: '{',
  lbrace: '{',
  vert: '|',
  verbar: '|',
  rcub: '}',
  rbrace: '}',
};

const escapes = new RegExp(
  [
    '%([\\da-f]{2})',
    '\\\\u([\\da-f]{4})',
    '\\\\x([\\da-f]{2})',
    '&#x([\\da-f]{1,9});?',
    '%u([\\da-f]{4})',
    '\\\\[ux]\\{([\\da-f]{1,9})\\}',
    // A style sheet's.
    '\\\\(00[\\da-f]{4})',
    '&#(\\d{1,10});?',
    '\\\\([0-3]?[0-7]{1,2})',
    `&(${Object.keys(named).join('|')});`,
    '\\\\([^\\w\\s])',
  ].join('|'),
  'gi',
);

function characterOf(match: RegExpExecArray): string {
  const [, percent, unicode, byte, hexEntity, wide, braced, styled, entity, octal, name, literal] = match;
  if (literal !== undefined) return literal;
  if (name !== undefined) return named[name.toLowerCase()] ?? ' ';
  const hex = percent ?? unicode ?? byte ?? hexEntity ?? wide ?? braced ?? styled;
  const code =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number(entity);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' ';
}
