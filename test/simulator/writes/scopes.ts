import { allScopes, scopeOf } from '../records/resources';
import type { Readings } from './readings';

/**
 * The scopes of which a write needs one. Coupa lists scopes per file of its API and not per operation; creating an
 * invoice has a scope of its own, as have its deletion and what is done about its approvals.
 */
export function writeScopes(pattern: string, method: string, readings: Readings): readonly string[] {
  const [first = ''] = pattern.split('/');
  const resource = pattern.split('/{}')[0] ?? '';
  if (resource === 'invoices') return invoiceScopes(pattern, method, readings);
  return [others[resource] ?? others[first] ?? known(resource) ?? scopeOf(first, 'write')];
}

/** Every scope there is: what a client is granted that may do everything. */
export function everyScope(): string[] {
  return [
    ...new Set([...allScopes('read'), ...allScopes('write'), ...onlyWrites, ...Object.values(others)]),
  ].sort();
}

/** Scopes of writes that have no counterpart for reading. */
const onlyWrites: readonly string[] = [
  'core.invoice.create',
  'core.invoice.delete',
  'core.invoice.approval.write',
  'core.invoice.approval.bypass',
];

const others: Readonly<Record<string, string>> = {
  'coupa_pay/payments': 'core.pay.payments.write',
  'coupa_pay/statements': 'core.pay.payments.write',
  data_file_sources: 'core.integration.write',
  invoice_emails: 'core.supplier.write',
  order_pads: 'core.order_pad.write',
  requisitions: 'core.requisition.write',
  supplier_information: 'core.supplier.write',
  tax_registrations: 'core.invoice.write',
};

function known(resource: string): string | undefined {
  const scope = scopeOf(resource, 'write');
  return scope === 'core.common.write' ? undefined : scope;
}

function invoiceScopes(pattern: string, method: string, { invoiceScopes: how }: Readings): string[] {
  if (pattern === 'invoices') return ['core.invoice.create'];
  const own = ownScope(pattern, method);
  if (own === undefined) return ['core.invoice.write'];
  return how === 'own' ? [own] : [own, 'core.invoice.write'];
}

function ownScope(pattern: string, method: string): string | undefined {
  if (/bypass/.test(pattern)) return 'core.invoice.approval.bypass';
  if (/approv/.test(pattern)) return 'core.invoice.approval.write';
  return method === 'DELETE' && pattern === 'invoices/{}' ? 'core.invoice.delete' : undefined;
}
