import type { Findings } from '../../base/findings';
import { isJsonObject, parsedJson } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { decodeText } from '../../template/percent';
import { encodeForTemplate } from '../../template/split-query';
import type { ResourceDescription } from '../model/description';
import { readTolerantJson } from '../pasted/tolerant-json';
import { changeParameters, isSameAttribute } from './url-parameters';

/** Where a record's id and its dates stand. */
export type RecordFields = Pick<ResourceDescription, 'idField' | 'updatedDateField' | 'createdDateField'>;

/**
 * Puts into a URL's `fields` what versions of a record are told apart by, where its author left it out: without its dates a change looks like
 * something new. `fields` is Coupa's list (`["id",{"supplier":["id"]}]`) or a hub's (`id,supplier.id`).
 *
 * Paths into other objects are left to the author.
 */
export function completeFields(url: string, record: RecordFields, findings: Findings): string {
  const { idField, updatedDateField, createdDateField } = record;
  // Records without an updated date are told apart by their content.
  const dates = updatedDateField === '' ? [] : [updatedDateField, createdDateField];
  const added: string[] = [];
  let isRewritten = false;
  const changed = changeParameters(url, ({ name, value }) => {
    if (name.toLowerCase() !== 'fields' || value.trim() === '') return undefined;
    const text = encodedTwice.test(value) ? decodeText(value) : value;
    const list = text.trim().startsWith('[') ? text : (asMembers(text) ?? asList(text, url));
    const complete =
      list === undefined
        ? completeNames(text, dates)
        : completeList(list, [idField, ...dates], list !== text);
    if (complete === undefined) return undefined;
    isRewritten ||= complete.added.length === 0;
    added.push(...complete.added);
    return `${name}=${encodeForTemplate(complete.value)}`;
  });
  if (added.length > 0) {
    findings.mended(
      'fields',
      phrase`The "fields" left out what versions of a record are told apart by; it was put in: ${added.join(', ')}.`,
      url,
      changed,
    );
  }
  if (isRewritten && added.length === 0) {
    findings.mended(
      'fields',
      phrase`The "fields" were written as JSON, which is what Coupa reads.`,
      url,
      changed,
    );
  }
  return changed;
}

/** A list whose every sign is encoded. */
const encodedTwice = /^(?:%5B)(?:%[0-9A-F]{2}|[\w.-]){1,9000}$/i;

interface Complete {
  value: string;
  added: string[];
}

/** `{"id":true,"supplier":["id"]}`: members that other programs mark as wanted, as Coupa's list. */
function asMembers(value: string): string | undefined {
  const object = value.trim().startsWith('{') ? parsedJson(value) : undefined;
  if (!isJsonObject(object)) return undefined;
  const members = Object.entries(object).filter(([, wanted]) => wanted !== false && wanted !== 0);
  // Without any mark it may be an object of Coupa's own.
  if (!members.some(([, wanted]) => wanted === true || wanted === 1)) return undefined;
  return JSON.stringify(members.map(([name, wanted]) => (isMark(wanted) ? name : { [name]: wanted })));
}

function isMark(wanted: unknown): boolean {
  return wanted === true || wanted === 1;
}

/** `id,supplier.name`, `(id, name)`, `"id;name"` as the list that Coupa itself reads; `undefined` for what is none, and on a hub, which reads names. */
function asList(value: string, url: string): string | undefined {
  const names = value
    .replace(/["'()]/g, ' ')
    .trim()
    .split(/\s{0,20}[,;|]\s{0,20}|\s{1,20}/);
  if (!url.startsWith('/api/') || !names.every((name) => /^[\w-]+(?:\.[\w-]+){0,5}$/.test(name)))
    return undefined;
  const nested = names.map((name) =>
    name
      .split('.')
      .reduceRight<unknown>((below, step) => (below === undefined ? step : { [step]: [below] }), undefined),
  );
  return JSON.stringify(nested);
}

function completeList(
  value: string,
  wanted: readonly string[],
  isWrittenAnew: boolean,
): Complete | undefined {
  const read = readList(value);
  if (read === undefined) return undefined;
  const { list } = read;
  const isLoose = read.isLoose || isWrittenAnew;
  const added = missing(
    list.filter((field) => typeof field === 'string'),
    wanted,
  ).map((name) => name.replaceAll('-', '_'));
  const whole = JSON.stringify([...list, ...added]);
  return added.length === 0 && !isLoose ? undefined : { value: whole, added };
}

function completeNames(value: string, wanted: readonly string[]): Complete | undefined {
  // An object is neither of the two.
  if (value.trim().startsWith('{')) return undefined;
  const names = value.split(',').map((name) => name.trim());
  const added = missing(names, wanted);
  return added.length === 0 ? undefined : { value: [...names.filter(Boolean), ...added].join(','), added };
}

function missing(names: readonly string[], wanted: readonly string[]): string[] {
  const own = wanted.filter((name) => name !== '' && !name.includes('.'));
  return own.filter(
    (name, index) =>
      !names.some((one) => isSameAttribute(one, name)) &&
      !own.slice(0, index).some((earlier) => isSameAttribute(earlier, name)),
  );
}

interface FieldList {
  list: unknown[];
  /** It is no JSON: single quotes, no quotes, a comma too many. */
  isLoose: boolean;
}

/** `undefined` for what is no list: a placeholder, or something only Coupa can read. */
function readList(value: string): FieldList | undefined {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? { list, isLoose: false } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return readLoose(value);
    throw error;
  }
}

function readLoose(value: string): FieldList | undefined {
  if (!value.trim().endsWith(']') || /[$]?\{\{|\$\{/.test(value)) return undefined;
  const { documents, findings } = readTolerantJson(value);
  const [list] = documents;
  const isRead = documents.length === 1 && Array.isArray(list);
  const left = ['ignored-text', 'stray-text', 'stray-bracket', 'unclosed-bracket'];
  if (!isRead || findings.some(({ severity, code }) => severity === 'error' || left.includes(code)))
    return undefined;
  return { list, isLoose: true };
}
