import type { Text } from '../../base/text/phrase';

/** The first records of a resource. */
export interface RecordTrial {
  records: { payload: unknown; id?: string | number }[];
  /** Milliseconds until the answer. */
  milliseconds: number;
}

/** What a node would do with some objects. */
export interface Rehearsal {
  objects: RehearsedObject[];
  /** Objects that were not looked at, since there are too many. */
  left: number;
}

/** What a node would do with one object: one of `request`, `found` and `refused` says it. */
export interface RehearsedObject {
  /** What would be sent. */
  request?: { method: string; path: string; body?: unknown; form?: unknown };
  /** The record that says already what is to be written, or that is to be left alone: nothing would be sent. */
  found?: unknown;
  /** Why nothing can be sent. */
  refused?: Text;
  warnings: { path: string; message: Text }[];
}
