import { clip } from '../../../base/finding';
import { call, constant, type Expression, type HelperName, path } from '../../model/built-value';
import { type Token, tokensOf } from './expression-tokens';

/** What the names of a template mean where an expression stands: a loop's variable by its name. */
export type Names = ReadonlyMap<string, Expression>;

/** Characters that an expression has at most; no template that somebody wrote has as many. */
const longest = 2000;
const deepest = 30;

/**
 * Reads an expression of Jinja: paths, literals, operators and those filters that mean something here. Anything else is `unread`. Quoting
 * filters (`e`, `tojson`) give the value itself, which is quoted by nobody here.
 */
export function readExpression(text: string, names: Names): Expression {
  const unread: Expression = { kind: 'unread', text: clip(text, 200) };
  const tokens = text.length > longest ? undefined : tokensOf(text);
  if (tokens === undefined) return unread;
  try {
    return new ExpressionReader(tokens, names).whole();
  } catch (error) {
    if (error instanceof Unread) return unread;
    throw error;
  }
}

/** Whether an expression ends by writing JSON, so that its value is what it is and not what its text looks like. */
export function writesJson(text: string): boolean {
  return /\|\s{0,20}tojson\s{0,20}(?:\([^()]{0,50}\)\s{0,20})?$/.test(text.slice(-200));
}

/** A part that has no counterpart. */
class Unread extends Error {}

const literals: ReadonlyMap<string, Expression> = new Map(
  Object.entries({ true: true, True: true, false: false, False: false, none: null, None: null }).map(
    ([name, value]) => [name, constant(value)],
  ),
);

/** Filters that take no more than the value. */
const plainFilters: ReadonlyMap<string, HelperName> = new Map([
  ['string', 'text'],
  ['upper', 'upper'],
  ['lower', 'lower'],
  ['trim', 'trimmed'],
  ['length', 'count'],
  ['count', 'count'],
  ['first', 'first'],
  ['last', 'last'],
  ['abs', 'absolute'],
  ['b64encode', 'base64'],
]);

/** Filters that quote for a text of JSON or HTML, which is not made here. */
const quoting: ReadonlySet<string> = new Set(['tojson', 'e', 'escape', 'forceescape', 'safe']);

/** Methods of a text in Python that are filters in Jinja. */
const methods: ReadonlyMap<string, string> = new Map([
  ['strip', 'trim'],
  ['upper', 'upper'],
  ['lower', 'lower'],
  ['replace', 'replace'],
]);

class ExpressionReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly names: Names,
  ) {}

  whole(): Expression {
    const expression = this.chosen();
    if (this.at < this.tokens.length) throw new Unread();
    return expression;
  }

  private chosen(): Expression {
    this.depth++;
    if (this.depth > deepest) throw new Unread();
    const value = this.either();
    if (!this.take('if')) {
      this.depth--;
      return value;
    }
    const condition = this.either();
    const otherwise = this.take('else') ? this.chosen() : constant('');
    this.depth--;
    return call('chosen', condition, value, otherwise);
  }

  private either(): Expression {
    let value = this.both();
    while (this.take('or')) value = call('either', value, this.both());
    return value;
  }

  private both(): Expression {
    let value = this.negated();
    while (this.take('and')) value = call('both', value, this.negated());
    return value;
  }

  private negated(): Expression {
    let negations = 0;
    while (this.take('not')) negations++;
    const value = this.compared();
    return negations % 2 === 1 ? call('not', value) : value;
  }

  private compared(): Expression {
    const one = this.sum();
    if (this.take('is')) return this.tested(one);
    if (this.take('not')) {
      this.expect('in');
      return call('not', call('within', one, this.sum()));
    }
    const sign = this.takeOne('==', '!=', '<', '>', '<=', '>=', 'in');
    if (sign === undefined) return one;
    const other = this.sum();
    if (sign === 'in') return call('within', one, other);
    if (sign === '==') return call('same', one, other);
    if (sign === '!=') return call('not', call('same', one, other));
    if (sign === '<') return call('less', one, other);
    if (sign === '>') return call('less', other, one);
    return call('not', sign === '<=' ? call('less', other, one) : call('less', one, other));
  }

  private tested(value: Expression): Expression {
    const isNegated = this.take('not');
    const test = this.takeOne('defined', 'undefined', 'none');
    if (test === undefined) throw new Unread();
    return (test === 'defined') === isNegated ? call('not', call('exists', value)) : call('exists', value);
  }

  private sum(): Expression {
    let value = this.product();
    for (let sign = this.takeOne('+', '-', '~'); sign !== undefined; sign = this.takeOne('+', '-', '~')) {
      value = call(sign === '~' ? 'joined' : sign === '+' ? 'plus' : 'minus', value, this.product());
    }
    return value;
  }

  private product(): Expression {
    let value = this.signed();
    for (let sign = this.takeOne('*', '/', '%'); sign !== undefined; sign = this.takeOne('*', '/', '%')) {
      value = call(sign === '*' ? 'times' : sign === '/' ? 'divided' : 'remainder', value, this.signed());
    }
    return value;
  }

  private signed(): Expression {
    return this.take('-') ? call('minus', constant(0), this.filtered()) : this.filtered();
  }

  private filtered(): Expression {
    let value = this.primary();
    while (this.take('|')) value = this.filter(value, this.name(), this.arguments());
    return value;
  }

  private filter(value: Expression, name: string, given: readonly Expression[]): Expression {
    if (quoting.has(name)) return value;
    const plain = plainFilters.get(name);
    if (plain !== undefined && given.length === 0) return call(plain, value);
    const [first = constant(''), second] = given;
    if (name === 'default' || name === 'd') return call('byDefault', value, first, second ?? constant(false));
    if (name === 'replace' && second !== undefined) return call('replaced', value, first, second);
    if (name === 'int') return call('whole', value, given[0] ?? constant(0));
    if (name === 'float') return call('decimal', value, given[0] ?? constant(0));
    if (name === 'round' && given.length < 2) return call('rounded', value, given[0] ?? constant(0));
    if (name === 'join' && given.length < 2) return call('listed', value, first);
    throw new Unread();
  }

  private primary(): Expression {
    let value = this.atom();
    while (true) {
      if (this.take('.')) value = this.below(value, this.name());
      else if (this.take('[')) {
        const key = this.chosen();
        this.expect(']');
        if (key.kind !== 'constant') throw new Unread();
        value = below(value, typeof key.value === 'number' ? key.value : String(key.value));
      } else return value;
    }
  }

  /** A member, or a method. */
  private below(value: Expression, name: string): Expression {
    if (this.tokens[this.at]?.text !== '(' || this.tokens[this.at]?.kind !== 'sign')
      return below(value, name);
    const given = this.arguments();
    const [key] = given;
    if (name === 'get' && key?.kind === 'constant') return below(value, String(key.value));
    const filter = methods.get(name);
    if (filter === undefined) throw new Unread();
    return this.filter(value, filter, given);
  }

  private atom(): Expression {
    const token = this.tokens[this.at] ?? { kind: 'end', text: '' };
    this.at++;
    if (token.kind === 'text') return constant(token.text);
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'name') {
      const named = literals.get(token.text) ?? this.names.get(token.text);
      if (named === undefined) throw new Unread();
      return named;
    }
    if (token.text === '(') {
      const value = this.chosen();
      this.expect(')');
      return value;
    }
    if (token.text === '[') return { kind: 'list', values: this.list(']') };
    throw new Unread();
  }

  private arguments(): Expression[] {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== '(') return [];
    this.at++;
    return this.list(')');
  }

  private list(end: string): Expression[] {
    const values: Expression[] = [];
    while (!this.take(end)) {
      values.push(this.chosen());
      if (!this.take(',')) {
        this.expect(end);
        break;
      }
    }
    return values;
  }

  private name(): string {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name') throw new Unread();
    this.at++;
    return token.text;
  }

  private take(text: string): boolean {
    return this.takeOne(text) !== undefined;
  }

  private takeOne(...texts: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || token.kind === 'text' || !texts.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new Unread();
  }
}

function below(value: Expression, key: string | number): Expression {
  if (value.kind !== 'path') throw new Unread();
  return { ...value, keys: [...value.keys, key] };
}

/** What a template of Rossum may name anywhere. */
export const rossumNames: Names = new Map([
  ['field', path('fields')],
  ['payload', path('payload')],
]);
