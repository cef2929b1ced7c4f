import type { Collection, Row } from '../collection';
import type { Part } from '../files/multipart';
import { attach, detach, putFile } from '../files/uploads';
import { errors, type HttpAnswer } from '../http/answers';
import { canonical, type Fields, isObject, toId } from '../json';
import { type Operation, operationAt } from '../schemas/operations';
import { type Acted, act, commandedStatus } from './actions';
import { actWithoutId, report } from './actions/without-id';
import type { WriteContext } from './context';
import { deleteRecord } from './delete';
import type { CarriedOut, WriteKind } from './log';
import { hasMark, mark } from './mark';
import { Refusal, refusal, refusalAnswer } from './refusal';
import { change, create, resourceOf, update } from './save';
import { writeScopes } from './scopes';
import { type Target, targetOf } from './target';

/** One request that wants to change something, signed in already. */
export interface WriteRequest {
  method: string;
  url: URL;
  body: string;
  /** The parts of a form. */
  parts: readonly Part[] | undefined;
  asXml: boolean;
  /** The scopes of its token; `undefined` for a legacy key, which has no scopes. */
  scopes: readonly string[] | undefined;
  /** Notes a write as carried out. */
  log: (write: Pick<CarriedOut, 'kind' | 'resource' | 'id' | 'action'>) => void;
  /** The record as the answer to this request shows it (`fields`, `return_object`, XML). */
  show: (status: number, collection: Collection, row: Row) => HttpAnswer;
}

/** Answers POST, PUT, PATCH and DELETE as Coupa's Core API does. */
export function answerWrite(context: WriteContext, request: WriteRequest): HttpAnswer {
  const { asXml } = request;
  try {
    return route(context, request) ?? errors(asXml, 404, { base: ['Not Found'] });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusalAnswer(error, context.readings, asXml);
  }
}

/** @returns `undefined` where there is nothing at that path */
function route(context: WriteContext, request: WriteRequest): HttpAnswer | undefined {
  const { url, method, asXml, scopes } = request;
  const path = url.pathname
    .slice('/api/'.length)
    .replace(/\/$/, '')
    .replace(/\.(json|xml)$/, '');
  const operation = operationAt(path) ?? operationOfOwn(path, context);
  if (!operation) return undefined;
  if (!operation.verbs.includes(method)) return errors(asXml, 405, { base: ['Method Not Allowed'] });
  const needed = writeScopes(operation.pattern, method, context.readings);
  if (scopes && !needed.some((scope) => scopes.includes(scope))) {
    return errors(asXml, 403, { base: ['Forbidden'] });
  }
  const target = targetOf(path, operation.pattern, context);
  return target && carryOut(target, context, request);
}

/** A collection of the test's own, which is in no table of Coupa's. */
function operationOfOwn(path: string, context: WriteContext): Operation | undefined {
  if (context.find(path)) return { pattern: path, verbs: ['POST'] };
  const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return context.find(above) ? { pattern: `${above}/{}`, verbs: ['PUT', 'PATCH', 'DELETE'] } : undefined;
}

function carryOut(target: Target, context: WriteContext, request: WriteRequest): HttpAnswer | undefined {
  const { collection, id, action } = target;
  if (id === undefined)
    return action === undefined ? created(collection, context, request) : made(target, context, request);
  const row = /^\d+$/.test(id) ? collection.row(toId(id)) : undefined;
  if (!row || row.visibleAt > context.now()) return undefined;
  if (action !== undefined && singleFiles.has(action))
    return filed({ collection, row }, action, context, request);
  if (action !== undefined) return acted(collection, row, action, context, request);
  if (request.method === 'DELETE') return deleted(collection, row, context, request);
  return updated(collection, row, context, request);
}

/** Places of a single file of a record. */
const singleFiles: ReadonlySet<string> = new Set(['image_scan', 'legal_agreement', 'avatar']);

/** Coupa: POST answers 201 and the object with its new id, PUT and PATCH 200. */
function statusOf({ method }: WriteRequest): number {
  return method === 'POST' ? 201 : 200;
}

