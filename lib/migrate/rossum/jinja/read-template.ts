import { clip } from '../../../base/finding';
import {
  type Branch,
  type BuiltValue,
  built,
  type Choice,
  call,
  constant,
  type ElementPart,
  type Expression,
  type MemberPart,
  type TextPart,
} from '../../model/built-value';
import { type Names, readExpression, rossumNames, writesJson } from './expression';
import { mostTokens, type TemplateToken, templateTokens } from './template-tokens';

/** A template that was read, and what of it was not. */
export interface ReadTemplate {
  /** `undefined`: it makes no JSON, or is too large. */
  value: BuiltValue | undefined;
  /** Statements that have no counterpart, as they were written. */
  unread: string[];
}

/** Levels of a template, its loops and conditions included. */
const deepest = 40;

/**
 * Reads a template that writes JSON, such as Rossum's custom format templates. Commas count for nothing, so that a condition
 * may stand around one; a condition or a loop has to enclose whole members, whole elements or a whole value. Time is linear in the length.
 */
export function readTemplate(template: string): ReadTemplate {
  const tokens = templateTokens(template);
  if (tokens.length > mostTokens) return { value: undefined, unread: [] };
  return new TemplateReader(tokens).whole();
}

class Broken extends Error {}

class TemplateReader {
  private at = 0;
  private depth = 0;
  private loops = 0;
  private names: Names = rossumNames;
  private readonly unread: string[] = [];

  constructor(private readonly tokens: readonly TemplateToken[]) {}

  whole(): ReadTemplate {
    try {
      const value = this.value();
      if (this.at < this.tokens.length) throw new Broken();
      return { value, unread: this.unread };
    } catch (error) {
      if (error instanceof Broken) return { value: undefined, unread: this.unread };
      throw error;
    }
  }

  private value(): BuiltValue {
    const token = this.next();
    if (token.kind === 'sign' && token.text === '{')
      return this.enter(() => ({ kind: 'object', members: this.closed(() => this.members(), '}') }));
    if (token.kind === 'sign' && token.text === '[')
      return this.enter(() => ({ kind: 'array', elements: this.closed(() => this.elements(), ']') }));
    if (token.kind === 'open') return this.string();
    if (token.kind === 'word') return wordValue(token.text);
    if (token.kind === 'expression') {
      const expression = this.read(token.text);
      return built(writesJson(token.text) ? expression : call('bare', expression));
    }
    if (token.kind === 'statement' && keyword(token.text) === 'if') {
      const branches = this.branches(token.text, () => this.value());
      return { kind: 'choice', branches };
    }
    throw new Broken();
  }

  private members(): MemberPart[] {
    return this.parts<MemberPart>((token) => {
      if (token.kind === 'statement') return this.condition(token.text, () => this.members());
      if (token.kind !== 'open') throw new Broken();
      const key = this.string();
      const colon = this.next();
      if (colon.text !== ':' || key.kind !== 'constant') throw new Broken();
      return [{ kind: 'member', key: String(key.value), value: this.value() }];
    });
  }

  private elements(): ElementPart[] {
    return this.parts<ElementPart>((token) => {
      if (token.kind !== 'statement') {
        this.at--;
        return [{ kind: 'element', value: this.value() }];
      }
      return keyword(token.text) === 'for'
        ? this.loop(token.text)
        : this.condition(token.text, () => this.elements());
    });
  }

  /** What stands up to the end of the object, the list or the branch. */
  private parts<T>(read: (token: TemplateToken) => T[]): T[] {
    const parts: T[] = [];
    while (true) {
      const token = this.next();
      if (token.kind === 'sign' && token.text === ',') continue;
      if (token.kind === 'sign' && (token.text === '}' || token.text === ']')) break;
      if (token.kind === 'statement' && /^(?:elif|else|endif|endfor)$/.test(keyword(token.text))) break;
      parts.push(...read(token));
    }
    this.at--;
    return parts;
  }

