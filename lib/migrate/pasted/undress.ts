import { type Phrase, phrase } from '../../base/text/phrase';
import { withoutBase64 } from './forms';
import { decodeEntities } from './html-entities';
import { objectOfCode } from './object-of-code';
import { stringOfCode } from './string-of-code';

/** A text without what somebody's program put around or into each of its characters or lines. */
export interface Undressed {
  text: string;
  code: string;
  message: Phrase;
}

interface Dressing {
  code: string;
  message: Phrase;
  /** Gives the text as it is where it does not look dressed in this way. */
  undress(text: string): string;
}

/** What a terminal's colours begin with is a control character, which a pattern does not show. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]{0,20}m`, 'g');

/**
 * Takes away what no configuration has, whatever else is in it: the zero bytes of UTF-16, a terminal's colours, the line ends
 * of an e-mail's source. The text as it is where there is nothing of that.
 */
export function withoutTransport(text: string): string {
  const plain = withPlainLines(text.replaceAll('\0', '').replace(colours, ''));
  const softBreaks = plain.split(/=\r?\n/).length - 1;
  if (softBreaks === 0 || (softBreaks < 3 && !plain.includes('=3D'))) return plain;
  return plain
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2}){1,200}/g, (bytes) => decoded(bytes.replaceAll('=', '%')) ?? bytes);
}

/** Lines that end with another sign than a line feed, as word processors and some web pages end them. In JSON as it should be such a sign is a text's. */
function withPlainLines(text: string): string {
  if (!/[\u2028\u2029\u0085\v\f]/.test(text) || isJson(text)) return text;
  return text.replace(/[\u2028\u2029\u0085\v\f]/g, '\n');
}

/** Whether a text is JSON as it should be. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * Texts to try, one after the other, where nothing was found in one as it is: each is the one before with one more dressing taken away. All
 * take time that grows with the length of the text.
 */
export function* undressings(text: string): Generator<Undressed> {
  let current = text;
  for (const { code, message, undress } of dressings) {
    const bare = undress(current);
    if (bare === current) continue;
    current = bare;
    yield { text: current, code, message };
  }
}

