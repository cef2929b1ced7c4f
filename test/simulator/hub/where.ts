import type { Comparator, Expression, Word } from '../../../lib/hub/where/expression';
import { attribute, type Fields, isObject } from '../json';
import { orderOf } from '../reading/filters';

/** How a hub's own names of fields are read. */
export interface Names {
  /** A name in `where` that is another one in the records: `{ lastModifiedDate: 'updated_at' }`. */
  aliases?: Readonly<Record<string, string>>;
  /** Names that are no conditions but parameters of the connector, such as Sage's `attributes`. */
  ignored?: readonly string[];
}

/**
 * Whether a hub selects a record: a direct evaluation of the expression, sharing nothing with its translation.
 *
 * A field without a value equals nothing (so `!=` and `NOT IN` hold) and has no order: `a > 1` and its opposite
 * are both unknown, and what is unknown is not selected.
 */
export function selects(expression: Expression, record: Fields, names: Names = {}): boolean {
  return truth(expression, record, names) === true;
}

/** `undefined` is unknown. */
type Truth = boolean | undefined;

function truth(expression: Expression, record: Fields, names: Names): Truth {
  switch (expression.kind) {
    case 'not':
      return opposite(truth(expression.operand, record, names));
    case 'and':
      return every(expression.operands.map((operand) => truth(operand, record, names)));
    case 'or':
      return opposite(every(expression.operands.map((one) => opposite(truth(one, record, names)))));
    default:
      return condition(expression, record, names);
  }
}

function condition(
  expression: Exclude<Expression, { kind: 'and' | 'or' } | { kind: 'not' }>,
  record: Fields,
  names: Names,
): Truth {
  const { field } = expression;
  if (names.ignored?.includes(field.text)) return true;
  const found = read(record, names.aliases?.[field.text] ?? field.text);
  switch (expression.kind) {
    case 'null':
      return found === undefined;
    case 'in':
      return found !== undefined && expression.values.some(({ text }) => order(field, found, text) === 0);
    case 'like':
      return found !== undefined && like(found, expression.pattern.text);
    case 'comparison':
      return compare(expression.comparator, field, found, expression.value.text);
  }
}

function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function opposite(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}

function compare(comparator: Comparator, field: Word, found: string | undefined, wanted: string): Truth {
  if (found === undefined) return comparator === '=' ? false : comparator === '!=' ? true : undefined;
  const sign = order(field, found, wanted);
  switch (comparator) {
    case '=':
      return sign === 0;
    case '!=':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '>':
      return sign > 0;
    case '<=':
      return sign <= 0;
    case '>=':
      return sign >= 0;
  }
}

function order(field: Word, found: string, wanted: string): number {
  const dated = /(?:at|date)$/i.test(field.text) && !/^\d+$/.test(found);
  return dated ? Date.parse(found) - Date.parse(wanted) : orderOf(found, wanted);
}

function like(found: string, pattern: string): boolean {
  const parts = pattern.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(found);
}

function read(record: Fields, name: string): string | undefined {
  const value = name
    .split('.')
    .reduce<unknown>((at, part) => (isObject(at) ? attribute(at, part) : undefined), record);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}