  private condition<T>(statement: string, read: () => T[]): Choice<T>[] {
    if (keyword(statement) !== 'if') return this.skip(statement);
    const branches = this.branches(statement, read).filter(({ when, take }) => take.length > 0 || when);
    // A comma alone is nothing.
    return branches.every(({ take }) => take.length === 0) ? [] : [{ kind: 'choice', branches }];
  }

  private branches<T>(statement: string, read: () => T): Branch<T>[] {
    return this.enter(() => {
      const branches: Branch<T>[] = [{ when: this.read(rest(statement)), take: read() }];
      while (true) {
        const { kind, text } = this.next();
        if (kind !== 'statement') throw new Broken();
        if (keyword(text) === 'elif') branches.push({ when: this.read(rest(text)), take: read() });
        else if (keyword(text) === 'else') branches.push({ take: read() });
        else if (keyword(text) === 'endif') return branches;
        else throw new Broken();
      }
    });
  }

  private loop(statement: string): ElementPart[] {
    const [, name, over] = /^for\s+([A-Za-z_]\w{0,100})\s+in\s+(\S.*)$/s.exec(statement) ?? [];
    // What a loop of two names, or one with a condition, goes over is not told apart: nothing of it is taken.
    if (name === undefined || over === undefined) throw new Broken();
    const list = this.read(over);
    return this.enter(() => {
      const outer = this.names;
      this.loops++;
      const depth = this.loops;
      const inner = new Map(outer).set(name, { kind: 'path', source: 'row', keys: [], depth });
      this.names = inner.set('loop', { kind: 'path', source: 'loop', keys: [], depth });
      const each = this.elements();
      this.names = outer;
      this.loops--;
      let end = keyword(this.next().text);
      const otherwise = end === 'else' ? this.elements() : [];
      if (end === 'else') end = keyword(this.next().text);
      if (end !== 'endfor') throw new Broken();
      return [{ kind: 'loop', over: list, depth, each, otherwise }];
    });
  }

  /** The rest of a string: one without anything to fill in is a constant. */
  private string(): BuiltValue {
    const parts = this.texts();
    if (this.next().kind !== 'close') throw new Broken();
    if (parts.length === 0) return constant('');
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'chars') return constant(only.chars);
    return { kind: 'text', parts };
  }

  private texts(): TextPart[] {
    const parts: TextPart[] = [];
    while (true) {
      const { kind, text } = this.next();
      if (kind === 'chars') parts.push({ kind: 'chars', chars: text });
      else if (kind === 'expression') parts.push(this.read(text));
      else if (kind === 'statement' && keyword(text) === 'if')
        parts.push({ kind: 'choice', branches: this.branches(text, () => this.texts()) });
      else break;
    }
    this.at--;
    return parts;
  }

  private skip(statement: string): never[] {
    if (keyword(statement) === 'for') throw new Broken();
    this.unread.push(clip(statement, 200));
    return [];
  }

  private read(text: string): Expression {
    return readExpression(text, this.names);
  }

  private closed<T>(read: () => T, end: string): T {
    const inside = read();
    const token = this.next();
    if (token.kind !== 'sign' || token.text !== end) throw new Broken();
    return inside;
  }

  private enter<T>(read: () => T): T {
    this.depth++;
    if (this.depth > deepest) throw new Broken();
    const inside = read();
    this.depth--;
    return inside;
  }

  private next(): TemplateToken {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Broken();
    this.at++;
    return token;
  }
}

function keyword(statement: string): string {
  return /^[a-z]{1,20}/.exec(statement)?.[0] ?? '';
}

function rest(statement: string): string {
  return statement.slice(keyword(statement).length).trim();
}

/** What stands without quotes. A number is written as a text where a number does not hold all its digits. */
function wordValue(word: string): BuiltValue {
  if (word === 'true' || word === 'false') return constant(word === 'true');
  if (word === 'null') return constant(null);
  if (!/^-?\d[\d.eE+-]{0,100}$/.test(word)) throw new Broken();
  return constant(String(Number(word)) === word ? Number(word) : word);
}
