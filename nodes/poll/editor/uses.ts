import { currently } from '../../editor/fields/remembered';
import type { EditorNode, RecordUse } from '../../editor/red';

/** What a poll does with records: it lists them. */
export function usesOfPoll(node: EditorNode): RecordUse[] {
  return [{ resource: currently(node, 'resource'), operation: 'list' }];
}
