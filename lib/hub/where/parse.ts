import { type Phrase, phrase } from '../../base/text/phrase';
import type { Comparator, Expression, Span, Word } from './expression';
import { type Token, tokenize } from './tokens';
import { whereError } from './where-error';

/** Levels of brackets and NOTs at most. */
const maxDepth = 64;

/** Characters at most. */
const maxLength = 10_000;

/**
 * Parses the expression language of Open Connectors' `where`: `AND`, `OR`, `NOT` (binding in this order from loose to tight: OR,
 * AND, NOT), `=`, `!=`, `<>`, `<`, `>`, `<=`, `>=`, `LIKE`, `IN (…)`, `IS [NOT] NULL`, brackets, backticks around names,
 * quoted and bare values. Keywords may be in any case.
 *
 * @throws {CoupaError} `COUPA_CONFIG` whose `details` are the place: `{ text, position, length }`
 */
export function parseWhere(text: string): Expression {
  if (text.length > maxLength) {
    throw whereError(text, maxLength, 1, phrase`it is longer than ${maxLength} characters`);
  }
  return new Parser(text).whole();
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  whole(): Expression {
    const expression = this.either();
    if (this.peek().kind !== 'end') throw this.unexpected(phrase`AND, OR or the end`);
    return expression;
  }

  private either(): Expression {
    return this.joined('or', () => this.both());
  }

  private both(): Expression {
    return this.joined('and', () => this.negation());
  }

  private joined(kind: 'and' | 'or', operand: () => Expression): Expression {
    const first = operand();
    const operands = [first];
    while (this.takeWord(kind)) operands.push(operand());
    const last = operands.at(-1) ?? first;
    return operands.length === 1 ? first : { kind, operands, ...span(first, last) };
  }

  private negation(): Expression {
    const start = this.peek();
    if (!this.isWord('not')) return this.primary();
    return this.nested(() => {
      this.at++;
      const operand = this.negation();
      return { kind: 'not', operand, ...span(start, operand) };
    });
  }

  private primary(): Expression {
    const open = this.peek();
    if (open.kind !== '(') return this.condition();
    return this.nested(() => {
      this.at++;
      const inner = this.either();
      const close = this.expect(')', phrase`a closing bracket`);
      return { ...inner, ...span(open, close) };
    });
  }

  private condition(): Expression {
    const token = this.peek();
    if (token.kind !== 'name' && token.kind !== 'word') throw this.unexpected(phrase`the name of a field`);
    const field = word(token);
    this.at++;
    if (this.peek().kind === 'operator') return this.comparison(field);
    if (this.takeWord('is')) return this.nullTest(field);
    const negated = this.takeWord('not');
    const condition = this.likeOrIn(field);
    return negated ? { kind: 'not', operand: condition, ...span(field, condition) } : condition;
  }

  private comparison(field: Word): Expression {
    const operator = this.next().text;
    const comparator = (operator === '<>' ? '!=' : operator === '==' ? '=' : operator) as Comparator;
    const value = this.value();
    if (!value.quoted && value.text.toLowerCase() === 'null') {
      const instead = comparator === '!=' ? 'IS NOT NULL' : 'IS NULL';
      throw whereError(
        this.text,
        value.position,
        value.length,
        phrase`nothing is compared with NULL; write ${instead}`,
      );
    }
    return { kind: 'comparison', field, comparator, value, ...span(field, value) };
  }

  private nullTest(field: Word): Expression {
    const negated = this.takeWord('not');
    const token = this.peek();
    if (!this.takeWord('null')) throw this.unexpected(phrase`${'NULL'}`);
    const test: Expression = { kind: 'null', field, ...span(field, token) };
    return negated ? { kind: 'not', operand: test, ...span(field, token) } : test;
  }

  private likeOrIn(field: Word): Expression {
    if (this.takeWord('like')) {
      const pattern = this.value();
      return { kind: 'like', field, pattern, ...span(field, pattern) };
    }
    if (!this.takeWord('in'))
      throw this.unexpected(phrase`a comparison (=, !=, <, >, <=, >=, LIKE, IN, IS NULL)`);
    this.expect('(', phrase`an opening bracket`);
    const values = [this.value()];
    while (this.peek().kind === ',') {
      this.at++;
      values.push(this.value());
    }
    const close = this.expect(')', phrase`a comma or a closing bracket`);
    return { kind: 'in', field, values, ...span(field, close) };
  }

  private value(): Word {
    const token = this.peek();
    if (token.kind !== 'string' && token.kind !== 'word') throw this.unexpected(phrase`a value`);
    this.at++;
    return word(token);
  }

  private nested(read: () => Expression): Expression {
    this.depth++;
    if (this.depth > maxDepth) throw this.unexpected(phrase`no more than ${maxDepth} levels`);
    const expression = read();
    this.depth--;
    return expression;
  }

  private expect(kind: Token['kind'], what: Phrase): Token {
    if (this.peek().kind !== kind) throw this.unexpected(what);
    return this.next();
  }

  private takeWord(keyword: string): boolean {
    const found = this.isWord(keyword);
    if (found) this.at++;
    return found;
  }

  private isWord(keyword: string): boolean {
    const token = this.peek();
    return token.kind === 'word' && token.text.toLowerCase() === keyword;
  }

  private peek(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] ?? nothing;
  }

  private next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private unexpected(expected: Phrase): Error {
    const { position, length } = this.peek();
    return whereError(this.text, position, length, phrase`expected ${expected}`);
  }
}

const nothing: Token = { kind: 'end', text: '', position: 0, length: 0 };

function word({ kind, text, position, length }: Token): Word {
  return { text, quoted: kind !== 'word', position, length };
}

function span(first: Span, last: Span): Span {
  return { position: first.position, length: last.position + last.length - first.position };
}
