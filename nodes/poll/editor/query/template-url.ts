import { pagingParameters } from '../../../../lib/scan/paging-parameters';
import { decodeParameter } from '../../../../lib/template/percent';
import { isOperator } from './operators';

/** A filter that can be picked. */
export interface Filter {
  /** As records have it: `invoice-number`. */
  name: string;
  /** One of `operators`. */
  operator: string;
  value: string;
}

/** A parameter that cannot be picked, as it is written. */
export interface RawParameter {
  raw: string;
}

/** A URL template in parts. */
export interface TemplateParts {
  path: string;
  parameters: (Filter | RawParameter)[];
}

/** Names of parameters that are no filters, beside those of the paging. */
const notFilters = ['fields', 'return_object', 'filter', 'exported_only'];

/**
 * Takes a URL template apart, so that its filters and fields can be picked. What cannot be picked (placeholders, paging, nested
 * fields) stays as it is.
 *
 * @returns `undefined` for a hub's URL, which has filters of another kind
 */
export function takeApart(url: string): TemplateParts | undefined {
  if (/\/hubs\//.test(url)) return undefined;
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = at < 0 ? '' : url.slice(at + 1);
  const parameters = query.split('&').filter((parameter) => parameter !== '');
  return { path, parameters: parameters.map(readParameter) };
}

/** Puts a URL template together again. */
export function putTogether({ path, parameters }: TemplateParts): string {
  const query = parameters.map((one) => (isRaw(one) ? one.raw : writeFilter(one))).join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** The filters that were picked, in their order. */
export function filtersOf({ parameters }: TemplateParts): Filter[] {
  return parameters.filter((one): one is Filter => !isRaw(one));
}

/** The template with these filters instead of its own; everything else keeps its place. */
export function withFilters(parts: TemplateParts, filters: readonly Filter[]): TemplateParts {
  return { ...parts, parameters: [...parts.parameters.filter(isRaw), ...filters] };
}

/** Names of the fields that are asked for; `undefined` for all of them, or a list that names fields of fields. */
export function fieldsOf({ parameters }: TemplateParts): string[] | undefined {
  const found = parameters.filter(isRaw).find(isFields);
  if (found === undefined) return undefined;
  try {
    const names: unknown = JSON.parse(decode(found.raw.slice('fields='.length)));
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
    return names.map(hyphens);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether fields are named in a way that picking cannot show. */
export function hasOwnFields(parts: TemplateParts): boolean {
  return fieldsOf(parts) === undefined && parts.parameters.some(isFields);
}

/** The template that asks for these fields only; for all of them where there are none. */
export function withFields(parts: TemplateParts, names: readonly string[]): TemplateParts {
  const parameters = parts.parameters.filter((one) => !isFields(one));
  if (names.length > 0) parameters.push({ raw: `fields=${JSON.stringify(names.map(underscores))}` });
  return { ...parts, parameters };
}

function isRaw(parameter: Filter | RawParameter): parameter is RawParameter {
  return 'raw' in parameter;
}

function isFields(parameter: Filter | RawParameter): boolean {
  return isRaw(parameter) && parameter.raw.startsWith('fields=');
}

function readParameter(text: string): Filter | RawParameter {
  const [, name = '', operator = '', value = ''] = /^([^=[\]]+)(?:\[([a-z_]+)\])?=(.*)$/s.exec(text) ?? [];
  const full = operator === '' ? name : `${name}[${operator}]`;
  const isPlaceholder = /\$\{|\{\{/.test(text);
  if (isPlaceholder || name === '' || !isOperator(operator)) return { raw: text };
  if (notFilters.includes(name) || pagingParameters.has(name) || pagingParameters.has(full))
    return { raw: text };
  return { name: hyphens(decode(name)), operator, value: decode(value) };
}

function writeFilter({ name, operator, value }: Filter): string {
  const written = encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `${name}${operator === '' ? '' : `[${operator}]`}=${written}`;
}

/** What a `+` begins behind a time of day; anywhere else it is a blank. */
const offset =
  /(?<=(?:\dT|\d{4}-\d\d-\d\d(?:\+|%20))\d\d(?::|%3A)\d\d(?:(?::|%3A)\d\d(?:[.,]\d{1,9})?)?)\+(?=\d\d(?:(?::|%3A)?\d\d)?$)/i;

/** Percent-encoded text as it is meant; what is not validly encoded stays. */
export function decode(text: string): string {
  return decodeParameter(text.replace(offset, '%2B'));
}

function hyphens(name: string): string {
  return name.replaceAll('_', '-');
}

function underscores(name: string): string {
  return name.replaceAll('-', '_');
}
