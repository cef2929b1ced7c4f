import type { StateStore } from './state-store';

/**
 * Where a document survives restarts whose rows come and go one by one. What it is told is of one history with the document that is saved
 * beside it: nothing that is told later, there or here, is ever stored without it, and all of it is stored with the next save there.
 */
export interface RowStore extends Pick<StateStore, 'load' | 'keep'> {
  /**
   * What was loaded was taken: these rows are there now, and no others.
   *
   * @param head the document's members beside its rows.
   * @returns whether there is something to save by that.
   */
  taken(head: object, rows: Iterable<readonly [key: string, row: object]>): boolean;
  /** A row is there, or has changed; it keeps its place. */
  put(key: string, row: object): void;
  remove(key: string): void;
  /** Texts that belong to neither, of the same history. Default: none are kept. */
  readonly notes?: NotedTexts;
}

/** Texts that are kept until the document is saved that has what they say. */
export interface NotedTexts {
  /** As they were loaded, by their names. */
  readonly loaded: ReadonlyMap<string, string>;
  put(name: string, text: string): void;
  drop(name: string): void;
}
