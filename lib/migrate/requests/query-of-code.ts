import { longestPart } from './limits';
import { toFillIn } from './list-request';

/** The query of an address in a program, what is computed in it to be filled in. */
export interface CodeQuery {
  text: string;
  /** Where it ends in the program. */
  end: number;
  /** Something is put behind it that nobody can read. */
  isUnread: boolean;
}

const expression = String.raw`[$@]?[A-Za-z_]\w{0,60}(?:(?:\.|->|::)[A-Za-z_]\w{0,60}){0,6}(?:\([^()\n]{0,100}\)(?:\.\w{1,40}){0,2}){0,3}`;
const sign = String.raw`\s{0,40}(?:\+|\.(?=[\s$"'])|&{1,2}|\|\||~)\s{0,40}`;
/** What is put together behind a quote: `' + since + '`, `'.$since.'`, or another text. */
const joined = new RegExp(
  String.raw`(?:${sign}(?:f?(["'\x60])|(${expression})(?:${sign}f?(["'\x60]))?)|\s{0,40}f?(["'])(?=[&?]))`,
  'y',
);

/** A file of requests has each parameter on a line of its own. */
const queryLines = /^(?:\r?\n[ \t]{1,40}[?&][^\s&?=]{1,200}=[^\r\n]{0,500}){1,50}/;

/** The same behind the first of them, on the line of the address. */
const moreLines = /^(?:\r?\n[ \t]{1,40}&[^\s&?=]{1,200}=[^\r\n]{0,500}){1,50}/;

/** A query up to the end of its word, or of its cell in a row: a semicolon stands in one only between two parameters. */
const queryWord = /^\?(?:[^\s"'<>`{;|]|;(?=[\w.\-[\]%]{1,100}=)|<[\w -]{1,40}>|\{\{?[^{}\n]{1,60}\}\}?|\{)*/;

/** Reads what follows a path up to the end of its quotes, or of the word, and over what is put together there. */
export function queryAt(text: string, at: number, quote: string): CodeQuery {
  if (quote === '') {
    const lines = queryLines.exec(text.slice(at, at + longestPart))?.[0];
    if (lines !== undefined)
      return { text: lines.replace(/\s+/g, ''), end: at + lines.length, isUnread: false };
    const word = queryWord.exec(text.slice(at, at + longestPart))?.[0] ?? '';
    const more =
      word === '' ? undefined : moreLines.exec(text.slice(at + word.length, at + longestPart))?.[0];
    if (more !== undefined) {
      const query = word + more.replace(/\s+/g, '');
      return { text: query, end: at + word.length + more.length, isUnread: false };
    }
    return { text: word.replace(/[.,;:!)]+$/, ''), end: at + word.length, isUnread: false };
  }
  const parts: string[] = [];
  const last = Math.min(text.length, at + longestPart);
  let place = at;
  let inside = quote;
  while (place < last) {
    const end = endOfText(text, place, inside, last);
    parts.push(text.slice(place, end).replace(/\\(["'\\/&?=[\]])/g, '$1'));
    place = end + 1;
    if (text[end] !== inside) break;
    const more = partBehind(text, place);
    if (more === undefined) break;
    if (more.computed !== undefined) parts.push(toFillIn(more.computed));
    place += more.length;
    if (more.quote === undefined) break;
    inside = more.quote;
  }
  const query = parts.join('').trim();
  if (query.startsWith('?')) return { text: query, end: place, isUnread: false };
  return { text: '', end: place, isUnread: query !== '' };
}

/** What is put together behind a quote: what is computed there, and the quote that opens the next part. */
interface PartBehind {
  length: number;
  computed?: string | undefined;
  quote?: string | undefined;
}

function partBehind(text: string, place: number): PartBehind | undefined {
  joined.lastIndex = place;
  const [whole, next, computed, behind, beside] = joined.exec(text) ?? [];
  const quote = next ?? behind ?? beside;
  if (whole !== undefined && quote !== undefined) return { length: whole.length, computed, quote };
  const isOpen = text.charAt(place - 2) === '=';
  goesOn.lastIndex = place;
  const [long, between, later] = goesOn.exec(text) ?? [];
  if (long !== undefined) {
    const put = between?.replace(/^[\s+&.|~,]+|[\s+&.|~,]+$/g, '');
    return { length: long.length, computed: isOpen ? put : undefined, quote: later };
  }
  if (whole !== undefined) return { length: whole.length, computed };
  filledIn.lastIndex = place;
  return isOpen && filledIn.test(text) ? { length: 0, computed: '' } : undefined;
}

/** The next parameter in a quote of its own, behind whatever is computed in front of it: `', lv_since, '&status=a'`. */
const goesOn = /((?:(?!https?:)[^\n;]){1,300}?)(["'\x60])(?=&[\w.\-[\]%]{1,200}=)/y;

/** Something is put behind a `=`, however that is written. */
const filledIn = /\s{0,40}[^\s)\]};,]/y;

/** The quote that ends a text, the end of its line, or of what is looked at. What stands in braces is a program's. */
function endOfText(text: string, from: number, quote: string, last: number): number {
  let at = from;
  while (at < last && text[at] !== quote && text[at] !== '\n') {
    const computed = text[at] === '{' && text[at + 1] !== '"' ? /\{[^{}\n]{0,200}\}/y : undefined;
    if (computed !== undefined) computed.lastIndex = at;
    const length = computed?.exec(text)?.[0].length ?? lengthOfRun(text, at);
    at += length ?? (text[at] === '\\' ? 2 : 1);
  }
  return Math.min(at, last);
}

/** A shell has quotes of its own in what it runs: `$(date -d "-1 day" +%F)`. */
function lengthOfRun(text: string, at: number): number | undefined {
  if (!text.startsWith('$(', at)) return undefined;
  run.lastIndex = at;
  return run.exec(text)?.[0].length;
}

const run = /\$\([^()\n]{0,200}\)/y;
