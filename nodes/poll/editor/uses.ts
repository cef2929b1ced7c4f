import { currently } from '../../editor/fields/remembered';
import type { EditorNode, RecordUse } from '../../editor/red';

/** What a poll does with records: it lists them, and reports to an integration where it has one. */
export function usesOfPoll(node: EditorNode): RecordUse[] {
  const [resource = '', integration = ''] = usedFields.map((name) => currently(node, name));
  const lists: RecordUse = { resource, operation: 'list' };
  if (integration.trim() === '') return [lists];
  return [lists, { resource: runs, operation: 'list' }, { resource: runs, operation: 'update' }];
}

const runs = 'integration_runs';

/** The properties that say it. */
export const usedFields = ['resource', 'integration'] as const;
