import type { AttributeKind } from '../../../../lib/catalogue/members/attribute';

/** An operator of Coupa's filters. */
export interface Operator {
  /** As it is written in a URL; `""`: equal. */
  name: string;
  /** The kinds of values that it suits. */
  kinds: readonly AttributeKind[];
}

/** Operators of Coupa's filters. */
export const operators: readonly Operator[] = [
  { name: '', kinds: ['number', 'text', 'date', 'flag'] },
  { name: 'not_eq', kinds: ['number', 'text', 'date'] },
  { name: 'gt', kinds: ['number', 'date'] },
  { name: 'gt_or_eq', kinds: ['number', 'date'] },
  { name: 'lt', kinds: ['number', 'date'] },
  { name: 'lt_or_eq', kinds: ['number', 'date'] },
  { name: 'in', kinds: ['number', 'text'] },
  { name: 'not_in', kinds: ['number', 'text'] },
  { name: 'contains', kinds: ['text'] },
  { name: 'starts_with', kinds: ['text'] },
  { name: 'ends_with', kinds: ['text'] },
  { name: 'blank', kinds: ['number', 'text', 'flag'] },
];

/** Whether Coupa has an operator of this name. */
export function isOperator(name: string): boolean {
  return operators.some((one) => one.name === name);
}

/** What is written behind operators that want no value of the attribute's kind. */
const otherValues: Readonly<Record<string, 'flag' | 'list'>> = { blank: 'flag', in: 'list', not_in: 'list' };

/** What is to be written behind an operator, for an attribute of a kind. */
export function valueKind(operator: string, kind: AttributeKind): AttributeKind | 'list' {
  return otherValues[operator] ?? kind;
}
