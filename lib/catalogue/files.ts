import { listOf } from './lists';

/** A file that can be fetched from a record. */
export interface Download {
  /** What a node calls it (`msg.file`): `image_scan`. */
  file: string;
  /** Below the site, `{id}` for the record's id: `/api/invoices/{id}/retrieve_image_scan`. */
  path: string;
}

/** The files of a record, by name; attachments are fetched by their ids, see `attachmentPath`. Of the Swagger files and the documentation. */
export function downloadsOf(resource: string): Download[] {
  const list = listOf(resource);
  const files =
    list !== undefined && Object.hasOwn(downloads, list.template) ? downloads[list.template] : undefined;
  return Object.entries(files ?? {}).map(([file, last]) => ({ file, path: `${list?.path}/{id}/${last}` }));
}

/** Where the attachments of a list's records are: POST adds one, GET of `…/{attachment_id}` answers the file itself. `undefined`: it has none. */
export function attachmentPath(resource: string): string | undefined {
  const list = listOf(resource);
  if (list === undefined || (list.declared.attach ?? list.documented.attach) === undefined) return undefined;
  return /(?:^|\/)attachments$/.test(list.template) ? list.path : `${list.path}/{id}/attachments`;
}

/** What follows the id, by list and name. */
const downloads: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  contracts: { legal_agreement: 'retrieve_legal_agreement' },
  expense_artifacts: { image: 'image' },
  expense_reports: { receipts: 'download' },
  invoices: {
    image_scan: 'retrieve_image_scan',
    legal_invoice_pdf: 'retrieve_legal_invoice_pdf',
    clearance_document: 'retrieve_clearance_document',
  },
  'invoices/{invoice_id}/payment_receipts': { clearance_document: 'retrieve_clearance_document' },
  items: { image: 'image' },
  users: { avatar: 'retrieve_avatar' },
};
