import { listOf } from '../../catalogue/lists';

/**
 * What Coupa's integration history and integration errors call the records of a list: a class, not a path. `undefined`: Coupa
 * knows no class for them, so nothing can be reported of them.
 *
 * @param path the list's: `/api/invoices`.
 */
export function documentTypeOf(path: string): string | undefined {
  const template = listOf(path)?.template ?? path.replace(/^\/api\//, '');
  return Object.hasOwn(types, template) ? types[template] : undefined;
}

/** The values of `document-type` in release 39's Swagger file of the platform, by the lists that they are read from. */
const types: Readonly<Record<string, string>> = {
  account_validation_rules: 'AccountValidationRule',
  accounts: 'Account',
  addresses: 'Address',
  'asn/headers': 'Asn::Header',
  charges: 'Charge',
  contracts: 'Contract',
  'coupa_pay/payments': 'CoupaPay::Payment',
  'coupa_pay/statements': 'CoupaPay::Statement',
  exchange_rates: 'ExchangeRate',
  expense_reports: 'ExpenseReport',
  inventory_adjustments: 'InventoryTransaction',
  inventory_consumptions: 'InventoryTransaction',
  inventory_transactions: 'InventoryTransaction',
  inventory_transfers: 'InventoryTransaction',
  invoices: 'InvoiceHeader',
  items: 'Item',
  lookup_values: 'LookupValue',
  'payables/external/payables': 'Payables::External::Payable',
  'payables/invoices': 'Payables::Invoice',
  purchase_orders: 'OrderHeader',
  receipt_requests: 'ReceiptRequest',
  receiving_transactions: 'InventoryTransaction',
  requisitions: 'RequisitionHeader',
  return_to_supplier_transactions: 'InventoryTransaction',
  supplier_information: 'SupplierInformation',
  suppliers: 'Supplier',
  'suppliers/{supplier_id}/addresses': 'RemitToAddress',
  users: 'User',
};
