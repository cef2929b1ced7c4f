/** What the node can be asked to do. */
export const recordOperations = [
  'list',
  'get',
  'create',
  'update',
  'upsert',
  'delete',
  'action',
  'markExported',
  'attach',
  'download',
] as const;
export type RecordOperation = (typeof recordOperations)[number];

/** Whether a text names an operation. */
export function isRecordOperation(text: unknown): text is RecordOperation {
  return recordOperations.some((operation) => operation === text);
}
