/** What a `coupa-record` node does with a resource; `upsert` reads and then creates or updates. */
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

/** Those that change nothing in Coupa: a dry run carries them out, too. */
export const readingOperations = ['list', 'get', 'download'] as const satisfies readonly RecordOperation[];

/** Those that change something in Coupa. */
export const writingOperations = recordOperations.filter((operation) => !isReadingOperation(operation));

/** Whether what a text names changes nothing in Coupa. */
export function isReadingOperation(text: string): boolean {
  return readingOperations.some((operation) => operation === text);
}

/** Whether a text names an operation. */
export function isRecordOperation(text: unknown): text is RecordOperation {
  return recordOperations.some((operation) => operation === text);
}
