import { listOf } from './lists';
import { findResourceByPath } from './resources';
import type { WriteMethod } from './write-operations';

/** How Coupa is told that a record was exported, or that it was not. */
export interface ExportedMark {
  method: WriteMethod;
  /** Below the site, `{id}` for the record's id, without a query: `/api/invoices/{id}`. */
  path: string;
  /** Whether the mark is a parameter of the query (`?exported=true`). Else the path itself says it, and it cannot be taken back. */
  query: boolean;
}

/**
 * How records of a list are marked as exported: a request of its own, "any other changes included may be ignored". `undefined`: they
 * have no such flag, or it is not known.
 */
export function exportedMark(resource: string): ExportedMark | undefined {
  const list = listOf(resource);
  if (list === undefined) return undefined;
  const flagged = findResourceByPath(`/api/${list.template}`)?.exported ?? false;
  if (flagged || alsoMarked.has(list.template))
    return { method: 'PUT', path: `${list.path}/{id}`, query: true };
  if (markedByAction.has(list.template))
    return { method: 'PUT', path: `${list.path}/{id}/export`, query: false };
  return undefined;
}

/** Lists that the documentation marks by the query, although the schemas of release 39 give their records no flag, or do not have them. */
const alsoMarked: ReadonlySet<string> = new Set([
  'charges',
  'coupa_pay/statements',
  'supplier_information',
  'supplier_information_sites',
]);

/** Coupa: `PUT` or `PATCH /{id}/export`. */
const markedByAction: ReadonlySet<string> = new Set(['payables/allocations', 'payables/invoices']);
