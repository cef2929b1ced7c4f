import type { WriteFacts } from './read-data';

/**
 * Writes that Coupa's documentation describes and its Swagger files of release 39 leave out, by list. (Compass, April 2026: the
 * pages of invoices, requisitions, statements, charges, data file sources, quote requests.)
 */
export const documentedWrites: Readonly<Record<string, WriteFacts>> = {
  charges: { update: 'PUT' },
  'coupa_pay/statements': { update: 'PUT' },
  data_file_sources: { listActions: { load_files: 'POST' } },
  easy_form_responses: { record: 'EasyFormResponse' },
  // "Creates an invoice in draft status"; the scope core.invoice.create is there for it.
  invoices: { create: 'POST' },
  'invoices/{invoice_id}/payment_receipts': { record: 'LegalPaymentReceipt' },
  quote_requests: { attach: 'POST', detach: 'DELETE' },
  requisitions: { listActions: { 'new/submit_for_approval': 'POST', schedule_issuance: 'POST' } },
};

/**
 * Writes that the Swagger files declare and Coupa does not carry out, and what does it instead. The summary of the first says so itself;
 * the documentation says of the others that only GET is supported, the mark of an export apart.
 */
export const deadWrites: Readonly<Record<string, { kinds: readonly string[]; instead: string }>> = {
  budget_line_adjustments: { kinds: ['create'], instead: 'budget_lines/{id}/adjust' },
  inventory_transactions: { kinds: ['create', 'update'], instead: 'receiving_transactions' },
};

/** Statuses that a record has to have for a write, where the documentation or a summary names them; by list and what is done. */
export const statesFor: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  invoices: { delete: ['new'], void: ['pending_receipt', 'approved', 'draft'] },
};
