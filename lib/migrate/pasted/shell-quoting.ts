/**
 * Takes the bodies out of command lines in a pasted text (`curl … -d '{…}'`): the shell's quoting is undone, the command around a body is
 * left out. Knows single and double quotes, `$'…'`, here-documents, lines that go on behind `\`, and the carets of Windows.
 *
 * A quote inside a body that nobody escaped belongs to the body: it ends where a bracket, the quote and the end of a word follow one another.
 *
 * @returns the text with each body on lines of its own; `undefined` if there is no quoted body
 */
export function unquoteShell(text: string): string | undefined {
  const commands = withoutCarets(text);
  const kept: string[] = [];
  let done = 0;
  // One body whose brackets do not match was looked through to the end of the text; that is not done twice.
  let isPatient = true;
  for (const { index, end } of bodiesIn(commands)) {
    if (index < done) continue;
    const word = readWord(commands, end, isPatient);
    isPatient &&= word.isWhole;
    // `--data-urlencode 'config={…}'`: the name is the form's.
    const body = word.value.replace(/^\w{1,50}=/, '');
    kept.push(commands.slice(done, startOfCommand(commands, done, index)), '\n', body, '\n');
    done = word.end;
  }
  return kept.length === 0 ? undefined : kept.join('') + commands.slice(done);
}

