import type { Collection, Row } from '../../collection';
import { type Fields, type Id, toId } from '../../json';
import type { WriteContext } from '../context';
import { refusal } from '../refusal';
import { change } from '../save';
import { documentClasses } from './states';

/** What asks for an approval: somebody has to give it before the document goes on. */
export function askApproval(resource: string, id: Id, context: WriteContext): void {
  const approvals = context.resource('approvals');
  const document = documentClasses[resource] ?? resource;
  approvals.create(
    { 'approvable-type': document, 'approvable-id': Number(id), status: 'pending_approval', position: 1 },
    { size: 'bare' },
  );
}

/**
 * `PUT /approvals/{id}/approve`, `/reject?reason=…`, `/hold`. Coupa: the answer is the document that was approved, not the
 * approval.
 */
export function decide(
  approvals: Collection,
  row: Row,
  action: string,
  query: URLSearchParams,
  context: WriteContext,
): { collection: Collection; row: Row } {
  const approval = approvals.record(row);
  const { approver, actionTooLate } = context.readings;
  if (approver === 'required' && !query.has('approver_id')) {
    throw refusal('approval', 'Approver is not authorized to perform this action');
  }
  const document = documentOf(approval, context);
  if (approval['status'] === 'pending_approval' || (action !== 'hold' && approval['status'] === 'on_hold')) {
    change(approvals, row, decision(action, query, context), context);
    if (document && action !== 'hold') settle(document, approval, action, context);
  } else if (actionTooLate === 'refused') {
    throw refusal('approval', `Cannot ${action} an approval that is ${String(approval['status'])}`);
  }
  return document ?? { collection: approvals, row: approvals.row(row.id) ?? row };
}

function decision(action: string, query: URLSearchParams, { date, now }: WriteContext): Fields {
  if (action === 'hold') return { status: 'on_hold' };
  const note = query.get('reason');
  return {
    status: action === 'approve' ? 'approved' : 'rejected',
    'approval-date': date(now()),
    ...(note === null ? {} : { note }),
    ...(query.has('approver_id') ? { 'approver-id': Number(query.get('approver_id')) } : {}),
  };
}

/** The document follows its last approval. */
function settle(
  document: { collection: Collection; row: Row },
  approval: Fields,
  action: string,
  context: WriteContext,
): void {
  const open = context
    .resource('approvals')
    .lookUp(['approvable-id'], String(approval['approvable-id']))
    .map((row) => context.resource('approvals').record(row))
    .some(
      (one) => one['status'] === 'pending_approval' && one['approvable-type'] === approval['approvable-type'],
    );
  if (action === 'approve' && open) return;
  change(
    document.collection,
    document.row,
    { status: action === 'approve' ? 'approved' : 'rejected' },
    context,
  );
}

function documentOf(
  approval: Fields,
  context: WriteContext,
): { collection: Collection; row: Row } | undefined {
  const [resource] =
    Object.entries(documentClasses).find(([, name]) => name === approval['approvable-type']) ?? [];
  const id = approval['approvable-id'];
  const collection = resource === undefined ? undefined : context.find(resource);
  const row = collection?.row(toId(String(id)));
  return collection && row ? { collection, row } : undefined;
}
