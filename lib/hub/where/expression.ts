/** A place in a `where` text: the first character, from 0, and how many. */
export interface Span {
  position: number;
  length: number;
}

/** A field or a value with its place. Text is without quotes; placeholders are as they were. */
export interface Word extends Span {
  text: string;
  /** It stood in quotes, so `null` is the word and not the absence of a value. */
  quoted: boolean;
}

export type Comparator = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** A parsed `where`. */
export type Expression =
  | (Span & { kind: 'and'; operands: Expression[] })
  | (Span & { kind: 'or'; operands: Expression[] })
  | (Span & { kind: 'not'; operand: Expression })
  | (Span & { kind: 'comparison'; field: Word; comparator: Comparator; value: Word })
  | (Span & { kind: 'like'; field: Word; pattern: Word })
  | (Span & { kind: 'in'; field: Word; values: Word[] })
  | (Span & { kind: 'null'; field: Word });
