import type { Collection, Row } from '../collection';
import { refusal } from './refusal';
import { resourceOf } from './save';

/** Deletes a record. Coupa: an invoice only in status New. @throws {Refusal} */
export function deleteRecord(collection: Collection, row: Row): void {
  const { status } = collection.record(row);
  if (resourceOf(collection) === 'invoices' && status !== 'new') {
    throw refusal('invoice-header', `Cannot delete an invoice when status is ${String(status)}`);
  }
  collection.delete(row.id);
}
