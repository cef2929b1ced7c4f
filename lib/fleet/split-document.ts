import { isObject } from '../base/form';

/** A document with its rows apart: most of them stay from one save to the next, and each holds a whole record. */
export interface SplitDocument {
  /** The document; in place of the rows stand their ids, in order. */
  rest: Record<string, unknown>;
  rows: Map<string, Row>;
}

/** A row that has an id of its own. Its `message` never changes. */
export interface Row {
  readonly id: string;
  readonly [member: string]: unknown;
}

const apart = 'pending';

/** What the ids of rows begin with that belong to no document. */
export const besideDocument = 'undeliverable';

/** Takes the rows out of a document. What has none stays whole. */
export function splitDocument(document: object): SplitDocument {
  const members = { ...document } as Record<string, unknown>;
  const list = members[apart];
  if (!Array.isArray(list) || !list.every(isRow)) return { rest: members, rows: new Map() };
  const rows = new Map(list.map((row) => [row.id, row]));
  return { rest: { ...members, [apart]: [...rows.keys()] }, rows };
}

/**
 * The document with its rows in it; `undefined` where one is not there. The rows are later than the document: of what has left since it was
 * stored, nothing but its place is there, and what was sent since then is in no list yet.
 */
export function joinDocument(
  rest: unknown,
  rows: ReadonlyMap<string, string>,
): { document: unknown; known: Map<string, Row> } | undefined {
  const known = new Map<string, Row>();
  if (!isObject(rest)) return { document: rest, known };
  const ids = rest[apart];
  if (!Array.isArray(ids)) return { document: rest, known };
  for (const id of ids) {
    const text = rows.get(String(id));
    if (text === '') continue;
    const row = parsedRow(text);
    if (row === undefined) return undefined;
    known.set(row.id, row);
  }
  const listed = new Set<unknown>(ids);
  for (const [id, text] of rows) {
    const row = listed.has(id) ? undefined : parsedRow(text);
    if (row !== undefined && Number(row['attempt'] ?? 0) > 0) known.set(row.id, row);
  }
  return { document: { ...rest, [apart]: [...known.values()] }, known };
}

/** Rows of the document, and those that belong to none. */
export function partRows(rows: ReadonlyMap<string, string>): Record<'rows' | 'beside', Map<string, string>> {
  const parts = { rows: new Map<string, string>(), beside: new Map<string, string>() };
  for (const [id, text] of rows) parts[id.startsWith(besideDocument) ? 'beside' : 'rows'].set(id, text);
  return parts;
}

/** What tells whether a row has changed: all of it but its message, and where that is. */
export function markOf({ message: _, elsewhere: __, ...rest }: Row): string {
  return JSON.stringify(rest);
}

/** The members at the head of a document, before the first list or object. */
export function headOf(document: object): string {
  const members = Object.entries(document);
  const end = members.findIndex(([, value]) => typeof value === 'object' && value !== null);
  return JSON.stringify(Object.fromEntries(end < 0 ? members : members.slice(0, end)));
}

function isRow(value: unknown): value is Row {
  return isObject(value) && typeof value['id'] === 'string';
}

/** A row as it is written; `undefined` where nothing is left of it. */
export function parsedRow(text: string | undefined): Row | undefined {
  if (text === undefined) return undefined;
  try {
    const row: unknown = JSON.parse(text);
    return isRow(row) ? row : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
