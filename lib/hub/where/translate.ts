import { type Phrase, phrase } from '../../base/text/phrase';
import { plainPartsOf } from '../../template/split-query';
import type { Comparator, Expression, Span, Word } from './expression';
import { type Filter, joinFilters } from './filter';
import { parseWhere } from './parse';
import { whereError } from './where-error';

/**
 * Translates a `where` of Open Connectors into Coupa's filters, a query such as `updated_at[gt_or_eq]=${date:…}&status=x`.
 * It works on the template: placeholders pass through, other text is encoded as far as a URL template does not do it itself.
 *
 * Coupa joins all filters by AND. So `OR` is possible only between equalities of one field, where it becomes `[in]`;
 * `NOT` is possible where the opposite is an operator too: `NOT (a > 1 OR b = 2)` is `a[lt_or_eq]=1&b[not_eq]=2`.
 *
 * About fields without a value: `IS NULL` becomes `[blank]=true`, which finds empty texts too. Whether `!=` and `NOT IN` select
 * records without the field is Coupa's decision, since `[not_eq]` and `[not_in]` are what it offers. `NOT (a > 1)` is `a <= 1`: an order
 * says nothing of a field without a value, so neither selects it.
 *
 * @throws {CoupaError} `COUPA_CONFIG` where it cannot be parsed or Coupa cannot express it; `details` is the place:
 * `{ text, position, length }`
 */
export function translateWhere(where: string): string {
  const filters = filtersOf(parseWhere(where), false, where);
  return joinFilters(filters, where);
}

/** All filters of an expression, or of its opposite. */
function filtersOf(expression: Expression, negated: boolean, where: string): Filter[] {
  if (expression.kind === 'not') return filtersOf(expression.operand, !negated, where);
  if (expression.kind === 'and' || expression.kind === 'or') {
    // De Morgan: the opposite of an OR is an AND of opposites.
    const all = (expression.kind === 'and') !== negated;
    const parts = expression.operands.map((operand) => filtersOf(operand, negated, where));
    return all ? parts.flat() : [oneOf(parts, expression, where)];
  }
  return [filterOf(expression, negated, where)];
}

type Condition = Exclude<Expression, { kind: 'and' | 'or' | 'not' }>;

function filterOf(condition: Condition, negated: boolean, where: string): Filter {
  const { position, length } = condition;
  const name = attributeOf(condition.field, where);
  const made = (operator: string, values: string[]): Filter => ({ name, operator, values, position, length });
  switch (condition.kind) {
    case 'comparison':
      return made(operatorOf(condition.comparator, negated), [condition.value.text]);
    case 'in':
      return made(
        negated ? 'not_in' : 'in',
        condition.values.map((value) => value.text),
      );
    case 'null':
      return made('blank', [String(!negated)]);
    case 'like': {
      if (negated) throw cannot(where, condition, phrase`Coupa has no NOT LIKE`);
      const [operator, value] = shapeOf(condition.pattern, where);
      return made(operator, [value]);
    }
  }
}

/** `OR` between equalities of one field is a list of values; anything else Coupa cannot say. */
function oneOf(parts: readonly Filter[][], place: Span, where: string): Filter {
  const filters = parts.flat();
  const [first] = filters;
  const other = filters.find(
    (filter) => filter.name !== first?.name || (filter.operator !== '' && filter.operator !== 'in'),
  );
  if (first === undefined || other !== undefined || parts.some((part) => part.length !== 1)) {
    throw cannot(where, other === first || other === undefined ? place : other, orAdvice);
  }
  const values = [...new Set(filters.flatMap((filter) => filter.values))];
  return { ...first, operator: 'in', values, position: place.position, length: place.length };
}

const orAdvice = phrase`Coupa joins its filters by AND only, and an OR (or a NOT around an AND) works between equalities of one field at most; poll once for each alternative`;

const opposites: Readonly<Record<Comparator, Comparator>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

const coupaOperators: Readonly<Record<Comparator, string>> = {
  '=': '',
  '!=': 'not_eq',
  '<': 'lt',
  '>': 'gt',
  '<=': 'lt_or_eq',
  '>=': 'gt_or_eq',
};

function operatorOf(comparator: Comparator, negated: boolean): string {
  return coupaOperators[negated ? opposites[comparator] : comparator];
}

/** `order-lines.account.code` is `order_lines[account][code]`: Coupa wants dashes as underscores in queries. */
function attributeOf({ text, position, length }: Word, where: string): string {
  const [first = '', ...rest] = text.replaceAll('-', '_').split('.');
  if (![first, ...rest].every((part) => /^\w+$/.test(part))) {
    throw whereError(
      where,
      position,
      length,
      phrase`this is not a name of one of Coupa's fields (letters, digits, "_", "-", "." between levels)`,
    );
  }
  return first + rest.map((part) => `[${part}]`).join('');
}

/** The four shapes of `LIKE`. `_` is an underscore: the language has no other wildcard than `%`. */
function shapeOf(pattern: Word, where: string): [operator: string, value: string] {
  const { text } = pattern;
  const open = text.startsWith('%');
  const close = text.length > 1 && text.endsWith('%');
  const value = text.slice(open ? 1 : 0, close ? -1 : undefined);
  if (value === '' && (open || close)) {
    throw cannot(where, pattern, phrase`this pattern selects every record with a value; write IS NOT NULL`);
  }
  if (plainPartsOf(value).some((part) => part.includes('%'))) {
    throw cannot(where, pattern, phrase`Coupa has no wildcard in the middle of a text`);
  }
  if (open && close) return ['contains', value];
  if (open) return ['ends_with', value];
  return [close ? 'starts_with' : '', value];
}

function cannot(where: string, { position, length }: Span, reason: Phrase): Error {
  return whereError(where, position, length, reason);
}
