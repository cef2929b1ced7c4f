import type { Collection } from '../collection';
import type { FileStore } from '../files/store';
import type { Id } from '../json';
import type { Readings } from './readings';
import type { Problem } from './refusal';

/** A mail that Coupa has sent to the contacts of an integration. */
export interface Alert {
  at: number;
  resource: string;
  id: Id;
  /** `Technical`, `Functional` or `Both`. */
  contacts: string;
  /** `InvoiceHeader:17`. */
  document: string;
}

/** What writing needs of its tenant. */
export interface WriteContext {
  /** The collection with that name; `undefined` if there is none. */
  find: (name: string) => Collection | undefined;
  /** The collection with that name; made if absent. */
  resource: (name: string) => Collection;
  /** The tenant's clock, epoch milliseconds. */
  now: () => number;
  /** An instant as this tenant writes dates. */
  date: (milliseconds: number) => string;
  readings: Readings;
  /** Ids of lines and other parts, never given twice. */
  nextId: () => number;
  files: FileStore;
  /** The address of the tenant, `http://127.0.0.1:port`. */
  origin: () => string;
  /** Mails sent so far. */
  alerts: Alert[];
  /** "Only API editable" custom fields are written: which those are, by resource. Default: all. */
  customFields: (resource: string) => readonly string[] | undefined;
}

/** One record, or a part of one, that is being written. */
export interface Writing {
  context: WriteContext;
  resource: string;
  /** `Supplier`; `undefined` for what release 39 has no type of, where every member is taken. */
  type: string | undefined;
  /** Object names from the record inwards, as errors name them. */
  place: readonly string[];
  creating: boolean;
  /** Everything found wrong so far; one is enough for nothing to be written. */
  problems: Problem[];
}
