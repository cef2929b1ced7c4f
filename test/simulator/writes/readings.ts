/**
 * How this tenant behaves where Coupa's documentation leaves it open or contradicts itself: each is an option, so that
 * both readings can be tried. They may be changed while the tenant runs (`tenant.readings.nulls = 'ignored'`).
 */
export interface Readings {
  /** JSON `null` for a member. Published samples have XML's `nil="true"`; it is nowhere written down for JSON. */
  nulls: 'cleared' | 'ignored';
  /** A reference that finds nothing: an error that lists the possible keys, or 200 and no change. */
  wrongReference: 'refused' | 'ignored' | ((resource: string, member: string) => 'refused' | 'ignored');
  /** A member whose value is of another kind (`currency: "EUR"`). Not documented. */
  wrongKind: 'refused' | 'ignored';
  /** Members that are declared read-only. Coupa's own examples send some; those are always taken. */
  readOnly: 'ignored' | 'written';
  /** Lines that a PUT does not name. "Only the elements to change" is said of members, never of lines. */
  linesLeftOut: 'kept' | 'removed';
  /** An invoice line sent with its id: said to be edited, by one source. */
  invoiceLineWithId: 'edited' | 'added';
  /** A second invoice with the number and supplier of another: a check of the tenant, not to be relied on. */
  repeatedInvoiceNumber: 'taken' | 'refused';
  /** A PUT that says what the record says already. */
  unchangedWrite: 'newer' | 'untouched';
  /** `?exported=true` and `updated-at`: whether marking makes the record newer is not written down. */
  mark: 'untouched' | 'newer';
  /** Other changes in the request that marks: "may be ignored". */
  changesWithMark: 'ignored' | 'written';
  /** `?exported=false`: stated for one resource and seen on another. */
  takeBack: 'everywhere' | readonly string[];
  /** An action that the state does not allow, a second `submit` among them. */
  actionTooLate: 'refused' | 'ignored';
  /** Status of a refusal; 422 is not documented but Rails's own. */
  refusalStatus: 400 | 422;
  /** By field, Rossum's nested `request`, or XML though JSON was asked for. */
  refusalShape: 'fields' | 'request' | 'xml';
  /** Puts `warnings` beside `errors`. */
  warnings: boolean;
  /** Text equality in queries (`?number=sup-1`). */
  queryCase: 'exact' | 'ignored';
  /** Whether approving and rejecting must say who does it (`?approver_id=`), since an API client is no approver. */
  approver: 'optional' | 'required';
  /** What a submitted invoice becomes. */
  submittedInvoice: 'pending_approval' | 'pending_receipt' | 'approved' | 'on_hold';
  /** `inventory_transactions`: writable by the Swagger files, read-only by the documentation. */
  inventoryTransactions: 'written' | 'refused';
  /** Whether a history record of a success counts as resolved. */
  successIsResolved: boolean;
  /** Scopes of invoices beside `.create`: deletions and approvals by their own, or by `.write` as well. */
  invoiceScopes: 'write' | 'own';
  /** Body of the 200 to a DELETE. */
  deleteAnswer: 'empty' | 'record';
  /** Redirects before a download, to signed addresses that take no token; 0: the file comes at once. */
  downloadRedirects: number;
  /** `GET …/attachments/{id}`: the file itself, as a published connector has it, or its description. */
  attachmentAnswer: 'file' | 'description';
  /** `attachment[type]`: declared as required, and left out by others. */
  attachmentType: 'optional' | 'required';
  /** Names of an attachment's members: `file-file-name` as declared, or `file`, `file-size`, `content-type` as seen. */
  attachmentMembers: 'declared' | 'observed';
}

/** The readings that hold unless a test says otherwise: the more likely ones, and of equals the harder. */
export const defaultReadings: Readonly<Readings> = {
  nulls: 'cleared',
  wrongReference: 'refused',
  wrongKind: 'refused',
  readOnly: 'ignored',
  linesLeftOut: 'kept',
  invoiceLineWithId: 'edited',
  repeatedInvoiceNumber: 'taken',
  unchangedWrite: 'newer',
  mark: 'untouched',
  changesWithMark: 'ignored',
  takeBack: 'everywhere',
  actionTooLate: 'refused',
  refusalStatus: 400,
  refusalShape: 'fields',
  warnings: false,
  queryCase: 'exact',
  approver: 'optional',
  submittedInvoice: 'pending_approval',
  inventoryTransactions: 'written',
  successIsResolved: true,
  invoiceScopes: 'write',
  deleteAnswer: 'empty',
  downloadRedirects: 0,
  attachmentAnswer: 'file',
  attachmentType: 'optional',
  attachmentMembers: 'declared',
};
