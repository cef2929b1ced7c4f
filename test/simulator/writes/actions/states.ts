/** What one action does to a record's status. */
export interface Transition {
  /** The statuses in which it is allowed; all, where it is not said. */
  from?: readonly string[];
  /** The status after it; as before, where it is not said. */
  to?: string;
  /** Parameters of body or query of which one has to be there. */
  needs?: readonly string[];
  /** Makes an approval that somebody has to give. */
  asksApproval?: boolean;
  /** Sets the exported flag. */
  marks?: boolean;
}

/**
 * Actions on one record by resource. Coupa: an invoice is voided only from `pending_receipt`, `approved` or `draft`; runs
 * of integrations begin as `pending` and end as `successful` or `failed`. The other statuses that an action starts from
 * are the ones its name and the enumerations of release 39 leave.
 */
export const transitions: Readonly<Record<string, Readonly<Record<string, Transition>>>> = {
  'asn/headers': { receive: { to: 'received' }, void: { to: 'voided' } },
  'asn/lines': { receive: { to: 'received' }, void: { to: 'cancelled' } },
  contracts: {
    complete: { to: 'completed' },
    create_published: { to: 'published' },
    submit_for_approval: { from: ['draft', 'rejected'], to: 'pending_approval', asksApproval: true },
    update_published: { from: ['published'] },
    withdraw_signatures: { to: 'draft' },
  },
  'coupa_pay/payments': { export: { marks: true } },
  cycle_counts: { submit: { to: 'submitted' } },
  expense_reports: {
    submit: { from: ['draft', 'rejected'], to: 'pending_approval', asksApproval: true },
    send_back_line: { from: ['pending_approval'] },
  },
  integration_runs: {
    run: { from: ['pending', 'paused'], to: 'running' },
    pause: { from: ['running'], to: 'paused' },
    pending: { from: ['paused', 'running'], to: 'pending' },
    finish: { from: ['running', 'paused'], to: 'finished' },
    success: { from: ['pending', 'running', 'paused', 'finished'], to: 'successful' },
    fail: { from: ['pending', 'running', 'paused', 'finished'], to: 'failed' },
    max_updated_at: {},
  },
  inventory_transactions: { void: { from: ['created', 'pending'], to: 'voided' } },
  invoices: {
    abandon: { from: ['new', 'draft', 'on_hold', 'ap_hold', 'disputed', 'rejected'], to: 'abandoned' },
    bypass_approvals: { from: ['pending_approval'], to: 'approved' },
    bypass_current_approval: { from: ['pending_approval'], to: 'approved' },
    dispute: {
      from: ['pending_approval', 'pending_receipt', 'on_hold', 'ap_hold', 'booking_hold', 'pending_action'],
      to: 'disputed',
      needs: ['dispute-reason', 'dispute-reasons'],
    },
    restart_approvals: { from: ['pending_approval', 'approved', 'rejected'], to: 'pending_approval' },
    submit: { from: ['new', 'draft', 'rejected', 'disputed'], asksApproval: true },
    void: { from: ['pending_receipt', 'approved', 'draft'], to: 'voided' },
    withdraw_dispute: { from: ['disputed'], to: 'pending_approval' },
  },
  'payables/allocations': { export: { marks: true }, reverse: { to: 'reversed' } },
  'payables/external/payables': { void: { to: 'voided' } },
  'payables/invoices': { export: { marks: true } },
  projects: {
    cancelled: { to: 'cancelled' },
    complete: { to: 'complete' },
    draft: { to: 'draft' },
    in_progress: { to: 'in_progress' },
    planned: { to: 'planned' },
  },
  purchase_order_changes: {
    submit_for_approval: { from: ['draft', 'rejected'], to: 'pending_approval', asksApproval: true },
  },
  purchase_order_lines: {
    reopen_for_invoicing: { from: ['soft_closed_for_invoicing'], to: 'created' },
    reopen_for_receiving: { from: ['soft_closed_for_receiving'], to: 'created' },
    soft_close_for_invoicing: { to: 'soft_closed_for_invoicing' },
    soft_close_for_receiving: { to: 'soft_closed_for_receiving' },
  },
  purchase_orders: {
    cancel: {
      from: ['draft', 'issued', 'buyer_hold', 'supplier_hold', 'currency_hold', 'error'],
      to: 'cancelled',
    },
    close: { from: ['issued'], to: 'closed' },
    ignore_window_and_issue: { from: ['draft', 'supplier_window_hold'], to: 'issued' },
    issue: { from: ['draft', 'supplier_window_hold', 'error'], to: 'issued' },
    issue_without_send: { from: ['draft', 'supplier_window_hold', 'error'], to: 'issued' },
    release_from_buyer_hold: { from: ['buyer_hold'], to: 'issued' },
    reopen: { from: ['closed'], to: 'issued' },
  },
  quote_requests: {
    end_event: { to: 'complete' },
    go_to_production: { from: ['draft', 'test'], to: 'production' },
    go_to_test: { from: ['draft'], to: 'test' },
  },
  quote_responses: { award: { to: 'awarded' } },
  receipt_requests: {
    submit: { from: ['draft', 'withdrawn'], to: 'pending_approval' },
    withdraw: { from: ['pending_approval'], to: 'withdrawn' },
  },
  receiving_transactions: { void: { from: ['created', 'pending'], to: 'voided' } },
  requisitions: {
    save_for_later: { from: ['cart', 'draft'], to: 'draft' },
    update_and_submit_for_approval: { from: ['cart', 'draft'], to: 'pending_approval', asksApproval: true },
    update_without_validation: {},
  },
  return_requests: { submit: { from: ['draft'], to: 'submitted' } },
};

/** The class by which approvals and history records name a document, by resource. */
export const documentClasses: Readonly<Record<string, string>> = {
  accounts: 'Account',
  addresses: 'Address',
  contracts: 'Contract',
  'coupa_pay/payments': 'CoupaPay::Payment',
  exchange_rates: 'ExchangeRate',
  expense_reports: 'ExpenseReport',
  inventory_transactions: 'InventoryTransaction',
  invoices: 'InvoiceHeader',
  items: 'Item',
  lookup_values: 'LookupValue',
  purchase_order_changes: 'OrderHeaderChange',
  purchase_orders: 'OrderHeader',
  receiving_transactions: 'InventoryTransaction',
  requisitions: 'RequisitionHeader',
  suppliers: 'Supplier',
  users: 'User',
};
