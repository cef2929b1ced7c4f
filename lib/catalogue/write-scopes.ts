import { corePathOf, listOf } from './lists';
import type { RecordOperation } from './record-operations';
import { findResourceByPath, resources } from './resources';
import { scopesIn } from './scopes-in';

/** One thing that a node does. */
export interface ResourceUse {
  /** A name of the catalogue, or a path. */
  resource: string;
  operation: RecordOperation;
  /** With `action`: `submit`. */
  action?: string;
}

/**
 * The scopes that an operation needs, the one that counts most first; empty where nothing is known of the resource. Coupa's Swagger files
 * list scopes by file and not by operation: this is what their descriptions and the documentation say of each.
 */
export function scopesFor(resource: string, operation: RecordOperation, action = ''): string[] {
  const path = corePathOf(resource).replace(/^\/api\//, '');
  const stem = stemOf(path);
  if (stem === undefined) return [];
  const read = findResourceByPath(`/api/${path}`)?.scope ?? `${stem}.read`;
  if (operation === 'list' || operation === 'get' || operation === 'download') return [read];
  const create = path === 'invoices' ? 'core.invoice.create' : `${stem}.write`;
  if (operation === 'create') return [create];
  if (operation === 'upsert') return [...new Set([read, create, `${stem}.write`])];
  const particular =
    operation === 'delete' ? deleting[stem] : operation === 'action' && actionScope(stem, action);
  return [`${stem}.write`, ...(particular ? [particular] : [])];
}

/**
 * The scope that a refused operation most likely misses: the first that it needs and that was not granted. `undefined` where all were,
 * or none is known: then it is the user behind the client who may not.
 *
 * @param granted the scopes of the token or of the connection, separated by spaces or commas
 */
export function missingScope(
  granted: string,
  resource: string,
  operation: RecordOperation,
  action?: string,
): string | undefined {
  const has = new Set(scopesIn(granted));
  return scopesFor(resource, operation, action).find((scope) => !has.has(scope));
}

/** All scopes that some nodes need together, each once, in the order of the alphabet. */
export function scopesForAll(uses: readonly ResourceUse[]): string[] {
  const all = uses.flatMap(({ resource, operation, action }) => scopesFor(resource, operation, action));
  return [...new Set(all)].sort();
}

/** Every scope that is known to read or write something. */
export function knownScopes(): ReadonlySet<string> {
  const reading = resources.map(({ scope }) => scope);
  const stems = [...reading.map(withoutRight), ...Object.values(otherStems)];
  const writing = stems.flatMap((stem) => [`${stem}.read`, `${stem}.write`]);
  return new Set([...reading, ...writing, ...particularScopes]);
}

/** The scope of a path without its right: that of the list itself, else of the record that it lies below. */
function stemOf(path: string): string | undefined {
  const template = listOf(path)?.template ?? path;
  const own = Object.hasOwn(otherStems, template) ? otherStems[template] : undefined;
  if (own !== undefined) return own;
  const found = findResourceByPath(`/api/${template}`);
  if (found !== undefined) return withoutRight(found.scope);
  const parts = path.split('/');
  return parts.length > 1 ? stemOf(parts.slice(0, -1).join('/')) : undefined;
}

function withoutRight(scope: string): string {
  return scope.replace(/\.read$/, '');
}

function actionScope(stem: string, action: string): string | undefined {
  if (stem === 'core.invoice' && action.startsWith('bypass_')) return 'core.invoice.approval.bypass';
  if (stem === 'core.sourcing.response' && action === 'award') return 'core.sourcing.response.award.write';
  if (!/approv/.test(action) || action.startsWith('submit')) return undefined;
  return stem === 'core.invoice' || stem === 'core.easy_form_response' ? `${stem}.approval.write` : undefined;
}

/** Scopes for deleting alone. */
const deleting: Readonly<Record<string, string>> = {
  'core.invoice': 'core.invoice.delete',
  'core.supplier_information_tax_registrations': 'core.supplier_information_tax_registrations.delete',
};

const particularScopes = [
  'core.invoice.create',
  'core.invoice.approval.bypass',
  'core.invoice.approval.write',
  'core.easy_form_response.approval.write',
  'core.sourcing.response.award.write',
  'core.catalog.read',
  'core.catalog.write',
  ...Object.values(deleting),
];

/**
 * Lists that are no index resources, or have another scope than the record that they lie below; without the right. Coupa Pay's charges and
 * statements have no scope in the Swagger files: that of its payments is the only one of Coupa Pay.
 */
const otherStems: Readonly<Record<string, string>> = {
  'asn/lines': 'core.inventory.asn',
  charges: 'core.pay.payments',
  'coupa_pay/statements': 'core.pay.payments',
  custom_objects: 'core.common',
  'custom_objects/{object_definition_id}/object_instances': 'core.common',
  inbound_invoices: 'core.invoice',
  purchase_order_line_changes: 'core.purchase_order',
  quote_award_approvables: 'core.sourcing',
  quote_request_approvables: 'core.sourcing',
  'quote_requests/{quote_request_id}/pending_quote_suppliers': 'core.sourcing.pending_supplier',
  requisition_lines: 'core.requisition',
  supplier_information_tax_registrations: 'core.supplier_information_tax_registrations',
  supplier_invites: 'core.supplier',
  'supplier_information/{supplier_information_id}/easy_form_responses': 'core.easy_form_response',
  'supplier_information/{supplier_information_id}/supplier_information_sites':
    'core.supplier_information_sites',
  'uoms/{uom_id}/translations': 'core.object_translations',
  'users/{user_id}/easy_form_responses': 'core.easy_form_response',
};
