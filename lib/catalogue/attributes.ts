/** What the values of an attribute are, as far as filters care. */
export type AttributeKind = 'number' | 'text' | 'date' | 'flag';

/** One attribute of a record. */
export interface Attribute {
  /** As records have it: `invoice-date`. */
  name: string;
  kind: AttributeKind;
}

/** The plain attributes of the records below `/api/<path>`, without those that are records themselves; empty if not known. */
export function attributesOf(path: string): Attribute[] {
  const name = path.replace(/^\/api\//, '');
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  return Object.entries(known ?? {})
    .flatMap(([kind, names]) => names.split(' ').map((name) => ({ name, kind: kind as AttributeKind })))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** By path and kind, as the schemas of Coupa's release 39 have them. */
const table: Readonly<Record<string, Partial<Record<AttributeKind, string>>>> = {
  account_groups: {
    number: 'account-group-type id',
    text: 'name segment-10-col segment-10-op segment-10-val segment-11-col segment-11-op segment-11-val segment-12-col segment-12-op segment-12-val segment-13-col segment-13-op segment-13-val segment-14-col segment-14-op segment-14-val segment-15-col segment-15-op segment-15-val segment-16-col segment-16-op segment-16-val segment-17-col segment-17-op segment-17-val segment-18-col segment-18-op segment-18-val segment-19-col segment-19-op segment-19-val segment-1-col segment-1-op segment-1-val segment-20-col segment-20-op segment-20-val segment-2-col segment-2-op segment-2-val segment-3-col segment-3-op segment-3-val segment-4-col segment-4-op segment-4-val segment-5-col segment-5-op segment-5-val segment-6-col segment-6-op segment-6-val segment-7-col segment-7-op segment-7-val segment-8-col segment-8-op segment-8-val segment-9-col segment-9-op segment-9-val',
    date: 'created-at updated-at',
  },
  account_types: {
    number: 'id',
    text: 'legal-entity-name name',
    date: 'created-at updated-at',
    flag: 'active dynamic-flag',
  },
  account_validation_rules: {
    number: 'id',
    text: 'description error-message name segment-10-condition segment-10-max segment-10-min segment-11-condition segment-11-max segment-11-min segment-12-condition segment-12-max segment-12-min segment-13-condition segment-13-max segment-13-min segment-14-condition segment-14-max segment-14-min segment-15-condition segment-15-max segment-15-min segment-16-condition segment-16-max segment-16-min segment-17-condition segment-17-max segment-17-min segment-18-condition segment-18-max segment-18-min segment-19-condition segment-19-max segment-19-min segment-1-condition segment-1-max segment-1-min segment-20-condition segment-20-max segment-20-min segment-2-condition segment-2-max segment-2-min segment-3-condition segment-3-max segment-3-min segment-4-condition segment-4-max segment-4-min segment-5-condition segment-5-max segment-5-min segment-6-condition segment-6-max segment-6-min segment-7-condition segment-7-max segment-7-min segment-8-condition segment-8-max segment-8-min segment-9-condition segment-9-max segment-9-min',
    date: 'created-at updated-at',
    flag: 'active',
  },
  accounts: {
    number: 'account-type-id id',
    text: 'code name segment-1 segment-10 segment-11 segment-12 segment-13 segment-14 segment-15 segment-16 segment-17 segment-18 segment-19 segment-2 segment-20 segment-3 segment-4 segment-5 segment-6 segment-7 segment-8 segment-9',
    date: 'created-at updated-at',
    flag: 'active',
  },
  addresses: {
    number: 'id',
    text: 'attention business-group-name city external-src-name external-src-ref local-tax-number location-code name postal-code state state-iso-code street1 street2 street3 street4 type vat-number',
    date: 'created-at updated-at',
    flag: 'active',
  },
  announcements: {
    number: 'announceable-id id',
    text: 'announceable-type message short-description subject summary',
    date: 'created-at start-at updated-at',
    flag: 'important new',
  },
  approvals: {
    number: 'approvable-id approval-chain-id approver-id id position',
    text: 'approvable-type approver-type delegate-id note parallel-group-name status type',
    date: 'approval-date created-at updated-at',
    flag: 'holdable',
  },
  'asn/headers': {
    number: 'gross-weight id',
    text: 'asn-number bill-of-lading carrier container packing-slip ship-method ship-note standard-carrier-alpha-code status tracking-number trailer uom',
    date: 'created-at delivery-date ship-date updated-at',
    flag: 'export-flag',
  },
  asset_tags: {
    number: 'id inventory-balance-id order-line-id requisition-line-id',
    text: 'note owner serial-number tag',
    date: 'created-at updated-at',
    flag: 'received',
  },
  attachments: {
    number: 'id',
    text: 'file file-content-type file-file-name file-file-size file-url intent linked-to text type url',
    date: 'created-at updated-at',
  },
  budget_line_adjustments: {
    number: 'accounting-total adjustment-amount amount budget-remaining id price quantity',
    text: 'description reason',
    date: 'created-at',
  },
  budget_lines: {
    number:
      'amount id overrun-calculation owner-is-approver pending-requisitions-amount remaining remaining-budget',
    text: 'description notes segment-1 segment-10 segment-11 segment-12 segment-13 segment-14 segment-15 segment-16 segment-17 segment-18 segment-19 segment-2 segment-20 segment-3 segment-4 segment-5 segment-6 segment-7 segment-8 segment-9',
    date: 'created-at updated-at',
    flag: 'error-on-overrun',
  },
  business_entities: {
    number: 'id',
    text: 'display-name formation-type name status type',
    date: 'created-at updated-at',
  },
  business_groups: {
    number: 'id',
    text: 'description name',
    date: 'created-at updated-at',
  },
  comments: {
    number: 'commentable-id id',
    text: 'comment-type commentable-type comments comments-with-mentions-uniq-id mentionees reason-code to-supplier',
    date: 'created-at updated-at',
  },
  commodities: {
    number: 'children-count id parent-id',
    text: 'category deductibility name preferred subcategory translated-name',
    date: 'created-at updated-at',
    flag: 'active imported-from-taxonomy',
  },
  commodity_translations: {
    number: 'id',
    text: 'locale name',
    date: 'created-at updated-at',
  },
  contracts: {
    number:
      'clma-id id max-commit maximum-value min-commit minimum-value no-of-renewals proxy-supplier-id quote-response-id renewal-length-value savings-pct termination-notice-length-value version whose-paper',
    text: 'amended-contract-type consent contract-type-custom-field-1 contract-type-custom-field-10 contract-type-custom-field-2 contract-type-custom-field-3 contract-type-custom-field-4 contract-type-custom-field-5 contract-type-custom-field-6 contract-type-custom-field-7 contract-type-custom-field-8 contract-type-custom-field-9 description external-contract-id legal-agreement-url length-of-notice-unit length-of-notice-value name number order-window-tz po-message reason-insight-code reason-insight-comment renewal-length-unit requisition-message source source-id source-type status stop-spend-based-on-max-value supplier-account term-type termination-notice termination-notice-length-unit terms type',
    date: 'created-at end-date execution-date published-date start-date updated-at',
    flag: 'auto-extend-end-date-for-renewal fill-with-counterparty is-default preferred strict-invoicing-rules supplier-invoiceable terminated use-online-signing use-order-windows used-for-buying',
  },
  'contracts/templates': {
    number: 'id obsolete-clauses-count template-generator-type',
    text: 'authoring-method ccc-id custom-parameters description hierarchy-type name source template-generator-id workflow-process',
    date: 'created-at updated-at',
    flag: 'active fill-with-counterparty supporting-document',
  },
  'coupa_pay/invoices': {
    number:
      'accounting-amount id paid-amount payable-amount remaining-amount remittance-amount reporting-total',
    text: 'document-id document-type status wc-eligibility',
    date: 'created-at discount-due-date exported-to-tradefin-at last-exported-at maturity-date paid-date updated-at',
  },
  'coupa_pay/payments': {
    number:
      'estimated-pay-from-total exchange-rate external-ref-id id line-num pay-from-total pay-to-total payment-batch-id reporting-pay-from-total reporting-pay-to-total',
    text: 'description error-text legal-entity-name payment-identifier source-name source-reference status transfer-type type',
    date: 'created-at last-exported-at released-at requested-execution-date updated-at',
    flag: 'exported',
  },
  currencies: {
    number: 'decimals id',
    text: 'code name symbol',
    flag: 'enabled',
  },
  cycle_counts: {
    number: 'id',
    text: 'status',
    date: 'created-at updated-at',
  },
  data_file_sources: {
    number:
      'id integration-id integration-run-id progress records-count records-created records-updated upload-errors-count',
    text: 'file-content-type file-file-name file-file-size result-text source-for status type',
    date: 'created-at end-time start-time updated-at',
  },
  default_receiving_locations: {
    number: 'id item-id warehouse-id warehouse-location-id',
    date: 'created-at updated-at',
  },
  departments: {
    number: 'id',
    text: 'name',
    date: 'created-at updated-at',
    flag: 'active',
  },
  exchange_rates: {
    number: 'id rate',
    date: 'created-at rate-date updated-at',
  },
  expense_artifacts: {
    number: 'digitized-receipt-file-size id image-rotation',
    text: 'digitization-error digitization-status digitized-receipt-content-type digitized-receipt-file-name external-src-ref image-content-type image-file-name image-file-size ocr-status source-content-type source-file-name source-file-size url',
    date: 'created-at updated-at',
    flag: 'placeholder',
  },
  expense_lines: {
    number:
      'accounting-total amount approved-amount divisor exchange-rate expense-report-id foreign-currency-amount foreign-currency-id id line-number order-line-id parent-expense-line-id receipt-total-amount receipt-total-currency-id reporting-total',
    text: 'attach-preapproval custom-field-1 custom-field-10 custom-field-11 custom-field-12 custom-field-13 custom-field-14 custom-field-15 custom-field-16 custom-field-17 custom-field-18 custom-field-19 custom-field-2 custom-field-20 custom-field-3 custom-field-4 custom-field-5 custom-field-6 custom-field-7 custom-field-8 custom-field-9 description expense-category-custom-field-1 expense-category-custom-field-10 expense-category-custom-field-2 expense-category-custom-field-3 expense-category-custom-field-4 expense-category-custom-field-5 expense-category-custom-field-6 expense-category-custom-field-7 expense-category-custom-field-8 expense-category-custom-field-9 external-src-data external-src-name external-src-ref frugality has-preapproval last-send-back-comment last-send-back-reason merchant parent-external-src-data parent-external-src-name parent-external-src-ref per-diem-trip reason status type',
    date: 'created-at end-date expense-date start-date updated-at',
    flag: 'allow-attach-preapproval employee-reimbursable employee-reimbursable-editable employee-reimbursable-overridden over-limit requires-receipt',
  },
  'expense_lines/expense_artifacts': {
    number: 'digitized-receipt-file-size id image-rotation',
    text: 'digitization-error digitization-status digitized-receipt-content-type digitized-receipt-file-name external-src-ref image-content-type image-file-name image-file-size ocr-status source-content-type source-file-name source-file-size url',
    date: 'created-at updated-at',
    flag: 'placeholder',
  },
  expense_reports: {
    number: 'audit-score id reimbursable-total-amount total',
    text: 'auditor-note erp-document-id erp-document-status external-src-name external-src-ref payment-channel reject-reason report-warnings status title',
    date: 'created-at end-date last-exported-at report-due-date start-date submitted-at updated-at',
    flag: 'exported is-trip paid past-due',
  },
  financial_counterparties: {
    number: 'id',
    text: 'abbreviation bank-code branch-code description external-identification-lei external-identification-name name payment-usage swift-code treasury-usage',
    date: 'created-at updated-at',
    flag: 'active',
  },
  inspection_codes: {
    number: 'id',
    text: 'code description',
    date: 'created-at updated-at',
  },
  integration_contacts: {
    number: 'contactable-id id',
    text: 'contact-alert-type contactable-type',
    date: 'created-at updated-at',
  },
  integration_errors: {
    number: 'document-id document-revision id integration-run-id',
    text: 'contact-alert-type creation-method document-status document-type external-id integration-filename status',
    date: 'created-at updated-at',
    flag: 'resolved',
  },
  integration_history_records: {
    number: 'document-id document-revision id integration-run-id',
    text: 'contact-alert-type creation-method document-status document-type external-id integration-filename status',
    date: 'created-at updated-at',
    flag: 'resolved',
  },
  integration_runs: {
    number: 'id records-processed total-records',
    text: 'status',
    date: 'created-at end-time start-time updated-at',
  },
  integrations: {
    number: 'id',
    text: 'business-object code direction end-system end-system-type integration-type name',
    date: 'created-at updated-at',
    flag: 'standard',
  },
  inventory: {
    number: 'id quantity',
    text: 'adjustment-price allocated available',
    date: 'created-at updated-at',
  },
  inventory_adjustments: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  inventory_consumptions: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  inventory_transactions: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  inventory_transfers: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  invoice_emails: {
    number: 'id',
    text: 'email send-notification',
    date: 'created-at updated-at',
  },
  invoices: {
    number:
      'advance-payment-received-amount amount-due amount-due-less-discount amount-of-advance-payment archive-entity-id correct-value-of-supply credit-note-differences-with-original-invoice customer-accounting-tax customer-accounting-tax-less-discount discount-amount discount-percent exchange-rate gross-total gross-total-less-discount handling-amount id lock-version-key misc-amount net-total-less-discount origin-currency-gross origin-currency-net original-value-of-supply shipping-amount supplier-total tax-amount tax-amount-engine tax-due-to-supplier tax-rate tax-rate-engine taxes-in-origin-country-currency total-taxes-less-discount total-with-taxes withholding-tax-override',
    text: 'buyer-representative-name cash-accounting-scheme-reference cash-register-operator channel clearance-document comments confirmation coupa-accelerate-status credit-reason currency-id currency-tax-rounding-mode customs-declaration-number customs-office delivery-number dispute-method document-type early-payment-provisions endorsement-on-invoices folio-number form-of-payment freight-type image-scan image-scan-content-type image-scan-file-name image-scan-file-size image-scan-url inbox-name internal-note invoice-issuance-time invoice-number invoice-reference-number issuance-place late-payment-penalties line-count margin-scheme means-of-payment municipal-tax-number national-enrollment-of-conveyor nature-of-operation new-means-of-transport original-invoice-number payment-channel payment-method payment-notes payment-order-number payment-order-reference place-of-issuance place-of-supply protocol-number requester-email requester-lookup-name requester-name resolution-number reverse-charge-reference security-code-of-issuer self-billing-reference sender-email serial-code-of-fiscal-invoice series signed-qr-code state-tax-number state-tax-number-for-substitute-taxpayer status supplier-created supplier-invoice-issuer-name supplier-invoice-reviewer-name supplier-note supplier-payment-collector-name supplier-representative-name tax-code-engine tolerance-failures transaction-uuid type-of-document type-of-operation type-of-receipt type-of-relationship unique-identification-code-of-cash-receipt use-of-invoice vehicle-license-plate verification-code volume-amount volume-brand volume-gross-weight volume-liquid-weight volume-numbering volume-type',
    date: 'created-at customs-declaration-date date-of-discovery-of-facts-decisive-for-correction date-received delivery-date discount-due-date invoice-date last-exported-at net-due-date original-invoice-date payment-date pre-payment-date transaction-notification-date updated-at',
    flag: 'canceled compliant content-validation exported is-credit-note line-level-taxation paid split-payment-mechanism',
  },
  items: {
    number:
      'connect-item-id consumption-quantity id net-weight pack-qty pack-uom-id pack-weight reorder-point storage-quantity',
    text: 'description external-image-url image-url inventory-lot-expiration-type item-number item-type manufacturer-name manufacturer-part-number name reorder-alerts',
    date: 'created-at updated-at',
    flag: 'active allow-partial-quantity dual-uom-allowed inventory-lot-tracking-enabled receive-catch-weight require-asset-tag require-inspection use-pack-weight',
  },
  legal_entities: {
    number: 'id',
    text: 'abbreviation accounting-method corporate-sector description external-identification-company-code external-identification-creditor-id external-identification-ic-identifier-gl external-identification-lei external-identification-name-matching external-identification-name-trading external-identification-swift name swift-code',
    date: 'created-at updated-at',
    flag: 'active use-fx-rates-reciprocal',
  },
  lookup_values: {
    number: 'children-count depth id lookup-id parent-id',
    text: 'description external-ref-code external-ref-num name',
    date: 'created-at updated-at',
    flag: 'active is-default',
  },
  lookups: {
    number: 'id values-count',
    text: 'description level-10-name level-1-name level-2-name level-3-name level-4-name level-5-name level-6-name level-7-name level-8-name level-9-name name',
    date: 'created-at updated-at',
    flag: 'active fixed-depth',
  },
  order_header_confirmations: {
    number: 'id',
    text: 'external-reference-number integration-message status',
    date: 'created-at last-exported-at updated-at',
    flag: 'exported',
  },
  order_pads: {
    number: 'base-value id',
    text: 'name',
    date: 'created-at updated-at',
    flag: 'add-all-items any-supplier locked use-base-value',
  },
  'payables/allocations': {
    number: 'id payable-from-amount payable-from-id payable-to-amount payable-to-id payment-reference-id',
    text: 'payable-from-type payable-to-type payment-reference-type reason-code source source-transaction-from-id source-transaction-from-reference source-transaction-from-type source-transaction-to-id source-transaction-to-reference source-transaction-to-type status',
    date: 'created-at last-exported-at updated-at',
    flag: 'bypass-strict-validations',
  },
  'payables/external/payables': {
    number: 'currency-id document-amount id paid-amount payable-amount remaining-amount remittance-amount',
    text: 'document-number document-type source-name source-reference status',
    date: 'created-at document-date due-date paid-date updated-at',
  },
  'payables/invoices': {
    number:
      'accounting-amount id paid-amount payable-amount remaining-amount remittance-amount reporting-total',
    text: 'document-id document-type status wc-eligibility',
    date: 'created-at discount-due-date exported-to-tradefin-at last-exported-at maturity-date paid-date updated-at',
  },
  'payables/order/reconciliation_lines': {
    number: 'amount amount-paid id payable-id',
    text: 'category note notes payable-type',
    date: 'adjustment-date created-at payment-date updated-at',
  },
  'payables/orders': {
    number: 'accounting-total id milestone-id paid-total remaining-total remittance-total',
    text: 'due-date status',
    date: 'created-at last-exported-at paid-date updated-at',
    flag: 'exported',
  },
  payment_terms: {
    number:
      'days-for-discount-payment days-for-net-payment discount-cutoff-day discount-due-day discount-due-month discount-rate id net-cutoff-day net-due-day net-due-month',
    text: 'code description type',
    date: 'created-at updated-at',
    flag: 'active',
  },
  pick_lists: {
    number: 'id qty-fulfilled qty-ordered',
    text: 'status type',
    date: 'created-at updated-at',
  },
  project_memberships: {
    number: 'id project-id user-id',
    date: 'created-at updated-at',
    flag: 'owner participant',
  },
  projects: {
    number:
      'additional-negotiated-savings additional-planned-savings additional-realized-savings allow-users-to-view-member commodity-id completion-percentage copy-project-id id project-id',
    text: 'description enabled-tabs external-reference-number mention-name name status',
    date: 'created-at end-date start-date updated-at',
    flag: 'active display-date-range-warning open show-contracts-rollup-fields show-sourcing-rollup-fields show-suppliers-rollup-fields',
  },
  purchase_order_changes: {
    number:
      'id lines-count lines-pending-add-count lines-pending-delete-count order-header-id requisition-header-id total version',
    text: 'justification payment-method po-number reject-reason ship-to-attention status transmission-emails transmission-method-override',
    date: 'acknowledged-at created-at updated-at',
    flag: 'exported pending-cancel price-hidden supplier-initiated',
  },
  purchase_order_lines: {
    number:
      'accounting-total easy-form-response-id id invoiced minimum-order-quantity order-header-id order-increment price quantity reporting-total savings-pct sub-line-num supplier-site-id total version',
    text: 'description external-reference-number external-reference-type line-num manufacturer-name manufacturer-part-number match-type order-header-number received requisition-line-id service-type source-part-num status supp-aux-part-num supplier-order-number total-invoiced type',
    date: 'created-at need-by-date updated-at',
    flag: 'invoice-stop receipt-approval-required receipt-required',
  },
  purchase_orders: {
    number: 'confirm-by-hrs id internal-revision version',
    text: 'change-type classification coupa-accelerate-status order-confirmation-level payment-method po-number ship-to-attention status transmission-emails transmission-method-override transmission-status type',
    date: 'acknowledged-at created-at last-exported-at updated-at',
    flag: 'acknowledged-flag exported invoice-stop price-hidden',
  },
  quote_requests: {
    number:
      'base-price-calculation-method cost-avoidance creatable-from-id id negotiated-savings original-id planned-savings sealing-stage sealing-type template-id',
    text: 'allow-award-individual-line-items comments creatable-from-type description event-type revision state timezone',
    date: 'created-at end-time start-time submit-time updated-at',
    flag: 'allow-multiple-response allow-supplier-to-send-attachments automatic-bid-unsealing exported hidden public sealed-bids start-on-submit',
  },
  quote_responses: {
    number: 'id position quote-request-id',
    text: 'comments quote-request-original-id quote-request-revision state',
    date: 'created-at submitted-at updated-at',
    flag: 'awarded exported promoted',
  },
  receipt_requests: {
    number: 'id',
    text: 'status type',
    date: 'created-at updated-at',
  },
  receivable_purchase_order_lines: {
    number:
      'accounting-total easy-form-response-id id invoiced minimum-order-quantity order-header-id order-increment price quantity reporting-total savings-pct sub-line-num supplier-site-id total version',
    text: 'description external-reference-number external-reference-type line-num manufacturer-name manufacturer-part-number match-type order-header-number received requisition-line-id service-type source-part-num status supp-aux-part-num supplier-order-number total-invoiced type',
    date: 'created-at need-by-date updated-at',
    flag: 'invoice-stop receipt-approval-required receipt-required',
  },
  receiving_transactions: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  requisitions: {
    number: 'id line-count mobile-total receiving-warehouse-id total',
    text: 'buyer-note currency external-po-reference justification mobile-currency reject-reason-comment req-title ship-to-attention status',
    date: 'created-at last-exported-at need-by-date submitted-at updated-at',
    flag: 'exported price-hidden',
  },
  return_requests: {
    number: 'id',
    text: 'number rma status',
    date: 'created-at updated-at',
  },
  return_to_supplier_transactions: {
    number: 'id original-transaction-id price quantity receipts-batch-id received-weight total voided-value',
    text: 'barcode comments match-reference notes rfid-tag status type',
    date: 'created-at last-exported-at transaction-date updated-at',
    flag: 'exported soft-close-for-receiving',
  },
  shipping_terms: {
    number: 'id',
    text: 'code description',
    date: 'created-at updated-at',
    flag: 'active',
  },
  supplier_information: {
    number:
      'buyer-id commodity-id country-of-operation-id currency-id default-commodity-id estimated-spend-amount id logo-file-size minority-type-id payment-term-id payment-terms-id preferred-currency-id preferred-language-id savings-pct shipping-term-id supplier-id tax-code-id user-id',
    text: 'backend-system-catalog backend-system-invoicing comment comment-source cxml-domain cxml-http-username cxml-identity cxml-protocol cxml-secret cxml-ssl-version cxml-supplier-domain cxml-supplier-identity cxml-url default-invoice-email display-name duns-number federal-tax-num goods-services-provided govt-agency-interaction govt-allegation-fraud-bribery hold-payment inbound-invoice-domain inco-terms income-type industry intl-other-explanation intl-tax-classification intl-tax-num invoice-amount-limit invoice-inbound-emails invoice-matching-level logo-content-type logo-file-name name organization-type parent-company-name pay-group po-change-method po-email po-method policy-for-bribery-corruption social-security-number status supplier-name supplier-number supplier-region tax-classification tax-exempt-other-explanation tax-region third-party-interaction website',
    date: 'created-at last-exported-at logo-updated-at updated-at',
    flag: 'allow-cxml-invoicing allow-inv-choose-billing-account allow-inv-from-connect allow-inv-no-backing-doc-from-connect allow-inv-unbacked-lines-from-connect buyer-hold disable-cert-verify duplicate-exists fed-reportable govt-agency-interaction-indicator govt-allegation-fraud-bribery-indicator hold-invoices-for-ap-review hold-payment-indicator minority-indicator one-time-supplier policy-for-bribery-corruption-indicator scope-three-emissions send-invoices-to-approvals separate-remit-to third-party-interaction-indicator',
  },
  supplier_information_sites: {
    number: 'allow-change-requests id supplier-information-id',
    text: 'code cxml-domain cxml-http-username cxml-identity cxml-protocol cxml-secret cxml-ssl-version cxml-supplier-domain cxml-supplier-identity cxml-url default-locale name po-change-method po-email po-method',
    date: 'created-at last-exported-at updated-at',
    flag: 'active buyer-hold disable-cert-verify',
  },
  supplier_items: {
    number:
      'id lead-time minimum-order-quantity order-increment price price-change price-tier-1 price-tier-10 price-tier-11 price-tier-12 price-tier-13 price-tier-14 price-tier-15 price-tier-16 price-tier-17 price-tier-18 price-tier-19 price-tier-2 price-tier-20 price-tier-3 price-tier-4 price-tier-5 price-tier-6 price-tier-7 price-tier-8 price-tier-9 savings-pct',
    text: 'availability manufacturer supplier-aux-part-num supplier-part-num unspsc-code',
    date: 'availability-date created-at updated-at',
    flag: 'is-coupa-advantage preferred',
  },
  supplier_risk_aware_feed: {
    number:
      'id number-field-01 number-field-02 number-field-03 number-field-04 number-field-05 number-field-06 number-field-07 number-field-08 number-field-09 number-field-10 supplier-id',
    date: 'created-at updated-at',
  },
  supplier_sharing_settings: {
    number: 'id sharable-id share-with-children',
    text: 'sharable-type shared-category',
    date: 'created-at updated-at',
  },
  supplier_sites: {
    number: 'allow-change-requests allow-order-confirmation-item-substitutions id supplier-id',
    text: 'code cxml-domain cxml-http-username cxml-identity cxml-protocol cxml-secret cxml-ssl-version cxml-supplier-domain cxml-supplier-identity cxml-url default-locale name payment-method po-change-method po-email po-method',
    date: 'created-at updated-at',
    flag: 'active buyer-hold disable-cert-verify',
  },
  suppliers: {
    number:
      'business-entity-id confirm-by-hrs id order-confirmation-level payment-term-id remit-to-requirement savings-pct supplier-community-enablement',
    text: 'account-number corporate-url coupa-connect-secret cxml-domain cxml-http-password cxml-http-username cxml-identity cxml-invoice-buyer-domain cxml-invoice-buyer-identity cxml-invoice-secret cxml-invoice-supplier-domain cxml-invoice-supplier-identity cxml-protocol cxml-secret cxml-ssl-version cxml-supplier-domain cxml-supplier-identity cxml-url dd-settings default-locale display-name duns invoice-matching-level name number payment-method po-change-method po-email po-method scf-configs status storefront-url tax-id type website',
    date: 'created-at updated-at',
    flag: 'allow-change-requests allow-cn-no-backing-doc-from-connect allow-csp-access-without-two-factor allow-cxml-invoicing allow-inv-choose-billing-account allow-inv-from-connect allow-inv-no-backing-doc-from-connect allow-inv-unbacked-lines-from-connect allow-order-confirmation-item-substitutions buyer-hold coupa-pay-financing-only disable-cert-verify do-not-accelerate hold-invoices-for-ap-review on-hold one-time-supplier scope-three-emissions send-invoices-to-approvals whitelist-dd',
  },
  tasks: {
    number: 'duration id linkable-id owner-id percentage task-id',
    text: 'description linkable-type status title',
    date: 'created-at due-date resolved-at start-date updated-at',
  },
  tax_registrations: {
    number: 'id owner-id',
    text: 'number owner-type',
    date: 'created-at updated-at',
    flag: 'active local',
  },
  uoms: {
    number: 'allowable-precision id',
    text: 'code name',
    date: 'created-at updated-at',
    flag: 'active',
  },
  user_group_memberships: {
    number: 'id user-group-id user-id',
    text: 'user-group-type',
    date: 'created-at updated-at',
    flag: 'owner participant',
  },
  user_groups: {
    number: 'id',
    text: 'avatar-thumb-url description mention-name name type',
    date: 'created-at updated-at',
    flag: 'active can-approve open',
  },
  users: {
    number: 'account-security-type business-group-security-type id supplier-id',
    text: 'allowed-invoice-inboxes authentication-method avatar-thumb-url business-function default-locale email employee-number employee-payment-channel firstname fullname generate-password-and-notify lastname login mention-name middlename password salesforce-id seniority-level sso-identifier',
    date: 'created-at updated-at',
    flag: 'active aic-user allow-employee-payment-account-creation allow-user-to-upload-invoice-from-mobile analytics-user api-user category-planner-user ccw-user clm-advanced-user contracts-user eligible-for-virtual-cards expense-user inventory-user invoicing-user msp-user purchasing-user risk-assess-user salesforce-enabled sourcing-user spend-guard-user supplier-user supply-chain-user support-user travel-user treasury-user',
  },
  warehouses: {
    number: 'id',
    text: 'description name',
    date: 'created-at updated-at',
    flag: 'active-flag',
  },
};
