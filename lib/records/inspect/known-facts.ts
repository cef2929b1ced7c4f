import type { RecordOperation } from '../../catalogue/record-operations';
import type { KnownFiles } from '../model/known-files';

/** What is known of a list, for somebody who sets up what is done with its records. */
export interface RecordFacts {
  /** Its path below the site. */
  path: string;
  /** Whether anything is known of it: the tenant may be newer than release 39. */
  isKnown: boolean;
  /** What can be done with its records, as far as it is known. */
  operations: RecordOperation[];
  actions: ActionFacts[];
  files: KnownFiles;
  /** By what its records are recognised, as a node's `key` has it; empty: not known. */
  key: string;
  members: MemberFacts[];
  /** The scopes that each operation needs, those of single actions apart. */
  scopes: Record<RecordOperation, string[]>;
}

/** An action that records of a list have. */
export interface ActionFacts {
  /** What follows the id, or the list: `submit`. */
  action: string;
  method: string;
  /** `/api/invoices/{id}/submit`. */
  path: string;
  /** Statuses that the record has to have, where they are documented. */
  states: readonly string[];
  /** What a second, equal request does: see `Repetition` of the catalogue. */
  repetition: 'safe' | 'adds' | 'once';
  scopes: string[];
}

/** A member of a record: `Member` of the catalogue, as far as it is shown. */
export interface MemberFacts {
  name: string;
  kind:
    | 'string'
    | 'integer'
    | 'decimal'
    | 'boolean'
    | 'dateTime'
    | 'date'
    | 'time'
    | 'object'
    | 'plain'
    | 'any';
  list: boolean;
  readOnly: boolean;
  maxLength?: number;
  choices?: readonly string[];
  definition?: string;
  identifiedBy?: readonly string[];
}
