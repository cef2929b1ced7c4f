import { attribute, canonical, type Fields, isObject, toId } from '../json';
import type { WriteContext, Writing } from './context';
import { setUp } from './set-up';

/** Where records of a type are found, and by which members. */
interface Identity {
  resource: string;
  /** In the order in which Coupa lists them: "Possible keys are". */
  keys: readonly string[];
}

/**
 * Whether a member of that type refers to a record that is there already. Coupa: a reference is an object with one
 * identifying key, it never creates or changes the record it names.
 */
export function isReference(type: string | undefined): type is string {
  return type !== undefined && type in identities;
}

/**
 * The record that a reference finds, as other records show it. Of several keys all must match (Coupa's page on
 * requisitions).
 *
 * @returns a text: the error with which Coupa refuses a reference that finds nothing
 */
export function referred(reference: Fields, type: string, member: string, writing: Writing): Fields | string {
  const identity = identities[type];
  if (!identity) return reference;
  const given = Object.entries(reference)
    .map(([name, value]) => [canonical(name), value] as const)
    .filter(([name, value]) => identity.keys.includes(name) && value !== null && value !== undefined);
  const found = given.length > 0 ? findOne(identity, given, writing.context) : undefined;
  return found ? shown(found) : notFound(type, member, identity, reference);
}

/** What of a record is shown where another refers to it. */
export function shown(record: Fields): Fields {
  const entries = summary.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]);
  return Object.fromEntries(entries) as Fields;
}

/** The keys by type, as Coupa's pages and the connectors name them. */
const identities: Readonly<Record<string, Identity>> = {
  Account: { resource: 'accounts', keys: ['id', 'code', 'account-type', 'name', ...segments()] },
  AccountType: { resource: 'account_types', keys: ['id', 'name'] },
  Address: { resource: 'addresses', keys: ['id', 'name', 'location-code'] },
  BusinessGroup: { resource: 'business_groups', keys: ['id', 'name'] },
  Commodity: { resource: 'commodities', keys: ['id', 'name'] },
  Contract: { resource: 'contracts', keys: ['id', 'number', 'name'] },
  Country: { resource: 'countries', keys: ['id', 'code', 'name'] },
  Currency: { resource: 'currencies', keys: ['id', 'code'] },
  Department: { resource: 'departments', keys: ['id', 'name'] },
  Integration: { resource: 'integrations', keys: ['id', 'code'] },
  IntegrationRun: { resource: 'integration_runs', keys: ['id'] },
  Item: { resource: 'items', keys: ['id', 'item-number', 'name'] },
  Language: { resource: 'languages', keys: ['id', 'code'] },
  LegalEntity: { resource: 'legal_entities', keys: ['id', 'name'] },
  Lookup: { resource: 'lookups', keys: ['id', 'name'] },
  LookupValue: {
    resource: 'lookup_values',
    keys: ['id', 'external-ref-num', 'external-ref-code', 'name', 'lookup'],
  },
  PaymentTerm: { resource: 'payment_terms', keys: ['id', 'code'] },
  Project: { resource: 'projects', keys: ['id', 'name'] },
  Role: { resource: 'roles', keys: ['id', 'name'] },
  ShippingTerm: { resource: 'shipping_terms', keys: ['id', 'code'] },
  Supplier: { resource: 'suppliers', keys: ['id', 'number', 'name'] },
  SupplierSite: { resource: 'supplier_sites', keys: ['id', 'code'] },
  TaxCode: { resource: 'tax_codes', keys: ['id', 'code', 'country'] },
  Uom: { resource: 'uoms', keys: ['id', 'code'] },
  User: { resource: 'users', keys: ['id', 'login', 'email', 'employee-number'] },
  UserGroup: { resource: 'user_groups', keys: ['id', 'name'] },
  UserSimple: { resource: 'users', keys: ['id', 'login', 'email', 'employee-number'] },
  Warehouse: { resource: 'warehouses', keys: ['id', 'name'] },
};

const summary = [
  'id',
  'name',
  'number',
  'code',
  'login',
  'email',
  'employee-number',
  'firstname',
  'lastname',
  'fullname',
  'location-code',
  'item-number',
  'external-ref-num',
  'external-ref-code',
  'decimals',
  'active',
  'account-type-id',
];

function segments(): string[] {
  return Array.from({ length: 20 }, (_, index) => `segment-${index + 1}`);
}

function findOne(
  { resource }: Identity,
  given: readonly (readonly [string, unknown])[],
  context: WriteContext,
): Fields | undefined {
  const matches = (record: Fields) => given.every(([name, value]) => holds(attribute(record, name), value));
  return candidates(resource, given, context).find(matches) ?? setUp[resource]?.find(matches);
}

/** Found by an index rather than by reading the whole collection. */
function candidates(
  resource: string,
  given: readonly (readonly [string, unknown])[],
  context: WriteContext,
): Fields[] {
  const collection = context.find(resource);
  const [name, value] = given.find(([, one]) => !isObject(one)) ?? [];
  if (!collection || name === undefined) return [];
  const rows = name === 'id' ? [rowOf(collection, value)] : collection.lookUp([name], String(value));
  return rows.flatMap((row) => (row ? [collection.record(row)] : []));
}

function rowOf(collection: NonNullable<ReturnType<WriteContext['find']>>, id: unknown) {
  return /^\d+$/.test(String(id)) ? collection.row(toId(String(id))) : undefined;
}

/** A key may itself be a reference: an account's `account-type: {name}`. */
function holds(found: unknown, wanted: unknown): boolean {
  if (!isObject(wanted)) return found !== null && found !== undefined && String(found) === String(wanted);
  return (
    isObject(found) && Object.entries(wanted).every(([name, value]) => holds(attribute(found, name), value))
  );
}

function notFound(type: string, member: string, { keys }: Identity, reference: Fields): string {
  const given = Object.entries(reference).map(([name, value]) => `"${name}"=>${inspected(value)}`);
  const possible = keys.map((key) => `"${key}"`).join(', ');
  const name = member.replaceAll('-', '_');
  return `Unable to find valid ${type.replace('UserSimple', 'User')} record for ${name} with keys {${given.join(', ')}}. Possible keys are [${possible}]`;
}

function inspected(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (!isObject(value)) return JSON.stringify(value) ?? 'nil';
  return `{${Object.entries(value)
    .map(([name, part]) => `"${name}"=>${inspected(part)}`)
    .join(', ')}}`;
}
