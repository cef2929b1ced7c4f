import { currently } from '../../editor/fields/remembered';
import type { EditorNode, RecordUse } from '../../editor/red';

/** What a record node does with records. */
export function usesOfRecord(node: EditorNode): RecordUse[] {
  const said = (name: (typeof usedFields)[number]) => currently(node, name);
  const [resource, operation, action] = [said('resource'), said('operation'), said('action')];
  if (operation !== 'upsert') return [{ resource, operation, action }];
  return partsOfUpsert(said('onMissing'), said('onExisting')).map((part) => ({ resource, operation: part }));
}

/** The properties that say it. */
export const usedFields = ['resource', 'operation', 'action', 'onMissing', 'onExisting'] as const;

/** What an upsert comes to: it always looks, and does not write what it is to leave alone. A variable may say either. */
export function partsOfUpsert(onMissing: string, onExisting: string): ('list' | 'create' | 'update')[] {
  const leavesAlone = (choice: string) => choice === 'skip' || choice === 'error';
  return [
    'list',
    ...(leavesAlone(onMissing) ? [] : (['create'] as const)),
    ...(leavesAlone(onExisting) ? [] : (['update'] as const)),
  ];
}
