/** Operators of Coupa's filters, and the kinds of values that each suits. */
export const operators = [
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

/** Names of parameters that are no filters. */
const notFilters = [
  'fields',
  'return_object',
  'filter',
  'limit',
  'offset',
  'order_by',
  'dir',
  'id[gt]',
  'exported_only',
];

/**
 * Takes a URL template apart, so that its filters and fields can be picked. What cannot be picked (placeholders, paging, nested
 * fields) stays as it is.
 *
 * @returns {{ path: string, parameters: object[] } | undefined} `undefined` for a hub's URL, which has filters of another kind
 */
export function takeApart(url) {
  if (/\/hubs\//.test(url)) return undefined;
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = at < 0 ? '' : url.slice(at + 1);
  return { path, parameters: query.split('&').filter(Boolean).map(readParameter) };
}

/** Puts a URL template together again. */
export function putTogether({ path, parameters }) {
  const query = parameters.map((parameter) => parameter.raw ?? writeFilter(parameter)).join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** The filters that were picked, in their order. */
export function filtersOf(parts) {
  return parts.parameters.filter(({ raw }) => raw === undefined);
}

/** The template with these filters instead of its own; everything else keeps its place. */
export function withFilters(parts, filters) {
  return { ...parts, parameters: [...parts.parameters.filter(({ raw }) => raw !== undefined), ...filters] };
}

/** Names of the fields that are asked for; `undefined` for all of them, or a list that names fields of fields. */
export function fieldsOf(parts) {
  const raw = parts.parameters.find((parameter) => parameter.raw?.startsWith('fields='))?.raw;
  if (raw === undefined) return undefined;
  try {
    const names = JSON.parse(decode(raw.slice('fields='.length)));
    return Array.isArray(names) && names.every((name) => typeof name === 'string')
      ? names.map(hyphens)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether fields are named in a way that picking cannot show. */
export function hasOwnFields(parts) {
  return fieldsOf(parts) === undefined && parts.parameters.some(({ raw }) => raw?.startsWith('fields='));
}

/** The template that asks for these fields only; for all of them where there are none. */
export function withFields(parts, names) {
  const parameters = parts.parameters.filter(({ raw }) => !raw?.startsWith('fields='));
  if (names.length > 0) parameters.push({ raw: `fields=${JSON.stringify(names.map(underscores))}` });
  return { ...parts, parameters };
}

function readParameter(text) {
  const [, name = '', operator = '', value = ''] = /^([^=[\]]+)(?:\[([a-z_]+)\])?=(.*)$/s.exec(text) ?? [];
  const known = operators.some((one) => one.name === operator);
  const own = /\$\{|\{\{/.test(text) || name === '' || !known;
  if (own || notFilters.includes(name) || notFilters.includes(`${name}[${operator}]`)) return { raw: text };
  return { name: hyphens(decode(name)), operator, value: decode(value) };
}

function writeFilter({ name, operator, value }) {
  const written = encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `${name}${operator === '' ? '' : `[${operator}]`}=${written}`;
}

/** What a `+` begins behind a time of day; anywhere else it is a blank. */
const offset =
  /(?<=(?:\dT|\d{4}-\d\d-\d\d(?:\+|%20))\d\d(?::|%3A)\d\d(?:(?::|%3A)\d\d(?:[.,]\d{1,9})?)?)\+(?=\d\d(?:(?::|%3A)?\d\d)?$)/i;

/** Percent-encoded text as it is meant; what is not validly encoded stays. */
export function decode(text) {
  try {
    return decodeURIComponent(text.replace(offset, '%2B').replaceAll('+', ' '));
  } catch (error) {
    // A lone "%" means itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}

function hyphens(name) {
  return name.replaceAll('_', '-');
}

function underscores(name) {
  return name.replaceAll('-', '_');
}
