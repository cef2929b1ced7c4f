import { isObject } from '../base/form';
import type { Kept, StateStore } from '../ports/state-store';

/** Of which records a node had a copy when it left its fleet, and of which list. */
interface Left {
  keys: readonly string[];
  list: string;
}

/**
 * Where a node without a fleet keeps its undeliverable records. Of one that has left a fleet it says beside them of which it had a copy
 * then: what is not among its records any more was redelivered or dismissed by it, and its fleet need not list it again.
 */
export class LeftBook implements StateStore {
  private left: Left | undefined;

  constructor(private readonly store: StateStore) {}

  async load(): Promise<unknown> {
    const document = await this.store.load();
    this.left = leftIn(document);
    return document;
  }

  save(document: object): Promise<void> {
    const { left } = this;
    // The records of another list took the place of those.
    if (left === undefined || listOf(document) !== left.list) return this.store.save(document);
    return this.store.save({ ...document, left: left.keys });
  }

  async keep(kind: Kept, text: string): Promise<string> {
    return (await this.store.keep?.(kind, text)) ?? '';
  }
}

function leftIn(document: unknown): Left | undefined {
  if (!isObject(document)) return undefined;
  const { copyOf, records, left } = document;
  const keys = copyOf === undefined ? left : keysOf(records);
  return Array.isArray(keys) ? { keys, list: listOf(document) } : undefined;
}

function keysOf(records: unknown): unknown[] {
  const rows = Array.isArray(records) ? records : [];
  return rows.flatMap((row: unknown) =>
    isObject(row) && isObject(row['coupa']) ? [row['coupa']['key']] : [],
  );
}

function listOf(document: object): string {
  const { tenant, path } = document as { tenant?: unknown; path?: unknown };
  return JSON.stringify([tenant, path]);
}
