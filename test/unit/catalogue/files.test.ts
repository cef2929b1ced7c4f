import assert from 'node:assert/strict';
import { attachmentPath, downloadsOf } from '../../../lib/catalogue/files';

describe('Files of records', () => {
  it('of an invoice are its scan, its legal PDF and its clearance document', () => {
    assert.deepEqual(downloadsOf('invoices'), [
      { file: 'image_scan', path: '/api/invoices/{id}/retrieve_image_scan' },
      { file: 'legal_invoice_pdf', path: '/api/invoices/{id}/retrieve_legal_invoice_pdf' },
      { file: 'clearance_document', path: '/api/invoices/{id}/retrieve_clearance_document' },
    ]);
  });

  it('of most records are none', () => {
    assert.deepEqual(downloadsOf('suppliers'), []);
    assert.deepEqual(downloadsOf('constructor'), []);
  });

  for (const [resource, path] of [
    ['invoices', '/api/invoices/{id}/attachments'],
    ['quote_requests', '/api/quote_requests/{id}/attachments'],
    ['attachments', '/api/attachments'],
    ['invoices/17/attachments', '/api/invoices/17/attachments'],
    ['suppliers', undefined],
  ] as const) {
    it(`attached to ${resource} are at ${path ?? 'no path'}`, () =>
      assert.equal(attachmentPath(resource), path));
  }
});
