import { phrase } from '../../base/text/phrase';
import { encodeForTemplate, plainPartsOf } from '../../template/split-query';
import type { Span } from './expression';
import { whereError } from './where-error';

/** One of Coupa's filters, with the place in the `where` it came from. */
export interface Filter extends Span {
  /** `status`, `supplier[name]`. */
  name: string;
  /** `gt_or_eq`, `in`, …; `""` is equality. */
  operator: string;
  values: string[];
}

/**
 * Writes filters as a query. Two that say the same are one.
 *
 * Coupa reads a query into one value for each name: of two `a[gt]=` it would see one, and `a=1` beside `a[gt]=0` is refused. So
 * equality beside another operator is written `a[in]=1`, and what cannot be written without losing a condition is an error.
 *
 * @throws {CoupaError} `COUPA_CONFIG` with the place in `where`
 */
export function joinFilters(filters: readonly Filter[], where: string): string {
  const unique = new Map<string, Filter>();
  for (const filter of filters.map((one) => asList(one, filters))) {
    const key = filter.operator === '' ? filter.name : `${filter.name}[${filter.operator}]`;
    const earlier = unique.get(key);
    if (earlier !== undefined && !sameValues(earlier, filter)) {
      const problem = phrase`${filter.name} has two conditions of the same kind, and Coupa takes one of each`;
      throw whereError(where, filter.position, filter.length, problem);
    }
    unique.set(key, filter);
  }
  return [...unique].map(([key, filter]) => `${key}=${writeValue(filter, where)}`).join('&');
}

/** Equality as a list of one, if the same field has another operator beside it. */
function asList(filter: Filter, filters: readonly Filter[]): Filter {
  const alone = filters.every(({ name, operator }) => name !== filter.name || operator === '');
  return filter.operator !== '' || alone ? filter : { ...filter, operator: 'in' };
}

function sameValues(left: Filter, right: Filter): boolean {
  return left.values.join('\n') === right.values.join('\n');
}

function writeValue({ operator, values, position, length }: Filter, where: string): string {
  const list = operator === 'in' || operator === 'not_in';
  if (list && values.some((value) => plainPartsOf(value).some((part) => part.includes(',')))) {
    throw whereError(
      where,
      position,
      length,
      phrase`Coupa separates the values of a list by commas, so none may hold one`,
    );
  }
  return values.map(encodeForTemplate).join(',');
}
