import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { encodeForTemplate } from '../../template/split-query';
import { readTolerantJson } from '../pasted/tolerant-json';
import { hasLowerBound } from './mend-url';
import { changeParameters, type Parameter } from './url-parameters';

/** What other programs call Coupa's operators: Ransack, MongoDB, OData, SQL. */
const operators: ReadonlyMap<string, string> = new Map([
  ...['gteq', 'gte', 'ge', 'gt_eq', 'gt_or_equal', '>=', 'gt-or-eq', 'gtoreq', 'since'].map(to('gt_or_eq')),
  ...['lteq', 'lte', 'le', 'lt_eq', 'lt_or_equal', '<=', 'lt-or-eq', 'ltoreq'].map(to('lt_or_eq')),
  ...['>', 'greater_than'].map(to('gt')),
  ...['<', 'less_than'].map(to('lt')),
  ...['ne', 'neq', 'noteq', 'not-eq', '!=', '<>'].map(to('not_eq')),
  ...['nin', 'notin', 'not-in'].map(to('not_in')),
  ...['cont', 'contain', 'include', 'includes'].map(to('contains')),
  ...['startswith', 'starts-with', 'start', 'begins_with', 'beginswith'].map(to('starts_with')),
  ...['endswith', 'ends-with', 'end'].map(to('ends_with')),
  ...['eq', 'equals', 'equal', '=', '=='].map(to('eq')),
]);

function to(operator: string): (name: string) => [string, string] {
  return (name) => [name, operator];
}

const ofDates = ['gt', 'lt', 'gt_or_eq', 'lt_or_eq', 'in', 'not_in', 'not_eq'];

/**
 * Coupa's operators in brackets, as its documentation of queries lists them. It knows none of another name, and asks for everything, or nothing, then.
 */
export const operatorNames: readonly string[] = [...ofDates, 'contains', 'starts_with', 'ends_with', 'blank'];

/** Ransack's names for what Coupa has in brackets: `updated_at_gteq`. */
const ransack: ReadonlyMap<string, string> = new Map([
  ['gteq', '[gt_or_eq]'],
  ['gt', '[gt]'],
  ['lteq', '[lt_or_eq]'],
  ['lt', '[lt]'],
  ['eq', ''],
  ['not_eq', '[not_eq]'],
  ['in', '[in]'],
  ['not_in', '[not_in]'],
  ['cont', '[contains]'],
  ['start', '[starts_with]'],
  ['end', '[ends_with]'],
]);

/** Puts right what the filters of one of Coupa's own URLs call otherwise: `[gteq]` for `[gt_or_eq]`, `return_object=limited` without dates. */
export function mendOperators(url: string, findings: Findings): string {
  if (!url.startsWith('/api/')) return url;
  const named = withListsAsOne(changeParameters(withSignsInBrackets(url), renamed));
  const lower = changeParameters(named, withPlainCase);
  const mended = changeParameters(lower, ({ name, value }) => {
    // Nothing has exactly the date of the last run.
    const [, date] = /^(updated[-_]at)(?:\[eq\])?$/i.exec(name) ?? [];
    if (date !== undefined && hasLowerBound(value)) return `${date}[gt_or_eq]=${encodeForTemplate(value)}`;
    if (name === 'id[gt]' && /^\d{1,15}$/.test(value)) return `id[gt_or_eq]=${Number(value) + 1}`;
    const [, path = '', written = ''] = /^(.{1,300}\S)\s?\[([^[\]]{1,20})\]$/.exec(name) ?? [];
    // MongoDB begins each with a sign.
    const lower = written.trim().toLowerCase().replace(/^\$/, '');
    const operator = operatorNames.includes(lower) ? lower : operators.get(lower);
    // Coupa asks for what is equal without an operator.
    if (operator === 'eq') return `${path}=${encodeForTemplate(value)}`;
    if (operator === undefined || `${path}[${operator}]` === name) return undefined;
    return `${path}[${operator}]=${encodeForTemplate(value)}`;
  });
  if (mended !== url) {
    findings.mended('operator', phrase`Operators were read as Coupa calls them.`, url, mended);
  }
  reportUnknown(mended, findings);
  return withDates(mended, findings);
}

