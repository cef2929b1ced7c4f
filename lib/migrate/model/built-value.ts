/**
 * What a template of another product builds, in a form of our own: it is read from text that somebody else wrote, and code is made of it.
 * So every word of the text is a value here, never a piece of code.
 */
export type BuiltValue =
  | Constant
  | { kind: 'text'; parts: readonly TextPart[] }
  | { kind: 'object'; members: readonly MemberPart[] }
  | { kind: 'array'; elements: readonly ElementPart[] }
  | { kind: 'expression'; expression: Expression }
  | { kind: 'choice'; branches: readonly Branch<BuiltValue>[] };

/** A value that is always the same. */
export interface Constant {
  kind: 'constant';
  value: string | number | boolean | null;
}

/** One way of a choice; the first whose condition is true counts. */
export interface Branch<T> {
  /** Absent: otherwise. */
  when?: Expression;
  take: T;
}

/** Parts that are there where a condition is true. */
export interface Choice<T> {
  kind: 'choice';
  branches: readonly Branch<readonly T[]>[];
}

/** One element, or several, for each row of a list. */
export interface Loop<T> {
  kind: 'loop';
  over: Expression;
  /** 1 for the outermost; what a path with the sources `row` and `loop` names. */
  depth: number;
  each: readonly T[];
  /** Where the list has no rows. */
  otherwise: readonly T[];
}

/** A part of a text: characters as they are, the text of a value, or one of several. */
export type TextPart = { kind: 'chars'; chars: string } | Expression | Choice<TextPart>;
/** A member of an object, or some of several. */
export type MemberPart = { kind: 'member'; key: string; value: BuiltValue } | Choice<MemberPart>;
/** An element of a list, some of several, or some for each row of another list. */
export type ElementPart = { kind: 'element'; value: BuiltValue } | Choice<ElementPart> | Loop<ElementPart>;

/**
 * Where a path begins. `fields`: the document's fields by their ids. `payload`: what the other product sent. `files`: what the flow has put
 * into `msg.files`. `row`, `loop`: of the loop around. `answer`, `status`: of the call before. `created`: id of the record that was created.
 */
export type Source = 'fields' | 'payload' | 'files' | 'row' | 'loop' | 'answer' | 'status' | 'created';

/** What is found by keys, one below the other; `undefined` where there is nothing. */
export interface Path {
  kind: 'path';
  source: Source;
  keys: readonly (string | number)[];
  /** Which loop, with `row` and `loop`. */
  depth?: number;
}

/** What a value is made of. */
export type Expression =
  | Constant
  | Path
  | { kind: 'call'; name: HelperName; values: readonly Expression[] }
  | { kind: 'list'; values: readonly Expression[] }
  /** What has no counterpart here: it is nothing, and the code shows it as a text. */
  | { kind: 'unread'; text: string };

/** What can be done with values; the code of each is in `flow/code/helpers.ts`. */
export type HelperName =
  | 'bare'
  | 'text'
  | 'joined'
  | 'truthy'
  | 'isOn'
  | 'both'
  | 'either'
  | 'not'
  | 'given'
  | 'exists'
  | 'same'
  | 'less'
  | 'within'
  | 'chosen'
  | 'byDefault'
  | 'whole'
  | 'decimal'
  | 'flag'
  | 'moment'
  | 'rounded'
  | 'upper'
  | 'lower'
  | 'trimmed'
  | 'replaced'
  | 'count'
  | 'first'
  | 'last'
  | 'listed'
  | 'absolute'
  | 'base64'
  | 'plus'
  | 'minus'
  | 'times'
  | 'divided'
  | 'remainder'
  | 'needed';

/** A value that is always the same. */
export function constant(value: Constant['value']): Constant {
  return { kind: 'constant', value };
}

/** What is found below a source that is not a loop. */
export function path(source: Source, ...keys: (string | number)[]): Path {
  return { kind: 'path', source, keys };
}

/** What a helper gives for values. */
export function call(name: HelperName, ...values: Expression[]): Expression {
  return { kind: 'call', name, values };
}

/** An expression as a value. */
export function built(expression: Expression): BuiltValue {
  return expression.kind === 'constant' ? expression : { kind: 'expression', expression };
}

/** An object of members that are always there; those that are `undefined` are left out. */
export function builtObject(members: Readonly<Record<string, BuiltValue | undefined>>): BuiltValue {
  return {
    kind: 'object',
    members: Object.entries(members).flatMap(([key, value]): MemberPart[] =>
      value === undefined ? [] : [{ kind: 'member', key, value }],
    ),
  };
}
