import { decodeParameter } from '../../template/percent';
import { plainAmpersands } from '../../template/split-query';

/**
 * What the `fields` of a URL template keep out of the records, of the fields that a node reads: as elements to add to the top level of
 * `fields`. Nothing where the URL asks for whole records, or for fields that are not known before it is rendered.
 *
 * @param url the template; `fields` in Coupa's notation (`["id",{"supplier":["id"]}]`) or a hub's (`id,supplier.id`)
 * @param paths paths into a record, `updated-at`; empty ones name no field
 */
export function leftOut(url: string, paths: readonly string[]): string[] {
  const fields = fieldsOf(url);
  if (fields === undefined) return [];
  return paths
    .filter((path) => path !== '')
    .map((path) => path.replaceAll('-', '_').split('.'))
    .filter((path) => !holds(fields, path))
    .map((path) => JSON.stringify(elementOf(path)));
}

/** What else a URL says of the form in which records come: `return_object=limited`, `filter=names_only`; `undefined`: nothing. */
export function formAskedFor(url: string): string | undefined {
  return parametersOf(url).findLast((parameter) => /^(?:return_object|filter)=./.test(parameter));
}

/** Levels of a name in a hub's notation. */
const deepestLevel = 32;

/** A list of names, and of objects whose members are lists of their own. */
type Fields = readonly unknown[];

function fieldsOf(url: string): Fields | undefined {
  const written = parametersOf(url).findLast((parameter) => parameter.startsWith('fields='));
  if (written === undefined) return undefined;
  const text = decodeParameter(written.slice('fields='.length)).trim();
  if (text === '' || text.includes('{{') || text.includes('${')) return undefined;
  return text.startsWith('[')
    ? readList(text)
    : text.split(',').map((name) => elementOf(name.trim().split('.', deepestLevel)));
}

function readList(text: string): Fields | undefined {
  try {
    const fields: unknown = JSON.parse(text);
    return Array.isArray(fields) ? fields : undefined;
  } catch (error) {
    // No JSON, or nested without end: what the tenant makes of it shows in its answer.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `["supplier","name"]` as `fields` has it: `{"supplier":["name"]}`. */
export function elementOf(path: readonly string[]): unknown {
  const [name = '', ...below] = path;
  return below.length === 0 ? name : { [name]: [elementOf(below)] };
}

function holds(fields: Fields, [name = '', ...below]: readonly string[]): boolean {
  return fields.some((field) => {
    // A name stands for all that is below it.
    if (typeof field === 'string') return alike(field, name);
    return Object.entries(Object(field)).some(
      ([key, members]) =>
        alike(key, name) && (below.length === 0 || !Array.isArray(members) || holds(members, below)),
    );
  });
}

function alike(written: string, name: string): boolean {
  return written.replaceAll('-', '_') === name;
}

/** The parameters of a URL template, as they are written. */
export function parametersOf(url: string): string[] {
  const start = url.indexOf('?');
  return start < 0 ? [] : plainAmpersands(url.slice(start)).slice(1).split('&');
}
