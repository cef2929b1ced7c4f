import { phrase } from '../../base/text/phrase';
import { skipPlaceholder } from '../../template/split-query';
import { whereError } from './where-error';

/** One piece of a `where` text. */
export interface Token {
  kind: 'word' | 'name' | 'string' | 'operator' | '(' | ')' | ',' | 'end';
  /** Without quotes or backticks; a doubled quote is one. Placeholders (`${…}`, `{{…}}`) are as they were. */
  text: string;
  /** First character in the `where` text, from 0. */
  position: number;
  length: number;
}

/**
 * Cuts a `where` text into tokens; the last one is `end`. Time is linear in its length.
 *
 * @throws {CoupaError} `COUPA_CONFIG` at a quote or backtick that is never closed, or a character that means nothing
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipSpace(text, at + token.length);
  }
  tokens.push({ kind: 'end', text: '', position: text.length, length: 0 });
  return tokens;
}

const operators = /(?:<=|>=|!=|<>|==|=|<|>)/y;

function readToken(text: string, at: number): Token {
  const char = text[at] ?? '';
  if (char === '(' || char === ')' || char === ',')
    return { kind: char, text: char, position: at, length: 1 };
  if (char === "'") return quoted(text, at, "'", 'string');
  if (char === '`') return quoted(text, at, '`', 'name');
  operators.lastIndex = at;
  const operator = operators.exec(text)?.[0];
  if (operator !== undefined)
    return { kind: 'operator', text: operator, position: at, length: operator.length };
  return word(text, at);
}

function quoted(text: string, start: number, quote: string, kind: 'string' | 'name'): Token {
  let value = '';
  let at = start + 1;
  while (at < text.length) {
    const next = skipPlaceholder(text, at);
    if (next > at) {
      value += text.slice(at, next);
      at = next;
    } else if (text[at] !== quote) {
      value += text[at];
      at++;
    } else if (text[at + 1] === quote) {
      value += quote;
      at += 2;
    } else {
      return { kind, text: value, position: start, length: at + 1 - start };
    }
  }
  throw whereError(text, start, text.length - start, phrase`the ${quote} is never closed`);
}

/** Up to a space, a bracket, a comma, a quote or an operator: names, numbers, dates with their colons. */
function word(text: string, start: number): Token {
  let at = start;
  while (at < text.length) {
    const next = skipPlaceholder(text, at);
    if (next > at) at = next;
    else if (/[\s(),'`"<>=!;]/.test(text[at] ?? '')) break;
    else at++;
  }
  if (at === start) throw whereError(text, start, 1, phrase`"${text.charAt(start)}" means nothing here`);
  return { kind: 'word', text: text.slice(start, at), position: start, length: at - start };
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next] ?? '')) next++;
  return next;
}
