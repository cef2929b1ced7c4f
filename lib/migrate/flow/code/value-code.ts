import type {
  Branch,
  BuiltValue,
  ElementPart,
  Expression,
  HelperName,
  MemberPart,
  Path,
  Source,
  TextPart,
} from '../../model/built-value';
import type { CodeHelper } from './helpers';
import { quoted, quotedKey } from './quoted';

/** Writes what builds a value, and remembers the helpers that it needs. */
export class ValueCode {
  readonly used = new Set<CodeHelper>();
  /** Where its paths begin. */
  readonly sources = new Set<Source>();

  /** An expression of JavaScript that gives the value; of several lines, the first without an indent. */
  value(value: BuiltValue, indent = ''): string {
    switch (value.kind) {
      case 'constant':
      case 'expression':
        return this.expression(value.kind === 'constant' ? value : value.expression);
      case 'text':
        return this.joined(value.parts);
      case 'object':
        return this.block('{}', value.members.length, indent, (below) =>
          value.members.map((one) => this.member(one, below)),
        );
      case 'array':
        return this.elements(value.elements, indent);
      case 'choice':
        return this.choice(value.branches, 'undefined', (taken) => this.value(taken, indent));
    }
  }

  expression(expression: Expression): string {
    switch (expression.kind) {
      case 'constant':
        return typeof expression.value === 'string' ? quoted(expression.value) : String(expression.value);
      case 'path':
        return this.path(expression);
      case 'call':
        return this.call(
          expression.name,
          expression.values.map((one) => this.expression(one)),
        );
      case 'list':
        return `[${expression.values.map((one) => this.expression(one)).join(', ')}]`;
      case 'unread':
        return this.call('unread', [quoted(expression.text)]);
    }
  }

  /** An expression of JavaScript that is true or false. */
  condition(expression: Expression): string {
    const code = this.expression(expression);
    return expression.kind === 'call' && telling.has(expression.name) ? code : this.call('truthy', [code]);
  }

  call(name: CodeHelper, values: readonly string[]): string {
    this.used.add(name);
    return `${name}(${values.join(', ')})`;
  }

  private path({ source, keys, depth = 1 }: Path): string {
    this.sources.add(source);
    const root = source === 'row' || source === 'loop' ? `${source}${depth}` : roots[source];
    if (keys.length === 0) return root;
    return this.call('at', [
      root,
      ...keys.map((key) => (typeof key === 'string' ? quoted(key) : String(key))),
    ]);
  }

  private member(part: MemberPart, indent: string): string {
    if (part.kind === 'member') return `${quotedKey(part.key)}: ${this.value(part.value, indent)}`;
    const members = (list: readonly MemberPart[]) => this.value({ kind: 'object', members: list }, indent);
    return `...(${this.choice(part.branches, '{}', members)})`;
  }

  private elements(elements: readonly ElementPart[], indent: string): string {
    return this.block('[]', elements.length, indent, (below) =>
      elements.map((one) => this.element(one, below)),
    );
  }

  private element(part: ElementPart, indent: string): string {
    if (part.kind === 'element') return this.value(part.value, indent);
    const elements = (list: readonly ElementPart[]) => this.elements(list, indent);
    if (part.kind === 'choice') return `...(${this.choice(part.branches, '[]', elements)})`;
    const { over, depth, each, otherwise } = part;
    const make = `(row${depth}, loop${depth}) => ${elements(each)}`;
    return `...${this.call('each', [this.expression(over), make, `() => ${elements(otherwise)}`])}`;
  }

  private joined(parts: readonly TextPart[]): string {
    const texts = this.texts(parts);
    return this.call(texts.length === 1 ? 'text' : 'joined', texts);
  }

  private texts(parts: readonly TextPart[]): string[] {
    return parts.map((part) => {
      if (part.kind === 'chars') return quoted(part.chars);
      if (part.kind !== 'choice') return this.expression(part);
      return this.choice(part.branches, '""', (list) => this.joined(list));
    });
  }

  private choice<T>(branches: readonly Branch<T>[], otherwise: string, write: (taken: T) => string): string {
    const ways: string[] = [];
    for (const { when, take } of branches) {
      if (when === undefined) return [...ways, write(take)].join(' : ');
      ways.push(`${this.condition(when)} ? ${write(take)}`);
    }
    return [...ways, otherwise].join(' : ');
  }

  private block(
    [open, close]: string,
    count: number,
    indent: string,
    write: (indent: string) => readonly string[],
  ): string {
    if (count === 0) return `${open}${close}`;
    // However deep a template is, its code does not grow by more than its own length.
    const below = indent.length < 40 ? `${indent}    ` : indent;
    const lines = write(below).map((line) => `${below}${line},\n`);
    return `${open}\n${lines.join('')}${indent}${close}`;
  }
}

/** What gives true or false by itself. */
const telling: ReadonlySet<HelperName> = new Set(['not', 'same', 'less', 'within', 'exists', 'isOn']);

const roots: Readonly<Record<Exclude<Source, 'row' | 'loop'>, string>> = {
  fields: 'fields',
  payload: 'payload',
  files: 'files',
  answer: 'answer',
  status: 'status',
  created: 'id',
};
