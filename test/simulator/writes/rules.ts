import type { Fields } from '../json';
import type { Member } from '../schemas/objects';
import type { Writing } from './context';

/** What Coupa demands of the records of one resource, and what it does for them. */
export interface Rules {
  /** Members without which nothing is created. */
  required?: readonly string[];
  /** Members, or sets of them, that no two records share. */
  unique?: readonly (readonly string[])[];
  /** What a new record has where the request says nothing. */
  defaults?: Fields;
  /** Members that a PUT does not change, and says nothing about. */
  fixed?: readonly string[];
  /** What `status` must be one of, and the sentence that lists them. */
  status?: { allowed: readonly string[]; message: string };
}

export function rulesOf(resource: string): Rules {
  return rules[resource] ?? {};
}

/** Whether Coupa takes a member at all; what it does not take it ignores without a word. */
export function isTaken(name: string, member: Member | undefined, writing: Writing): boolean {
  if (!member) return false;
  if (!writing.creating && writing.place.length === 1 && rulesOf(writing.resource).fixed?.includes(name)) {
    return false;
  }
  if (!member.readOnly || writing.context.readings.readOnly === 'written') return true;
  return takenAllTheSame[writing.type ?? '']?.includes(name) ?? false;
}

/** Declared read-only, and yet sent by Coupa's own and by Rossum's examples. */
const takenAllTheSame: Readonly<Record<string, readonly string[]>> = {
  Account: ['code'],
  'CoupaPay-Payment': ['exported'],
  ExpenseReport: ['exported'],
  InvoiceHeader: ['document-type', 'gross-total', 'total-with-taxes'],
  InvoiceLine: ['po-number', 'order-header-num', 'order-line-num', 'accounting-total', 'total'],
  LookupValue: ['external-ref-code'],
};

const active: Fields = { active: true };

/** Coupa's reference pages, CSV key rules and certification scenarios. */
const rules: Readonly<Record<string, Rules>> = {
  /** Certification scenario 3.5: another `code` for an account is answered with 200 and ignored. */
  accounts: { unique: [['name']], defaults: active, fixed: ['code'] },
  addresses: { defaults: active },
  commodities: { defaults: active },
  contracts: { defaults: { status: 'draft' } },
  departments: { required: ['name'], defaults: active },
  exchange_rates: { required: ['from-currency', 'to-currency', 'rate', 'rate-date'] },
  expense_reports: { defaults: { status: 'draft' } },
  integration_errors: {
    required: ['contact-alert-type', 'integration-run'],
    defaults: { status: 'Error', 'creation-method': 'api' },
  },
  integration_history_records: {
    required: ['contact-alert-type', 'document-type', 'document-id'],
    defaults: { 'creation-method': 'api' },
  },
  integration_runs: { required: ['integration'], defaults: { status: 'pending' } },
  integrations: {
    required: ['name', 'code', 'direction', 'end-system', 'end-system-type', 'business-object'],
  },
  /** Coupa: a create leaves an invoice in draft status. */
  invoices: {
    defaults: { status: 'draft', channel: 'api', 'document-type': 'Invoice', 'lock-version-key': 1 },
  },
  items: { required: ['name'], unique: [['item-number'], ['name']], defaults: active },
  lookup_values: {
    required: ['name', 'lookup'],
    unique: [['lookup', 'external-ref-num']],
    defaults: active,
  },
  lookups: { required: ['name'], defaults: active },
  payment_terms: { required: ['code'], defaults: active },
  projects: { required: ['name'], defaults: { status: 'draft' } },
  purchase_order_changes: { defaults: { status: 'draft' } },
  purchase_orders: { unique: [['po-number']], defaults: { status: 'draft', version: 1 } },
  receiving_transactions: { defaults: { status: 'created' } },
  requisitions: { defaults: { status: 'draft' } },
  shipping_terms: { required: ['code'], defaults: active },
  /** Coupa: number and name are unique each, and the default status is draft. */
  suppliers: {
    required: ['name'],
    unique: [['number'], ['name']],
    defaults: { status: 'draft' },
    status: {
      allowed: ['active', 'inactive', 'onboarding', 'draft'],
      message: 'Supplier status must be one of active, inactive, onboarding.',
    },
  },
  users: { required: ['login', 'email'], unique: [['login'], ['email']], defaults: active },
};
