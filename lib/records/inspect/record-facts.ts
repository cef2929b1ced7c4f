import { exportedMark } from '../../catalogue/exported-mark';
import { corePathOf, listOf } from '../../catalogue/lists';
import { membersOf } from '../../catalogue/members/members';
import { defaultKey } from '../../catalogue/natural-keys';
import { type RecordOperation, recordOperations } from '../../catalogue/record-operations';
import { findResource } from '../../catalogue/resources';
import { actionsOf, findOperation, type WriteOperation } from '../../catalogue/write-operations';
import { scopesFor } from '../../catalogue/write-scopes';
import { filesOf } from '../files/file-place';
import type { ActionFacts, RecordFacts } from './known-facts';

/** What is known of the records of a resource. */
export function recordFacts(resource: string): RecordFacts {
  const scopes = recordOperations.map((operation) => [operation, scopesFor(resource, operation)]);
  return {
    path: corePathOf(resource),
    isKnown: findResource(resource) !== undefined || listOf(resource) !== undefined,
    operations: recordOperations.filter((operation) => isThere(resource, operation)),
    actions: actionsOf(resource).map((operation) => actionFacts(resource, operation)),
    files: filesOf(resource),
    key: defaultKey(resource),
    members: [...membersOf(resource).values()].sort((one, other) => one.name.localeCompare(other.name)),
    // One entry for each operation.
    scopes: Object.fromEntries(scopes) as Record<RecordOperation, string[]>,
  };
}

function isThere(resource: string, operation: RecordOperation): boolean {
  const has = (kind: 'create' | 'update' | 'delete') => findOperation(resource, kind) !== undefined;
  const files = filesOf(resource);
  switch (operation) {
    case 'list':
    case 'get':
      return true;
    case 'upsert':
      return has('create') || has('update');
    case 'action':
      return actionsOf(resource).length > 0;
    case 'attach':
      return files.attachments || files.uploads.length > 0;
    case 'download':
      return files.attachments || files.downloads.length > 0;
    case 'markExported':
      return exportedMark(resource) !== undefined;
    default:
      return has(operation);
  }
}

function actionFacts(resource: string, operation: WriteOperation): ActionFacts {
  const { action, methods, path, states = [], repetition } = operation;
  return {
    action,
    method: methods[0],
    path,
    states,
    repetition,
    scopes: scopesFor(resource, 'action', action),
  };
}