const dressings: readonly Dressing[] = [
  {
    code: 'invisible',
    message: phrase`Invisible characters were left out.`,
    undress: (text) => text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ''),
  },
  {
    code: 'wide',
    message: phrase`Full-width signs were read as plain ones.`,
    undress: (text) =>
      /[｛［＂]|["}\]]\s{0,9}[：，]/.test(text)
        ? text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
        : text,
  },
  {
    code: 'base64',
    message: phrase`JSON in base64 was decoded.`,
    undress: withoutBase64,
  },
  {
    code: 'html',
    message: phrase`The text was HTML: its tags were left out, its entities were read as the characters they stand for.`,
    undress: withoutHtml,
  },
  {
    code: 'percent',
    message: phrase`The text was encoded for a URL or a form; that was undone.`,
    undress: (text) =>
      text.replace(/%(?:5B(?:%0D|%0A|%09|%20|\+){0,50}%7B|7B)[^\s&"]*/gi, (run) => {
        const plain = decoded(run.replaceAll('+', ' '));
        return plain === undefined ? run : `\n${plain}`;
      }),
  },
  {
    code: 'line-marks',
    message: phrase`What stood in front of each line was left out: the marks of a quotation or a comment, or line numbers.`,
    undress: withoutLineMarks,
  },
  {
    code: 'escaped',
    message: phrase`The text was escaped for use inside a string; that was undone.`,
    undress: withSingleBraces,
  },
  // A string of JSON within an object is no text of its own.
  {
    code: 'ignored-text',
    message: phrase`The text before the configuration was left out.`,
    undress: fromFirstObject,
  },
  {
    code: 'code',
    message: phrase`An object of a program (PHP, Ruby, Python, JavaScript …) was read as JSON.`,
    undress: (text) => (holdsString.test(text) ? objectOfCode(text) : text),
  },
  {
    code: 'escaped',
    message: phrase`The text was escaped for use inside a string; that was undone.`,
    undress: withoutStrings,
  },
  {
    code: 'code',
    message: phrase`An object of a program (PHP, Ruby, Python, JavaScript …) was read as JSON.`,
    undress: objectOfCode,
  },
  {
    code: 'ignored-text',
    message: phrase`The text before the configuration was left out.`,
    undress: (text) => {
      const start = /(?:\[\s{0,50})?\{\s{0,50}["'“”‘’]/.exec(text)?.index ?? 0;
      return text.slice(0, start).trim() === '' ? text : text.slice(start);
    },
  },
];

/** From the first object on whose name stands in quotes. */
function fromFirstObject(text: string): string {
  const start = /\{\s{0,50}["“”][\w. -]{1,100}["“”]\s{0,20}:/.exec(text)?.index ?? 0;
  const before = text.slice(0, start);
  return before.trim() === '' || ofSetting.test(before) ? text : text.slice(start);
}

const setting = String.raw`\b(?:event\.poller\.configuration|import_config|settings)["'\x60]?\s{0,9}(?:=>|[:=])\s{0,9}(?:[\w.]{1,40}\(\s{0,9})?`;

/** The object behind it is a setting's. */
const ofSetting = new RegExp(String.raw`${setting}["'\x60]{0,3}$`);

/** A setting that is JSON in a string, as an object of a program has it. */
const holdsString = new RegExp(String.raw`${setting}["'\x60]{1,3}\s{0,50}[{[]`);

/** Braces that are written twice in a text into which a program puts values: `f'''{{"a": {a}}}'''`, `$@"{{…}}"`. */
function withSingleBraces(text: string): string {
  if (!/\{\{\s{0,50}["'“\\]/.test(text)) return text;
  const lone = text.replace(/(?<!\{)\{[A-Za-z_][^{}"\n]{0,80}\}(?!\})|\{\{/g, '');
  return lone.includes('{') ? text : text.replaceAll('{{', '{').replaceAll('}}', '}');
}

/** A string within a string takes more than one turn. */
function withoutStrings(text: string): string {
  let current = stringOfCode(text);
  for (let turn = 1; turn < mostTurns && /^[^"]{0,200}\\"/.test(current); turn += 1)
    current = stringOfCode(current);
  return current;
}

const mostTurns = 4;

const tags =
  'a|b|blockquote|body|br|button|code|div|em|font|html|i|img|li|ol|p|pre|section|span|strong|table|tbody|td|tr|u|ul';

function withoutHtml(text: string): string {
  if (
    !/&(?:amp;){0,3}(?:quot|#0*34|#x0*22);/i.test(text) &&
    !new RegExp(`</?(?:${tags})[\\s/>]`, 'i').test(text)
  )
    return text;
  const plain = text
    .replace(/<br[^<>]{0,200}>/gi, '\n')
    .replace(new RegExp(`</?(?:${tags})(?:\\s[^<>]{0,1000}|/)?>`, 'gi'), '');
  // A page that shows another's source has encoded it twice.
  return decodeEntities(plain.replace(/&(?:amp;){1,3}(?=(?:quot|apos|lt|gt|#x?[\da-f]{2,6});)/gi, '&'));
}

const marks: readonly RegExp[] = [
  // A log's, and what was found by a search.
  /^[ \t]{0,20}(?:\d{1,5}|[\w.-]{1,60})[ \t]{1,20}\|[ \t]?/,
  /^\d{4}-\d\d-\d\d[T ][\d:.,]{5,20}(?:Z|[+-]\d\d:?\d\d)?[ \t]{1,5}(?:std(?:out|err)[ \t][FP][ \t]?)?/,
  /^[\w./\\-]{1,100}:\d{1,6}[:-]/,
  /^[ \t]{0,20}(?:>[ \t]?){1,20}/,
  /^[ \t]{0,20}\|[ \t]?/,
  /^[ \t]{0,20}\d{1,6}[.:|)]?(?:[ \t]|$)/,
  /^\+/,
  /^[ \t]{0,20}#[ \t]?/,
  /^[ \t]{0,20}\/\/[ \t]?/,
  /^[ \t]{0,20}\*[ \t]?/,
];

/** Of a mark that most lines have. */
function withoutLineMarks(text: string): string {
  const lines = text.split(/\r?\n/);
  const written = lines.filter((line) => line.trim() !== '').length;
  const found = marks.find((mark) => {
    const marked = lines.filter((line) => mark.test(line)).length;
    return marked >= 3 && marked > written / 2;
  });
  return found === undefined ? text : lines.map((line) => line.replace(found, '')).join('\n');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
