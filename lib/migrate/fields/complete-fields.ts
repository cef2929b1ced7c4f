import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { encodeForTemplate } from '../../template/split-query';
import type { ResourceDescription } from '../model/description';
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
  const changed = changeParameters(url, ({ name, value }) => {
    if (name.toLowerCase() !== 'fields' || value.trim() === '') return undefined;
    const complete = value.trim().startsWith('[')
      ? completeList(value, [idField, ...dates])
      : completeNames(value, dates);
    if (complete === undefined) return undefined;
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
  return changed;
}

interface Complete {
  value: string;
  added: string[];
}

function completeList(value: string, wanted: readonly string[]): Complete | undefined {
  const list = readList(value);
  if (list === undefined) return undefined;
  const added = missing(
    list.filter((field) => typeof field === 'string'),
    wanted,
  ).map((name) => name.replaceAll('-', '_'));
  return added.length === 0 ? undefined : { value: JSON.stringify([...list, ...added]), added };
}

function completeNames(value: string, wanted: readonly string[]): Complete | undefined {
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

/** `undefined` for what is no list: a placeholder, or something only Coupa can read. */
function readList(value: string): unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