function created(collection: Collection, context: WriteContext, request: WriteRequest): HttpAnswer {
  if (isAttachments(collection)) return attached(collection, context, request);
  const body = readBody(request.body, true);
  const isReport = /^integration_(?:errors|history_records)$/.test(collection.name);
  const row = isReport ? report(collection, body, context) : create(collection, body, context);
  request.log({ kind: 'create', resource: collection.name, id: row.id });
  return request.show(statusOf(request), collection, row);
}

function isAttachments({ name }: Collection): boolean {
  return /(?:^|\/)attachments$/.test(name);
}

function attached(collection: Collection, context: WriteContext, request: WriteRequest): HttpAnswer {
  const { parts, body, log } = request;
  const row = attach(collection, { parts, body: readBody(body) }, context);
  log({ kind: 'attach', resource: collection.name, id: row.id });
  return request.show(statusOf(request), collection, row);
}

function filed(target: Acted, name: string, context: WriteContext, request: WriteRequest): HttpAnswer {
  const { collection, row } = target;
  const { parts, body, log, method } = request;
  if (method === 'DELETE') context.files.delete(`${collection.name}/${row.id}/${name}`);
  else putFile(collection, row, name, { parts, body: readBody(body) }, context);
  log({ kind: 'file', resource: collection.name, id: row.id, action: name });
  return request.show(statusOf(request), collection, collection.row(row.id) ?? row);
}

function made({ collection, action = '' }: Target, context: WriteContext, request: WriteRequest): HttpAnswer {
  const row = actWithoutId(collection, action, readBody(request.body), context);
  request.log({ kind: 'action', resource: collection.name, id: row.id, action });
  return request.show(statusOf(request), collection, row);
}

function updated(collection: Collection, row: Row, context: WriteContext, request: WriteRequest): HttpAnswer {
  const body = readBody(request.body);
  const exported = exportedOf(collection, request.url, body);
  const log = (kind: WriteKind) => request.log({ kind, resource: collection.name, id: row.id });
  if (exported !== undefined) {
    const marked = mark(collection, row, exported, body, context);
    log('mark');
    return request.show(200, collection, marked);
  }
  const status = commandedStatus(collection, row, body, context);
  const saved = update(collection, row, body, context);
  const written = status === undefined ? saved : change(collection, saved, { status }, context);
  log('update');
  return request.show(200, collection, written);
}

/** Coupa: `exported` in the query; the payments of Coupa Pay take it as the whole body as well. */
function exportedOf(collection: Collection, { searchParams }: URL, body: Fields): boolean | undefined {
  if (!hasMark(collection)) return undefined;
  const inBody = resourceOf(collection).startsWith('coupa_pay/') && Object.keys(body).length === 1;
  const asked = searchParams.get('exported') ?? (inBody ? String(body['exported']) : null);
  return asked === 'true' || asked === 'false' ? asked === 'true' : undefined;
}

function acted(
  collection: Collection,
  row: Row,
  action: string,
  context: WriteContext,
  request: WriteRequest,
): HttpAnswer {
  const body = readBody(request.body);
  const asked = { name: action, body, query: request.url.searchParams };
  const done = act(collection, row, asked, context);
  request.log({ kind: 'action', resource: collection.name, id: row.id, action });
  return request.show(statusOf(request), done.collection, done.row);
}

function deleted(collection: Collection, row: Row, context: WriteContext, request: WriteRequest): HttpAnswer {
  const answer = request.show(200, collection, row);
  deleteRecord(collection, row);
  if (isAttachments(collection)) detach(collection, row.id, context);
  request.log({ kind: 'delete', resource: collection.name, id: row.id });
  return context.readings.deleteAnswer === 'record' ? answer : { ...answer, body: '' };
}

/** The body of a write: one object, never a list. An action needs none. @throws {Refusal} */
function readBody(text: string, needed = false): Fields {
  if (text.trim() === '' && !needed) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal('base', `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (!isObject(value)) throw refusal('base', 'The body is not an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name.startsWith('_') ? name : canonical(name), part]),
  );
}
