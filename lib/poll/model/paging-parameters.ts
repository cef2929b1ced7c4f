/** Parameters that page through a list. They belong to the engine: what a template says of them is put aside. */
export const pagingParameters: ReadonlySet<string> = new Set([
  'limit',
  'offset',
  'order_by',
  'dir',
  'id[gt]',
]);
