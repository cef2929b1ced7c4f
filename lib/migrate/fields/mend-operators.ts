import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { encodeForTemplate } from '../../template/split-query';
import { hasLowerBound } from './mend-url';
import { changeParameters } from './url-parameters';

/** What other programs call Coupa's operators: Ransack, MongoDB, OData, SQL. */
const operators: ReadonlyMap<string, string> = new Map([
  ...['gteq', 'gte', 'ge', 'gt_eq', 'gt_or_equal', '>=', 'gt-or-eq', 'gtoreq', 'since'].map(to('gt_or_eq')),
  ...['lteq', 'lte', 'le', 'lt_eq', 'lt_or_equal', '<=', 'lt-or-eq', 'ltoreq'].map(to('lt_or_eq')),
  ...['>', 'greater_than'].map(to('gt')),
  ...['<', 'less_than'].map(to('lt')),
  ...['ne', 'neq', 'noteq', 'not-eq', '!=', '<>'].map(to('not_eq')),
  ...['nin', 'notin', 'not-in'].map(to('not_in')),
]);

function to(operator: string): (name: string) => [string, string] {
  return (name) => [name, operator];
}

/** Coupa's operators in brackets. It knows none of another name, and asks for everything, or nothing, then. */
const own = new Set(['gt_or_eq', 'lt_or_eq', 'gt', 'lt', 'not_eq', 'not_in', 'in']);

/** Puts right what the filters of one of Coupa's own URLs call otherwise: `[gteq]` for `[gt_or_eq]`, `return_object=limited` without dates. */
export function mendOperators(url: string, findings: Findings): string {
  if (!url.startsWith('/api/')) return url;
  const mended = changeParameters(url, ({ name, value }) => {
    // Nothing has exactly the date of the last run.
    const [, date] = /^(updated[-_]at)(?:\[eq\])?$/i.exec(name) ?? [];
    if (date !== undefined && hasLowerBound(value)) return `${date}[gt_or_eq]=${encodeForTemplate(value)}`;
    const [, path = '', written = ''] = /^(.{1,300}\S)\s?\[([^[\]]{1,20})\]$/.exec(name) ?? [];
    const lower = written.trim().toLowerCase();
    const operator = own.has(lower) ? lower : operators.get(lower);
    if (operator === undefined || `${path}[${operator}]` === name) return undefined;
    return `${path}[${operator}]=${encodeForTemplate(value)}`;
  });
  if (mended !== url) {
    findings.mended('operator', phrase`Operators were read as Coupa calls them.`, url, mended);
  }
  return withDates(mended, findings);
}

/** `limited` has ids alone, `none` nothing: a record's versions cannot be told apart. */
function withDates(url: string, findings: Findings): string {
  const mended = changeParameters(url, ({ name, value }) =>
    name === 'return_object' && /^(?:limited|none)$/i.test(value.trim())
      ? 'return_object=shallow'
      : undefined,
  );
  if (mended !== url) {
    findings.mended(
      'return-object',
      phrase`This "return_object" leaves out what versions of a record are told apart by; "shallow" is asked for.`,
      url,
      mended,
    );
  }
  return mended;
}
