import type { Collection, Row } from '../../collection';
import type { Fields } from '../../json';
import type { WriteContext } from '../context';
import { setMark } from '../mark';
import { refusal } from '../refusal';
import { create, resourceOf } from '../save';
import { askApproval } from './approvals';
import { documentClasses } from './states';

/** Actions that are asked of a whole resource, by resource and name; most create a record in a certain state. */
type WithoutId = (collection: Collection, body: Fields, context: WriteContext) => Row;

/** Carries out an action without an id, `POST /requisitions/submit_for_approval`. @returns the record it made */
export function actWithoutId(collection: Collection, name: string, body: Fields, context: WriteContext): Row {
  const known = actions[resourceOf(collection)]?.[name];
  return known ? known(collection, body, context) : create(collection, body, context);
}

/** S has `submit_for_approval`, C `new/submit_for_approval`. */
const submitRequisition: WithoutId = (collection, body, context) => {
  const row = create(collection, body, context, { status: 'pending_approval' });
  askApproval('requisitions', row.id, context);
  return row;
};

const asCart: WithoutId = (collection, body, context) =>
  create(collection, body, context, { status: 'cart' });

const actions: Readonly<Record<string, Readonly<Record<string, WithoutId>>>> = {
  integration_errors: {
    create_alert: (collection, body, context) => alerting(collection, body, context),
  },
  integration_history_records: {
    acknowledge: (collection, body, context) => report(collection, body, context),
    create_alert: (collection, body, context) => alerting(collection, body, context),
    create_alert_and_mark_exported: (collection, body, context) => {
      markDocument(body, context);
      return alerting(collection, body, context);
    },
    mark_exported: (collection, body, context) => {
      markDocument(body, context);
      return report(collection, body, context);
    },
  },
  requisitions: {
    add_to_cart: asCart,
    create_as_cart: asCart,
    'new/submit_for_approval': submitRequisition,
    schedule_issuance: submitRequisition,
    submit_for_approval: submitRequisition,
  },
};

/** A history record or an error, as it stands before anybody has resolved it. */
export function report(collection: Collection, body: Fields, context: WriteContext): Row {
  const isSuccess = body['status'] === 'Success';
  const run = body['integration-run-id'] ?? body['integration_run_id'];
  const named = run === undefined ? body : { 'integration-run': { id: run }, ...body };
  return create(collection, named, context, { resolved: isSuccess && context.readings.successIsResolved });
}

/** Coupa: `create_alert` mails the contacts of the integration. */
function alerting(collection: Collection, body: Fields, context: WriteContext): Row {
  const row = report(collection, body, context);
  const record = collection.record(row);
  context.alerts.push({
    at: context.now(),
    resource: collection.name,
    id: row.id,
    contacts: String(record['contact-alert-type']),
    document: `${String(record['document-type'])}:${String(record['document-id'])}`,
  });
  return row;
}

/** The body is documented nowhere; it is read like a history record's. */
function markDocument(body: Fields, context: WriteContext): void {
  const type = body['document-type'] ?? body['document_type'];
  const id = body['document-id'] ?? body['document_id'];
  const [resource] = Object.entries(documentClasses).find(([, name]) => name === type) ?? [];
  const collection = resource === undefined ? undefined : context.find(resource);
  const row = collection?.row(Number(id));
  if (!collection || !row) throw refusal('integration-history-record', "Document can't be found");
  setMark(collection, row, true, context);
}
