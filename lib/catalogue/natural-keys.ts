import { listOf } from './lists';

/** Members that together identify one record. */
export interface NaturalKey {
  /** Paths into a record: `['invoice-number', 'supplier.number']`. */
  members: readonly string[];
  /** Those of them that Coupa can be asked for in one query; the others are compared in what it answers. */
  asked: readonly string[];
}

/**
 * The keys by which a record of a list is recognised, the best first: the first whose members are all there counts. Empty where there is
 * none but the id. From the key rules of Coupa's CSV loaders, its certification scenarios and its example calls.
 */
export function naturalKeys(resource: string): NaturalKey[] {
  return defaultKey(resource)
    .split(';')
    .filter(Boolean)
    .map((text) => text.split(',').map((member) => member.trim()))
    .map((members) => ({ members, asked: members.filter((member) => !unasked.has(member)) }));
}

/** The same as a node stores it: members separated by commas, alternatives by semicolons (`number; name`). */
export function defaultKey(resource: string): string {
  const template = listOf(resource)?.template ?? '';
  return Object.hasOwn(keys, template) ? (keys[template] ?? '') : '';
}

/** Coupa: asking for both currencies of an exchange rate at once "is currently not supported". */
const unasked: ReadonlySet<string> = new Set(['to-currency.code']);

/** Supplier items of a contract and without one are different ones. */
const supplierItem =
  'supplier-part-num, supplier.number, contract.number; supplier-part-num, supplier.number';

/** By path of the list. Those that are not documented, but have a `name` or `code` that Coupa identifies references by, are at the end. */
const keys: Readonly<Record<string, string>> = {
  accounts: 'code, account-type.name; name',
  addresses: 'location-code; name',
  'asn/headers': 'asn-number',
  business_entities: 'name',
  business_groups: 'name',
  commodities: 'name',
  contracts: 'number; name, supplier.number; name, supplier.name',
  departments: 'name',
  exchange_rates: 'rate-date, from-currency.code, to-currency.code',
  integrations: 'code',
  'invoices/{invoice_id}/remit_to_addresses': 'remit-to-code; external-src-ref',
  invoices: 'invoice-number, supplier.number; invoice-number, supplier.name; invoice-number, supplier.id',
  items: 'item-number; name',
  lookup_values: 'lookup.name, external-ref-code; lookup.name, external-ref-num; lookup.name, name',
  'payables/external/payables': 'source-name, source-reference',
  payment_terms: 'code',
  projects: 'name; external-reference-number',
  purchase_order_lines: 'order-header-number, line-num',
  purchase_orders: 'po-number',
  shipping_terms: 'code',
  supplier_items: supplierItem,
  'items/{item_id}/supplier_items': supplierItem,
  supplier_sites: 'code',
  'suppliers/{supplier_id}/addresses': 'remit-to-code; external-src-ref',
  'suppliers/{supplier_id}/supplier_sites': 'code',
  suppliers: 'number; name',
  tax_registrations: 'number, owner-type, owner-id; number',
  user_groups: 'name',
  'users/{user_id}/addresses': 'location-code; name',
  users: 'login; email; employee-number',
  warehouses: 'name',
  account_groups: 'name',
  account_types: 'name',
  account_validation_rules: 'name',
  financial_counterparties: 'name',
  invoice_emails: 'email',
  'suppliers/{supplier_id}/invoice_emails': 'email',
  legal_entities: 'name',
  lookups: 'name',
};
