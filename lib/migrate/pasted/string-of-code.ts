/**
 * The JSON in a string of a program: `"{\"a\":1}"` with a backslash (Java, JavaScript, a settings file), with a backtick (PowerShell) or
 * a second quote (C#), or a code (`\u0022`), perhaps in several strings that are put together. The text as it is where there is none.
 */
export function stringOfCode(text: string): string {
  const read = languages.flatMap(({ begins, joins, escaped, read: readChar }) => {
    const joined = text.replace(joins, '');
    const start = begins.exec(joined)?.index;
    if (start === undefined) return [];
    return [
      { start, plain: () => joined.slice(start).replace(escaped, (_, char: string) => readChar(char)) },
    ];
  });
  // What is escaped in another way begins further inside.
  const [first] = read.sort((one, other) => one.start - other.start);
  return first?.plain() ?? text;
}

interface Language {
  /** A bracket, and a quote behind it that is escaped. */
  begins: RegExp;
  /** Between two strings that are put together. */
  joins: RegExp;
  escaped: RegExp;
  read(char: string): string;
}

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const readControl = (char: string) => controls[char] ?? char;

const languages: readonly Language[] = [
  {
    begins: /[{[](?:\s|\\{1,8}[nrt]){0,50}\\{1,8}"/,
    joins: /(?<!\\)"[ \t]{0,50}[+.&\\]?[ \t]{0,50}\r?\n[ \t]{0,50}[+.&]?[ \t]{0,50}"/g,
    escaped: /\\(["\\/nrtbf'$])/g,
    read: readControl,
  },
  {
    begins: /[{[](?:\s|`[nrt]|`(?=\r?\n)){0,50}`"/,
    joins: /(?<!`)"[ \t]{0,50}\+?[ \t]{0,50}(?:`?\r?\n)?[ \t]{0,50}\+?[ \t]{0,50}"/g,
    escaped: /`(["`$nrt'\r\n])/g,
    read: readControl,
  },
  // Quotes as a page's script has them.
  {
    begins: /[{[](?:\s|\\[nrt]){0,50}\\u0022/,
    joins: /(?!)/g,
    escaped: /\\u([\da-f]{4})/gi,
    read: (code) => String.fromCharCode(Number.parseInt(code, 16)),
  },
  {
    begins: /[{[]\s{0,50}""[\w.-]/,
    joins: /"[ \t]{0,50}[&+][ \t]{0,50}_?[ \t]{0,50}\r?\n[ \t]{0,50}"/g,
    escaped: /"(")/g,
    read: (char) => char,
  },
];

/** A line that is a string, with the sign behind or in front of it by which it goes on: `'"id": 1,' &&`, `|| '"id": 1,'`. */
const stringLine =
  /^[ \t]{0,60}(?:(?:&&|\|\||[+.&])[ \t]{0,9})?(['`])(.*)\1[ \t]{0,9}(?:&&|\|\||[+.&])?[ \t]{0,9}[_\\]?[.;]?[ \t]{0,9}$/;

/**
 * A text of a program that is put together of a string for each line, in single quotes or backticks (ABAP, PL/SQL, JavaScript), with what stands in
 * front of the first of them left out. The text as it is where there is nothing of that.
 */
export function stringOfLines(text: string): string {
  const lines = text.split(/\r?\n/).map((line, index) => (index === 0 ? line.replace(assignment, '') : line));
  const written = lines.filter((line) => line.trim() !== '');
  const joined = written.filter((line) => stringLine.test(line)).length;
  const signs = written.filter((line) => signAtEnd.test(line) || signAtStart.test(line)).length;
  if (joined < 3 || joined < written.length * 0.8 || signs < (joined - 1) * 0.8) return text;
  return lines
    .map((line) =>
      line.replace(stringLine, (_, quote: string, inner: string) => inner.replaceAll(quote + quote, quote)),
    )
    .join('\n');
}

/** `lv_body = ` in front of the first string. */
const assignment = /^[ \t]{0,60}(?:[\w.$]{1,60}[ \t]{1,9}){0,3}[\w.$]{1,60}[ \t]{0,9}:?=[ \t]{0,9}(?=['`])/;
const signAtEnd = /['`][ \t]{0,9}(?:&&|\|\||[+.&])[ \t]{0,9}[_\\]?[ \t]{0,9}$/;
const signAtStart = /^[ \t]{0,60}(?:&&|\|\||[+.&])[ \t]{0,9}['`]/;
