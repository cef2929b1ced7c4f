import { currently } from '../../editor/fields/remembered';
import type { EditorNode, RecordUse } from '../../editor/red';

/** What a record node does with records. */
export function usesOfRecord(node: EditorNode): RecordUse[] {
  const [resource = '', operation = '', action = ''] = usedFields.map((name) => currently(node, name));
  return [{ resource, operation, action }];
}

/** The properties that say it. */
export const usedFields = ['resource', 'operation', 'action'] as const;
