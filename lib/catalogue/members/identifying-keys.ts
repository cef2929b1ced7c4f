/**
 * The members by which Coupa finds the record that a reference means, the usual one first; empty: not known, or no reference but an
 * object of the record itself. One is enough; of several all must match. "Possible keys are …" in Coupa's refusals names them.
 *
 * From the documentation's examples and page of requisitions, and from what connectors send.
 *
 * @param definition the name in Coupa's Swagger files: `Currency`
 */
export function identifyingKeys(definition: string): readonly string[] {
  return Object.hasOwn(keys, definition) ? (keys[definition] ?? []) : [];
}

const user = ['login', 'email', 'id', 'employee-number'];
const byName = ['name', 'id'];
const byCode = ['code', 'id'];

const keys: Readonly<Record<string, readonly string[]>> = {
  // The code together with the account-type's name; or the segments.
  Account: ['code', 'id', 'name', 'segment-1'],
  AccountType: byName,
  BusinessEntity: byName,
  BusinessGroup: byName,
  Commodity: byName,
  Contract: ['number', 'id', 'name'],
  Country: ['code', 'id', 'name'],
  Currency: byCode,
  Department: byName,
  FinancialCounterparty: byName,
  Integration: byCode,
  IntegrationRun: ['id'],
  Item: ['item-number', 'name', 'id'],
  LegalEntity: byName,
  Lookup: byName,
  LookupValue: ['external-ref-num', 'external-ref-code', 'id', 'name'],
  PaymentTerm: byCode,
  Period: byName,
  Project: byName,
  Role: byName,
  ShippingTerm: byCode,
  Supplier: ['number', 'name', 'id'],
  SupplierSite: ['code', 'id', 'name'],
  Tag: byName,
  TaxCode: byCode,
  Uom: byCode,
  User: user,
  UserGroup: byName,
  UserSimple: user,
  Warehouse: byName,
};
