import type { JsonObject } from '../base/json';
import { inSeries, type Phrase, phrase } from '../base/text/phrase';
import type { UnreadableRecord } from '../connection/json/unreadable-record';
import { appliedOf, interruption, notAppliedOf, wholeFailure } from '../write/conclude';
import { asText, refusal } from '../write/finding';
import type { Unapplied } from '../write/outcome';
import type { WriteReport } from '../write/write-all';
import { doing, type ObjectsInput, readIds, readObjects } from './model/input';
import { type LeftOut, leftOut } from './model/left-out';
import type { CsoOperation, Target } from './model/objects';
import type { CsoRequest } from './model/request';
import type { CsoSettings } from './model/settings';
import { checkObjects } from './model/validate';
import { getObjects } from './reading/get';
import { listAll } from './reading/list';
import { createObjects } from './writing/create';
import { deleteObjects, refuseUndeletable } from './writing/delete';
import { updateObjects } from './writing/update';
import type { Writer } from './writing/writer';

/** What `msg.coupa` says of an operation. */
export interface OperationSummary {
  operation: CsoOperation;
  object: string;
  statusCode?: number;
  requested: number;
  applied: number;
  /** Lists: the server's own count. */
  total?: number;
  /** The server's result entries. */
  result: unknown[];
}

/** What an operation came to. */
export interface OperationResult {
  /** What was asked for; `undefined`: nothing of it was applied. */
  payload?: unknown;
  /** Objects of a bulk operation that were not applied, or not found. */
  notApplied: LeftOut[];
  /** Why, of each. Default: it was refused. */
  unapplied?: Unapplied[];
  coupa: OperationSummary;
}

/** What an operation needs besides its request. */
export interface Performer extends Omit<Writer, 'batchSize'> {
  settings: CsoSettings;
  /** Told before anything is sent: unknown fields, what a deletion takes along, that there is nothing to do. */
  onWarning: (text: Phrase) => void;
}

/**
 * Carries out what a message asks, `changes` and lists sent object by object apart.
 *
 * @throws {CoupaError} when nothing was carried out.
 */
export async function perform(performer: Performer, request: CsoRequest): Promise<OperationResult> {
  switch (request.operation) {
    case 'get':
      return performGet(performer, request);
    case 'create':
    case 'update':
      return performWrite(performer, request, request.operation);
    case 'delete':
      return performDelete(performer, request);
    default:
      return performList(performer, request);
  }
}

async function performList(performer: Performer, { target, query }: CsoRequest): Promise<OperationResult> {
  const notApplied: LeftOut[] = [];
  const onUnreadable = (record: UnreadableRecord) => notApplied.push(unread(record));
  const { objects, summary } = await listAll({ ...performer, onUnreadable }, target, query);
  const coupa = {
    ...described('list', target),
    ...summary,
    requested: objects.length + notApplied.length,
    applied: objects.length,
  };
  return { payload: objects, notApplied, coupa };
}

/** An object of a list that cannot be read, for output 2. */
export function unread({ id, error }: UnreadableRecord): LeftOut {
  return { object: id === undefined ? {} : { id: String(id) }, reason: error.phrase };
}

async function performGet(performer: Performer, { target, payload }: CsoRequest): Promise<OperationResult> {
  const input = readIds(payload, target.object, 'get');
  if (input.ids.length === 0) return nothingToDo(performer, target, 'get');
  const { objects, missing, statusCode } = await getObjects(performer, target, input);
  const coupa: OperationSummary = {
    ...described('get', target),
    ...(statusCode === undefined ? {} : { statusCode }),
    requested: input.ids.length,
    applied: objects.length,
  };
  return { payload: input.bare ? objects[0] : objects, notApplied: missing, coupa };
}

async function performWrite(
  performer: Performer,
  { target, payload }: CsoRequest,
  operation: 'create' | 'update',
): Promise<OperationResult> {
  const input = readObjects(payload, target.object, operation);
  if (input.objects.length === 0) return nothingToDo(performer, target, operation);
  if (performer.settings.validate) check(performer, target, operation, input);
  const write = operation === 'create' ? createObjects : updateObjects;
  return written(operation, target, await write(writerOf(performer), target, input));
}

async function performDelete(
  performer: Performer,
  { target, payload }: CsoRequest,
): Promise<OperationResult> {
  refuseUndeletable(target);
  const input = readIds(payload, target.object, 'delete');
  if (input.ids.length === 0) return nothingToDo(performer, target, 'delete');
  const { cascade } = target.object;
  if (cascade !== undefined && input.ids.length <= performer.settings.maxDeletes) {
    performer.onWarning(
      phrase`${doing(target.object, 'delete')} ${input.ids.join(', ')}: ${cascade} is deleted as well.`,
    );
  }
  const report = await deleteObjects(writerOf(performer), target, input, performer.settings.maxDeletes);
  return written('delete', target, report);
}

function check(
  performer: Performer,
  target: Target,
  operation: 'create' | 'update',
  input: ObjectsInput,
): void {
  const { errors, warnings } = checkObjects(target.object, operation, input.objects);
  if (errors.length > 0) throw refusal(doing(target.object, operation), errors);
  if (warnings.length === 0) return;
  const shown = inSeries(warnings.slice(0, 10).map(asText));
  const all = warnings.length > 10 ? phrase`${shown}; and ${warnings.length - 10} more` : shown;
  performer.onWarning(phrase`${doing(target.object, operation)}: ${all}.`);
}

/** An empty list asks for nothing; asking the server with one could mean everything to it. */
function nothingToDo(performer: Performer, target: Target, operation: CsoOperation): OperationResult {
  const description = phrase`${doing(target.object, operation)}: the message names none, so nothing was sent.`;
  performer.onWarning(description);
  const result: JsonObject[] = [{ type: 'nothing', description: String(description) }];
  return { payload: [], notApplied: [], coupa: { ...described(operation, target), result } };
}

/** @throws {CoupaError} when nothing was applied and a request failed, or the write was ended. */
function written<Applied>(
  operation: CsoOperation,
  target: Target,
  report: WriteReport<Applied>,
): OperationResult {
  const { outcomes, result, statusCode, error } = report;
  const applied = appliedOf(report);
  const notApplied = notAppliedOf(report).map(leftOut);
  if (report.interrupted) throw interruption(doing(target.object, operation), report, notApplied);
  if (error !== undefined && applied.length === 0) throw wholeFailure(error, notApplied);
  const coupa: OperationSummary = {
    ...described(operation, target),
    ...(statusCode === undefined ? {} : { statusCode }),
    requested: outcomes.length,
    applied: applied.length,
    result,
  };
  const unapplied = notAppliedOf(report).map(({ outcome }) => outcome);
  const told = { notApplied, unapplied, coupa };
  return applied.length === 0 ? told : { payload: applied, ...told };
}

function described(operation: CsoOperation, target: Target): OperationSummary {
  return { operation, object: target.object.name, requested: 0, applied: 0, result: [] };
}

function writerOf(performer: Performer): Writer {
  return { ...performer, batchSize: performer.settings.batchSize };
}
