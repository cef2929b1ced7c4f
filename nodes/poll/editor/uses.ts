import { currently } from '../../editor/fields/remembered';
import type { EditorNode, RecordUse } from '../../editor/red';

/** What a poll does with records: it lists them, marks them if it is to, and reports to an integration where it has one. */
export function usesOfPoll(node: EditorNode): RecordUse[] {
  const [resource = '', integration = '', markExported] = usedFields.map((name) => currently(node, name));
  const own: RecordUse[] = [{ resource, operation: 'list' }];
  if (markExported === 'true') own.push({ resource, operation: 'markExported' });
  if (integration.trim() === '') return own;
  return [...own, { resource: runs, operation: 'list' }, { resource: runs, operation: 'update' }];
}

const runs = 'integration_runs';

/** The properties that say it. */
export const usedFields = ['resource', 'integration', 'markExported'] as const;