/** Windows: a caret in front of a quote, a bracket or the end of a line. */
function withoutCarets(text: string): string {
  if (!/\bcurl/i.test(text) || !/\^(?:"|\r?\n)/.test(text)) return text;
  return text.replace(/\^\r?\n/g, ' ').replace(/\^(.)/g, '$1');
}

interface Introduced {
  /** Where what introduces it begins. */
  index: number;
  /** Where the body begins, its quote included. */
  end: number;
}

const gap = String.raw`(?:\s|\\\r?\n|\x60\r?\n){0,50}`;
/** Whatever an option is called: `-d`, `--data-raw`, `-Body`, `--cli-input-json`, `-p`. */
const option = `(?:-d|-{1,2}[A-Za-z][\\w-]{0,40}(?:=|(?=\\s)${gap}))`;
const pipe = String.raw`(?:(?:echo|printf\s{1,20}'%s')\s{1,20}|<<<\s{0,20})`;
const opening = String.raw`\$?['"](?:\w{1,50}=)?(?:\s|\\n){0,50}[{[]`;
const variable = String.raw`\w{1,100}=`;
const hereDocument = String.raw`<<-?[ \t]{0,20}(['"]?)\w{1,50}\1[^\n]{0,100}\n`;
const introducers = new RegExp(
  String.raw`(?:(?:^|\s)(?:${option}|${pipe}|${variable})(?=${opening})|^\s{0,20}(?=\$?'\s{0,20}[{[]))|${hereDocument}(?=\s{0,200}[{[])`,
  'g',
);

function* bodiesIn(text: string): Generator<Introduced> {
  for (const found of text.matchAll(introducers)) {
    yield { index: found.index, end: found.index + found[0].length };
  }
}

/** Where the command begins that a body belongs to; `from` is the end of the one before. */
function startOfCommand(text: string, from: number, index: number): number {
  const command = text.slice(from, index).toLowerCase().lastIndexOf('curl');
  const at = command < 0 ? index : from + command;
  return Math.max(from, text.lastIndexOf('\n', at) + 1);
}

interface Word {
  value: string;
  /** Position behind it. */
  end: number;
  /** Whether its brackets match. */
  isWhole: boolean;
}

function readWord(text: string, start: number, isPatient: boolean): Word {
  const at = text[start] === '$' ? start + 1 : start;
  const quote = text[at];
  if (quote !== "'" && quote !== '"') return hereBody(text, start);
  const isAnsi = at > start && quote === "'";
  const read = isAnsi ? ansiPiece : isBare(text, at) ? plainPiece : pieceReader(quote, isDoubled(text, at));
  const body = new Body();
  let likely: Word | undefined;
  for (let from = at + 1; from < text.length; ) {
    const [piece, length] = read(text, from);
    if (text[from] === quote && endsWord(text, from + 1)) {
      if (body.isWhole) return { value: body.text, end: from + 1, isWhole: true };
      if (body.endsInBracket) likely ??= { value: body.text, end: from + 1, isWhole: false };
      if (likely !== undefined && !isPatient) return likely;
    }
    body.add(piece);
    from += length;
  }
  // Its brackets do not match, or it was cut off where it was copied.
  return likely ?? { value: body.text, end: text.length, isWhole: false };
}

/** Whether a quote inside is written twice: cmd and PowerShell do that. */
function isDoubled(text: string, at: number): boolean {
  return text.startsWith('"{""', at) || /-Body\s{1,50}$/i.test(text.slice(Math.max(0, at - 60), at));
}

/** Whether nobody escaped the quotes inside double ones: then a backslash is the body's own. */
function isBare(text: string, at: number): boolean {
  return /^"(?:\w{1,50}=)?\s{0,50}(?:\[\s{0,50})?\{\s{0,50}"[^"]/.test(text.slice(at, at + 300));
}

function endsWord(text: string, at: number): boolean {
  return at >= text.length || /[\s|;)&>\\`]/.test(text.charAt(at));
}

/** What was read of a body so far, and whether that is a whole of JSON. */
class Body {
  private readonly parts: string[] = [];
  private depth = 0;
  private inString = false;
  private last = '';

  add(piece: string): void {
    this.parts.push(piece);
    for (const char of piece) this.look(char);
  }

  get text(): string {
    return this.parts.join('');
  }

  get isWhole(): boolean {
    return this.depth === 0 && this.endsInBracket;
  }

  get endsInBracket(): boolean {
    return this.last === '}' || this.last === ']';
  }

  private look(char: string): void {
    if (this.inString) {
      if (char === '"' && this.last !== '\\') this.inString = false;
    } else if (char === '"') this.inString = true;
    else if (char === '{' || char === '[') this.depth++;
    else if (char === '}' || char === ']') this.depth--;
    // Of two backslashes the second is no escape.
    if (char === '\\' && this.last === '\\') this.last = '';
    else if (char.trim() !== '') this.last = char;
  }
}

type Piece = [value: string, length: number];

/** Reads what stands at a place between quotes, and how many characters it takes. */
function pieceReader(quote: string, doubled: boolean): (text: string, at: number) => Piece {
  return (text, at) => {
    if (quote === "'") {
      if (text.startsWith(`'\\''`, at)) return ["'", 4];
      if (text.startsWith(`'"'"'`, at)) return ["'", 5];
      if (doubled && text.startsWith("''", at)) return ["'", 2];
      return [text.charAt(at), 1];
    }
    if (doubled && text.startsWith('""', at)) return ['"', 2];
    if (text.startsWith('\\\n', at)) return ['', 2];
    if (/^\\["\\$`]/.test(text.slice(at, at + 2))) return [text.charAt(at + 1), 2];
    return [text.charAt(at), 1];
  };
}

function plainPiece(text: string, at: number): Piece {
  return [text.charAt(at), 1];
}

const ansiEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function ansiPiece(text: string, at: number): Piece {
  if (text[at] !== '\\') return [text.charAt(at), 1];
  const hex = /^\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4}))/i.exec(text.slice(at, at + 6));
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)), hex[0].length];
  const char = text.charAt(at + 1);
  return [ansiEscapes[char] ?? char, 2];
}

/** The lines of a here-document, up to the word that ends it. */
function hereBody(text: string, start: number): Word {
  const ending = /\n[ \t]{0,20}[A-Z_]{2,20}\)?/g;
  ending.lastIndex = start;
  const end = ending.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), end, isWhole: true };
}
