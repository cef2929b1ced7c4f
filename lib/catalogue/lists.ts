import { withoutTrailingSlashes } from '../base/text/without-trailing';
import { documentedWrites } from './documented-writes';
import { type WriteFacts, writeFacts } from './read-data';
import { findResource } from './resources';

/** A list of the Core API, and what is known of it. */
export interface CoupaList {
  /** Its path below `/api/`, as release 39 declares it: `suppliers/{supplier_id}/addresses`. */
  template: string;
  /** The path that was asked for: `/api/suppliers/17/addresses`. */
  path: string;
  /** Writes that the Swagger files declare. */
  declared: WriteFacts;
  /** Writes that only the documentation knows. */
  documented: WriteFacts;
}

/** Characters of a path: no list of Coupa's comes near. */
const longestPath = 500;

/**
 * The list that a name of the catalogue (`purchaseOrders`) or a path (`suppliers/17/addresses`, `/api/invoices`,
 * `suppliers/{{payload.id}}/addresses`) means. `undefined` where release 39 has none: tenants of a newer one may.
 */
export function listOf(resource: string): CoupaList | undefined {
  const path = corePathOf(resource);
  if (path.length > longestPath) return undefined;
  const wanted = path.replace(/^\/api\//, '').split('/');
  const known = templates();
  const template = known.get(wanted.join('/')) ?? [...known.values()].find((one) => matches(one, wanted));
  if (template !== undefined) return { template, path, ...factsOf(template) };
  return listUnderRecord(path, wanted);
}

/** The path of a list below the site, without a query: that of a resource of the catalogue, or the one given. */
export function corePathOf(resource: string): string {
  const found = findResource(resource);
  if (found !== undefined) return found.path;
  const path = resource.trim().split(/[?#]/, 1)[0] ?? '';
  return `/api/${withoutTrailingSlashes(path.replace(/^\/+/, '').replace(/^api\/+/, ''))}`;
}

/** `invoices/17/comments`: comments and attachments are lists below every record that may have them. */
function listUnderRecord(path: string, wanted: readonly string[]): CoupaList | undefined {
  const [kind, id, ...before] = wanted.toReversed();
  if ((kind !== 'attachments' && kind !== 'comments') || id === undefined || before.length === 0)
    return undefined;
  const parent = listOf(before.toReversed().join('/'));
  if (parent === undefined) return undefined;
  const take = ({ attach, detach, comment }: WriteFacts): WriteFacts =>
    kind === 'attachments'
      ? { record: 'Attachment', attach, detach }
      : { record: 'Comment', create: comment };
  const declared = take(parent.declared);
  const documented = take(parent.documented);
  const some = [declared, documented].some(({ attach, create }) => attach ?? create);
  return some ? { template: `${parent.template}/{id}/${kind}`, path, declared, documented } : undefined;
}

function factsOf(template: string): Pick<CoupaList, 'declared' | 'documented'> {
  const of = (table: Readonly<Record<string, WriteFacts>>) =>
    Object.hasOwn(table, template) ? (table[template] ?? {}) : {};
  return { declared: of(writeFacts()), documented: of(documentedWrites) };
}

let templatesByPath: ReadonlyMap<string, string> | undefined;
function templates(): ReadonlyMap<string, string> {
  templatesByPath ??= new Map(
    [...Object.keys(writeFacts()), ...Object.keys(documentedWrites)].map((path) => [path, path]),
  );
  return templatesByPath;
}

/** A part in braces stands for any id, also for one that is still a placeholder. */
function matches(template: string, wanted: readonly string[]): boolean {
  const parts = template.split('/');
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part === wanted[index] || (part.startsWith('{') && wanted[index] !== ''))
  );
}
