import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Verbs by which something is written, separated by spaces, the one to be used first: `PUT PATCH`. */
type Verbs = string;

/**
 * What release 39 of Coupa lets somebody write in one list, as its Swagger files declare it. `scripts/catalogue.mjs` makes the
 * file; what the files leave out is in `documented-writes.ts`.
 */
export interface WriteFacts {
  /** The definition that its records have in `members.json`: `InvoiceHeader`. Absent: only attachments or actions are known. */
  record?: string;
  /** On the list itself. */
  create?: Verbs;
  /** On `/{id}`. */
  update?: Verbs;
  /** On `/{id}`. */
  delete?: Verbs;
  /** On `/{id}/attachments`. */
  attach?: Verbs;
  /** On `/{id}/attachments/{id}`. */
  detach?: Verbs;
  /** On `/{id}/comments`. */
  comment?: Verbs;
  /** Files that a record has one of each, sent as multipart, by what follows the id: `image_scan`. */
  files?: Readonly<Record<string, Verbs>>;
  /** By what follows the id of a record: `submit`. */
  actions?: Readonly<Record<string, Verbs>>;
  /** By what follows the list, without an id: `submit_for_approval`. */
  listActions?: Readonly<Record<string, Verbs>>;
}

/** By the path of the list below `/api/`, ids in braces: `suppliers/{supplier_id}/addresses`. Read when first asked for. */
export const writeFacts: () => Readonly<Record<string, WriteFacts>> = once(() => read('writes.json'));

/**
 * What the records of lists consist of, and the objects in them: members, separated by spaces, by their kind, by definition.
 *
 * A kind is `string(255)` (with a length), `string`, `text`, `integer`, `decimal(30,4)`, `decimal`, `boolean`, `datetime`, `date`, `time`,
 * `plain` (a value, the files do not say of which kind), `any` (they say nothing that is true), values with `|` between them (behind
 * `integer=` where these are names of numbers), or the name of another definition; `[]` behind it: a list; `!`: declared
 * as read-only, which Coupa's own examples do not keep to.
 */
export type MemberFacts = Readonly<Record<string, string>>;

/** By definition of Coupa's Swagger files: `InvoiceHeader`. Read when first asked for. */
export const memberFacts: () => Readonly<Record<string, MemberFacts>> = once(() => read('members.json'));

function read<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(__dirname, 'data', name), 'utf8')) as T;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
