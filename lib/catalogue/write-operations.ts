import { deadWrites, statesFor } from './documented-writes';
import { type CoupaList, listOf } from './lists';
import type { WriteFacts } from './read-data';

export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `file`: a file that a record has one of, such as the scan of an invoice. `detach`: deletes an attachment. */
export type WriteKind = 'create' | 'update' | 'delete' | 'action' | 'attach' | 'detach' | 'comment' | 'file';

/**
 * What a second, equal request does after one whose answer was lost. `safe`: the same as one. `adds`: makes another record, comment or
 * attachment. `once`: Coupa refuses it because the state has changed, or carries it out again; the record tells which.
 */
export type Repetition = 'safe' | 'adds' | 'once';

/** One thing that can be written. */
export interface WriteOperation {
  kind: WriteKind;
  /** What follows the id of the record (`business_groups/add`) or the list (`submit_for_approval`); `""` where the kind says all. */
  action: string;
  /** The one to use first; others do the same. PATCH is first for four actions that have nothing else. */
  methods: readonly [WriteMethod, ...WriteMethod[]];
  /** Below the site, `{id}` for the id of the record: `/api/invoices/{id}/submit`. */
  path: string;
  /** Whether it is done to a record that exists: its path has `{id}`. */
  ofRecord: boolean;
  /** Statuses that the record has to have, where they are documented. */
  states?: readonly string[];
  repetition: Repetition;
  /** `false`: only the documentation knows it, release 39's Swagger files do not. */
  declared: boolean;
  /** The path that works where this one is declared and not carried out: `budget_lines/{id}/adjust`. */
  instead?: string;
}

/**
 * All that can be written in a list, by a name of the catalogue or a path; empty where nothing is known. Release 39 declares 502 operations;
 * each is the verb of one of these.
 */
export function writeOperations(resource: string): WriteOperation[] {
  const list = listOf(resource);
  if (list === undefined) return [];
  return [...operationsIn(list, list.declared, true), ...operationsIn(list, list.documented, false)];
}

/** The actions of a list: those on one record, and those without an id (`requisitions/submit_for_approval`). */
export function actionsOf(resource: string): WriteOperation[] {
  return writeOperations(resource).filter(({ kind }) => kind === 'action');
}

/** One operation: `findOperation('invoices', 'action', 'submit')`. `undefined`: not known, which is no proof that there is none. */
export function findOperation(resource: string, kind: WriteKind, action = ''): WriteOperation | undefined {
  return writeOperations(resource).find((one) => one.kind === kind && one.action === action);
}

function operationsIn(list: CoupaList, facts: WriteFacts, declared: boolean): WriteOperation[] {
  const { path, template } = list;
  // Of `attachments` itself, below a record or not, the records are the attachments.
  const attachments = /(?:^|\/)attachments$/.test(template) ? path : `${path}/{id}/attachments`;
  const one = (kind: WriteKind, at: string, verbs: string | undefined, action = '') =>
    methodsIn(verbs).map((methods): WriteOperation => {
      const ofRecord = at.startsWith(`${path}/{id}`);
      const repetition = repetitionOf(kind, action, methods[0]);
      const operation = { kind, action, methods, path: at, ofRecord, repetition, declared };
      return { ...operation, ...statesOf(template, kind, action), ...insteadOf(template, kind) };
    });
  const many = (kind: WriteKind, at: string, table: Readonly<Record<string, string>> = {}) =>
    Object.entries(table).flatMap(([action, verbs]) => one(kind, `${at}/${action}`, verbs, action));
  return [
    ...one('create', path, facts.create),
    ...one('update', `${path}/{id}`, facts.update),
    ...one('delete', `${path}/{id}`, facts.delete),
    ...many('action', `${path}/{id}`, facts.actions),
    ...many('action', path, facts.listActions),
    ...many('file', `${path}/{id}`, facts.files),
    ...one('attach', attachments, facts.attach),
    ...one('detach', `${attachments}/{${attachments === path ? 'id' : 'attachment_id'}}`, facts.detach),
    ...one('comment', `${path}/{id}/comments`, facts.comment),
  ];
}

/** DELETE undoes what another verb does at the same path, so it is an operation of its own. */
function methodsIn(verbs = ''): [WriteMethod, ...WriteMethod[]][] {
  const all = verbs.split(' ').filter(Boolean) as WriteMethod[];
  const groups = [all.filter((verb) => verb !== 'DELETE'), all.filter((verb) => verb === 'DELETE')];
  return groups.flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others]]));
}

/** What sets the status of a run, resolves a report, or adds what an association then has anyway: a second one changes nothing. */
const settling =
  /^(?:(?:un)?resolve|acknowledge|business_groups\/.*|supplier_user_integration_contacts\/.*|fail|finish|max_updated_at|pause|pending|run|success)$/;

/** What makes a record each time: `create_as_cart`, `load_file`, `submit_for_approval` of a list. */
const making = /^(?:create_|load_|add_to_cart$|(?:new\/)?submit_for_approval$|schedule_issuance$)/;

function repetitionOf(kind: WriteKind, action: string, method: WriteMethod): Repetition {
  if (kind === 'create' || kind === 'attach' || kind === 'comment') return 'adds';
  if (kind !== 'action' || method === 'DELETE' || settling.test(action)) return 'safe';
  return method === 'POST' && making.test(action) ? 'adds' : 'once';
}

function statesOf(template: string, kind: WriteKind, action: string): { states?: readonly string[] } {
  const states = Object.hasOwn(statesFor, template) ? statesFor[template]?.[action || kind] : undefined;
  return states === undefined ? {} : { states };
}

function insteadOf(template: string, kind: WriteKind): { instead?: string } {
  const dead = Object.hasOwn(deadWrites, template) ? deadWrites[template] : undefined;
  return dead?.kinds.includes(kind) ? { instead: dead.instead } : {};
}
