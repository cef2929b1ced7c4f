import type { Collection, Row } from '../../collection';
import { canonical, type Fields } from '../../json';
import { objectType, typeNameOf } from '../../schemas/objects';
import type { WriteContext } from '../context';
import { setMark } from '../mark';
import { type Refusal, refusal } from '../refusal';
import { change, objectNameOf, resourceOf, update } from '../save';
import { askApproval, decide } from './approvals';
import { groupsAction } from './groups';
import { type Transition, transitions } from './states';

/** Where an action left its mark, and what the answer shows: not always the record it was asked of. */
export interface Acted {
  collection: Collection;
  row: Row;
}

/** One action on one record: what follows the id in the path, and what came with it. */
export interface ActionRequest {
  /** `submit`, `business_groups/add`, `business_groups/17/remove`. */
  name: string;
  body: Fields;
  query: URLSearchParams;
}

/** Carries an action out. @throws {Refusal} when the record's state does not allow it */
export function act(collection: Collection, row: Row, asked: ActionRequest, context: WriteContext): Acted {
  const resource = resourceOf(collection);
  if (resource === 'approvals' && asked.name !== 'add_approver') {
    return decide(collection, row, asked.name, asked.query, context);
  }
  if (/^business_groups\//.test(asked.name)) {
    return { collection, row: groupsAction(collection, row, asked, context) };
  }
  const transition = transitions[resource]?.[asked.name] ?? {};
  const refused = whyNot(collection.record(row), asked, transition, objectNameOf(collection));
  if (refused && context.readings.actionTooLate === 'refused') throw refused;
  if (refused) return { collection, row };
  return { collection, row: carryOut(collection, row, asked, transition, context) };
}

/**
 * Coupa: `_cancel` and `_close` in the header of an order cancel and close it.
 *
 * @returns the status that a body asks for that way
 * @throws {Refusal} when the record's state does not allow it
 */
export function commandedStatus(
  collection: Collection,
  row: Row,
  body: Fields,
  context: WriteContext,
): string | undefined {
  if (resourceOf(collection) !== 'purchase_orders') return undefined;
  const name = ['cancel', 'close'].find((each) => body[`_${each}`] === true);
  const transition = name === undefined ? undefined : transitions['purchase_orders']?.[name];
  if (name === undefined || !transition) return undefined;
  const asked = { name, body: {}, query: new URLSearchParams() };
  const refused = whyNot(collection.record(row), asked, transition, 'order-header');
  if (refused && context.readings.actionTooLate === 'refused') throw refused;
  return refused ? undefined : transition.to;
}

function carryOut(
  collection: Collection,
  row: Row,
  { name, body }: ActionRequest,
  transition: Transition,
  context: WriteContext,
): Row {
  const resource = resourceOf(collection);
  const written = update(collection, row, body, context);
  const status = statusAfter(resource, name, transition, context);
  const hasStatus = objectType(typeNameOf(collection.name))?.has('status') ?? true;
  const moved = status !== undefined && hasStatus ? { status } : {};
  const changes = { ...moved, ...effects(resource, name, body, context) };
  const done = change(collection, written, changes, context);
  if (transition.marks) setMark(collection, done, true, context);
  if (transition.asksApproval && status === 'pending_approval') askApproval(resource, row.id, context);
  return collection.row(row.id) ?? done;
}

function whyNot(
  record: Fields,
  { name, body, query }: ActionRequest,
  { from, needs }: Transition,
  object: string,
): Refusal | undefined {
  const status = String(record['status']);
  if (from && !from.includes(status)) {
    return refusal(object, `Cannot ${name.replaceAll('_', ' ')} when status is ${status}`);
  }
  const given = [...Object.keys(body), ...query.keys()].map(canonical);
  if (needs && !needs.some((need) => given.includes(need))) {
    return refusal(object, `${needs[0]?.replaceAll('-', ' ')} can't be blank`);
  }
  return undefined;
}

function statusAfter(
  resource: string,
  name: string,
  { to }: Transition,
  { readings }: WriteContext,
): string | undefined {
  return resource === 'invoices' && name === 'submit' ? readings.submittedInvoice : to;
}

/** What an action changes beside the status. */
function effects(resource: string, name: string, body: Fields, { date, now }: WriteContext): Fields {
  const at = date(now());
  if (resource === 'invoices' && name === 'void') return { canceled: true };
  if (resource === 'integration_runs' && name === 'run') return { 'start-time': at };
  if (resource === 'integration_runs' && ['success', 'fail', 'finish'].includes(name))
    return { 'end-time': at };
  if (name === 'resolve') return { resolved: true };
  if (name === 'unresolve') return { resolved: false };
  if (name === 'adjust' && body['amount'] !== undefined) return { amount: body['amount'] };
  return {};
}
