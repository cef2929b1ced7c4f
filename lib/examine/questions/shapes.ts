import type { JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { attributesOf } from '../../catalogue/members/attributes';
import { byId } from '../../scan/paging-parameters';
import type { Notebook } from '../noting/notebook';
import type { Inquiry } from './inquiry';
import type { Sample } from './survey';

/** Members that are asked for by name beside the usual ones. */
const mostMembers = 100;

/** Asks in which forms records come. */
export async function askShapes(
  inquiry: Inquiry,
  notebook: Notebook,
  { resource: { path }, records }: Sample,
): Promise<void> {
  if (records.length === 0) return;
  const decimals = records.reduce((count, record) => count + fractionsIn(record), 0);
  notebook.judge('decimals', decimals === 0, phrase`Numbers with fractions: ${decimals}.`);
  const few = await inquiry.list(path, [['fields', '["id","updated_at"]'], ...byId, ['limit', 3]]);
  if (few.kind === 'list' && few.records.length > 0) {
    const names = new Set(few.records.flatMap((record) => Object.keys(record).map(hyphened)));
    const wanted = ['id', 'updated-at'].filter((name) => records.every((record) => hasMember(record, name)));
    const isAsAsked = wanted.every((name) => names.has(name)) && names.size <= 2;
    notebook.judge('fields', isAsAsked, phrase`${names.size} fields came where two were asked for.`);
  }
  const limited = await inquiry.list(path, [['return_object', 'limited'], ...byId, ['limit', 3]]);
  if (limited.kind === 'list' && limited.records.length > 0) {
    const [size, whole] = [sizeOf(limited.records), sizeOf(records)];
    notebook.judge('return-object', size <= whole / 2, phrase`${size} of ${whole} fields came.`);
  }
  if (notebook.verdict('fields') === 'kept') await askFilter(inquiry, notebook, path, records);
}

/** Asks for members by name: those that come only then are hidden by a filter. */
async function askFilter(
  inquiry: Inquiry,
  notebook: Notebook,
  path: string,
  records: readonly JsonObject[],
): Promise<void> {
  const missing = attributesOf(path)
    .map(({ name }) => name)
    .filter((name) => !records.some((record) => hasMember(record, name)))
    .slice(0, mostMembers);
  const names = ['id', 'created-at', 'updated-at', ...missing];
  const named = JSON.stringify([...new Set(names)].map((name) => name.replaceAll('-', '_')));
  const reply = await inquiry.list(path, [['fields', named], ...byId, ['limit', records.length]]);
  if (reply.kind !== 'list') return;
  const hidden = names.filter(
    (name) =>
      reply.records.some((record) => hasMember(record, name)) &&
      !records.some((record) => hasMember(record, name)),
  );
  notebook.judge(
    'response-filter',
    hidden.length === 0,
    phrase`Fields that come only when asked for: ${hidden.length}.`,
  );
}

/** Asks by the exported flag. */
export async function askExported(
  inquiry: Inquiry,
  notebook: Notebook,
  { resource: { path }, records }: Sample,
): Promise<void> {
  const without = records.filter((record) => !hasMember(record, 'exported')).length;
  notebook.judge('exported-shown', without === 0, phrase`${without} of ${records.length} records have none.`);
  if (without > 0) return;
  let others = 0;
  let count = 0;
  for (const flag of [false, true]) {
    const reply = await inquiry.list(path, [['exported', String(flag)], ...byId, ['limit', 5]]);
    if (reply.kind !== 'list') return;
    count += reply.records.length;
    others += reply.records.filter((record) => String(record['exported']) !== String(flag)).length;
  }
  if (count > 0)
    notebook.judge(
      'exported-filter',
      others === 0,
      phrase`${others} of ${count} records had the other mark.`,
    );
}

function hasMember(record: JsonObject, name: string): boolean {
  const value = record[name] ?? record[name.replaceAll('-', '_')];
  return value !== undefined && value !== null;
}

function hyphened(name: string): string {
  return name.replaceAll('_', '-');
}

/** Members of a record at most. */
function sizeOf(records: readonly JsonObject[]): number {
  return Math.max(...records.map((record) => Object.keys(record).length));
}

/** How many numbers within a value have a fraction. */
function fractionsIn(value: unknown, levels = 6): number {
  if (typeof value === 'number') return Number.isInteger(value) ? 0 : 1;
  if (typeof value !== 'object' || value === null || levels === 0) return 0;
  return Object.values(value).reduce<number>((count, part) => count + fractionsIn(part, levels - 1), 0);
}