/** Coupa's names have no capitals, and Rails takes `False`, as Python writes it, for a yes. */
function withPlainCase({ name, raw }: Parameter): string | undefined {
  const plainName = capitals.test(name) ? name.toLowerCase() : name;
  const isText = /^custom[-_]field/i.test(name);
  const plain = !isText && /^(?:true|false)$/i.test(raw) ? raw.toLowerCase() : raw;
  return plainName === name && plain === raw ? undefined : `${plainName}=${plain}`;
}

/** `STATUS`, `Status`, `Invoice-Number[in]`, and no `invoiceNumber`. */
const capitals = /^(?:[A-Z][a-z]{1,60}|[A-Z]{2,60})(?:[_-](?:[A-Za-z][a-z]{0,60}|[A-Z]{2,60})){0,6}(?=\[|$)/;

/** `updated-at[>=]=x`, `updated-at>=x` and `updated-at>x`: the first `=` is no end of a name there. */
function withSignsInBrackets(url: string): string {
  const question = url.indexOf('?');
  const written = url
    .slice(question)
    .replace(/\[\s?(>=|<=|!=|<>|>|<)\s?\]=/g, (_, sign: string) => inBrackets(sign));
  const query = written.replace(
    /([?&][\w.-]{1,100}(?:\[[\w.-]{1,100}\]){0,5})(>=|<=|!=|<>|>|<)(?!=)/g,
    (_, name: string, sign: string) => name + inBrackets(sign),
  );
  return question < 0 ? url : url.slice(0, question) + query;
}

function inBrackets(sign: string): string {
  return `[${operators.get(sign) ?? sign}]=`;
}

/** `q[updated_at_gteq]`, `updated_at_gteq`, `updatedAt[gt]` by the names that Coupa gives them. */
function renamed({ name, raw }: Parameter): string | undefined {
  const [, inner, dated] = /^(?:q\[([\w.-]{1,100})\]|((?:updated|created)_at_\w{2,6}))$/i.exec(name) ?? [];
  const [, field = '', predicate = ''] =
    /^(.{1,100}?)_(gteq|gt|lteq|lt|not_eq|eq|not_in|in|cont|start|end)$/.exec(inner ?? dated ?? '') ?? [];
  const operator = ransack.get(predicate);
  if (operator !== undefined) return `${field}${operator}=${raw}`;
  const [, ofOthers] = lastChange.exec(name) ?? [];
  if (ofOthers !== undefined) return `updated-at${ofOthers}=${raw}`;
  const [, which = '', rest = ''] =
    /^(updated|created)(?:[ _-]?(?:date|on)|[ ._\u2010-\u2015\u2212-]?at)(\[.{1,30}\]|)$/i.exec(name) ?? [];
  return which === '' || /^(?:updated|created)[-_]at\b/.test(name)
    ? undefined
    : `${which.toLowerCase()}-at${rest}=${raw}`;
}

/** What other systems call the date of a record's last change: no record of Coupa's has an attribute of these names. */
const lastChange =
  /^(?:last[-_ ]?(?:updated?|modified|modification|changed?)(?:[-_ ]?(?:at|on|date|time))?|(?:modified|changed)[-_ ]?(?:at|on|date)|(?:date[-_ ]?)(?:updated|modified)|systemmodstamp)(\[.{1,30}\])$/i;

/** Whether a name is what other systems call the date of a record's last change, or Coupa's own in another spelling. */
export function isLastChange(name: string): boolean {
  return (
    lastChange.test(`${name}[gt]`) ||
    (/^updated?[-_ ]?(?:at|on|date)$/i.test(name) && !/^updated[-_]at$/.test(name))
  );
}

/** Rails' lists, `status[]=a&status[]=b`, and JSON's, `status[in]=["a","b"]`: Coupa takes one list, apart by commas. */
function withListsAsOne(url: string): string {
  const lists = new Map<string, string[]>();
  changeParameters(url, ({ name, value }) => {
    const list = listOf(name, value);
    if (list === undefined) return undefined;
    const values = lists.get(list.name) ?? [];
    values.push(...list.values);
    lists.set(list.name, values);
    return undefined;
  });
  if (lists.size === 0) return url;
  const done = new Set<string>();
  const joined = changeParameters(url, ({ name, value }) => {
    const list = listOf(name, value);
    if (list === undefined) return undefined;
    if (done.has(list.name)) return '';
    done.add(list.name);
    const values = lists.get(list.name) ?? [];
    const written = list.name === 'fields' ? JSON.stringify(values) : values.join(',');
    return `${list.name}=${encodeForTemplate(written)}`;
  });
  return joined.replace(/&{2,}/g, '&').replace(/&$/, '');
}

function listOf(name: string, value: string): { name: string; values: string[] } | undefined {
  const [, field, operator = '[in]'] = /^(.{1,200}?)(\[(?:not_)?in\])?\[\d{0,3}\]$/i.exec(name) ?? [];
  // What Coupa is to answer with is no filter.
  if (field === 'fields') return { name: field, values: value.split(/\s{0,20},\s{0,20}/) };
  if (field !== undefined) return { name: field + operator, values: [value] };
  if (!/\[(?:not_)?in\]$/i.test(name)) return undefined;
  const apart = partsOf(value);
  if (apart !== undefined) return { name, values: apart };
  if (!/^\s?\[".{0,5000}"\]\s?$/s.test(value)) return undefined;
  const { documents } = readTolerantJson(value);
  const [list] = documents;
  const isTexts = Array.isArray(list) && list.every((one) => typeof one === 'string');
  return isTexts ? { name, values: list } : undefined;
}

/** `a, b`, `a|b`, `a;b`, `a,b,`, `(a,b)`, `'a','b'`: Coupa takes blanks, brackets and quotes for a part of the value, and the signs for parts of one. */
function partsOf(value: string): string[] | undefined {
  const inside = value.trim().replace(/^(?:\[([^[\]"]{0,5000})\]|\(([^()]{0,5000})\))$/, '$1$2');
  if (/[{}[\]]/.test(inside)) return undefined;
  const sign = inside.includes(',') ? ',' : inside.includes('|') ? '|' : ';';
  const parts = inside
    .split(sign)
    .map((one) => one.trim().replace(/^(["'])([^"']{1,500})\1$/, '$2'))
    .filter((one) => one !== '');
  const isList = inside.includes(sign) || parts[0] !== value.trim();
  return parts.length > 0 && parts.join(',') !== value && isList ? parts : undefined;
}

/** What looks for records in other systems, and is no filter of Coupa's. */
const ofOtherSystems =
  /^(?:where|\$filter|\$?filters|q|search|\$?query|criteria|since|modified_since|updated_since|start_date|from)$/i;

/** Says of a filter of dates that Coupa does not know: it answers as if there were none. */
function reportUnknown(url: string, findings: Findings): void {
  changeParameters(url, ({ name, value }) => {
    const [, operator] = /^(?:updated|created)[-_]at\[([^[\]]{1,40})\]$/i.exec(name) ?? [];
    const isKnown = operator === undefined || ofDates.includes(operator) || operator === 'blank';
    const isFilter = /\[(?:gt|lt|gt_or_eq|lt_or_eq)\]$/.test(name) || /^filter./.test(name);
    if (isKnown && (isFilter || !hasLowerBound(value)) && !ofOtherSystems.test(name)) return undefined;
    const shown = name.slice(0, 100);
    findings.manual(
      'unknown-filter',
      phrase`Coupa knows no filter "${shown}", and answers as if it were not there. What was updated since a date is asked for by updated-at with the operator gt_or_eq in brackets.`,
      shown,
    );
    return undefined;
  });
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
