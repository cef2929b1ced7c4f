/** A parameter of a list, its value not yet encoded. */
type Pair = readonly [name: string, value: string];

/** Coupa gives 50 records in one answer at most, whatever `limit` asks for. */
export const pageLimit = 50;

/** Sorts a list by id, which never changes. */
export const byId: readonly Pair[] = [
  ['order_by', 'id'],
  ['dir', 'asc'],
];

/** Sorts a list by id, the last one first. */
export const byIdFromLast: readonly Pair[] = [
  ['order_by', 'id'],
  ['dir', 'desc'],
];

/** Takes what comes behind an id. */
export const afterId = 'id[gt]';

/** Parameters that page through a list. They belong to the engine: what a template says of them is put aside. */
export const pagingParameters: ReadonlySet<string> = new Set([
  'limit',
  'offset',
  ...byId.map(([name]) => name),
  afterId,
]);
