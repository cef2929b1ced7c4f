import { isoDate } from '../../dates/iso-date';
import type { RecordId } from '../../scan/record-id';
import type { EventType, ToldType } from './event-type';
import type { Version } from './record';
import type { PollSettings } from './settings';

export type { EventType } from './event-type';

/** What travels beside the record, as `msg.coupa`. */
export interface Metadata {
  resource: string;
  /** As the tenant wrote it; digits beyond 2^53 as a string; absent where records have no id. */
  id?: RecordId;
  /** `DELETED`: it is no longer there, see `deletedMessage`. */
  eventType: ToldType;
  /** ISO 8601, UTC; absent where the record carries no such date. */
  updatedAt?: string;
  createdAt?: string;
  /** The same for every sending of this version, another for every other version: for de-duplication downstream. */
  key: string;
  /** Hand it back in a message to acknowledge this record. Opaque. */
  delivery: string;
  /** 1 for the first sending. */
  attempt: number;
  /** Id of the poll that read it. */
  poll: string;
}

/** One record on its way into the flow. */
export interface RecordMessage {
  topic: string;
  payload: unknown;
  coupa: Metadata;
  /** Only with `output: "notification"`. */
  headers?: Record<string, string>;
  /** Only with `output: "notification"`: `POST`. */
  method?: string;
}

/** A version as a message that was not sent yet; `twin`: see `versionKey`. */
export function recordMessage(
  version: Version,
  { resource, removeNulls }: PollSettings,
  { eventType, twin, poll }: { eventType: EventType; twin: boolean; poll: string },
): RecordMessage {
  const { createdAt, updatedAt, id, record } = version;
  const key = versionKey(resource, version, twin);
  return {
    topic: resource,
    payload: removeNulls ? withoutNulls(record) : record,
    coupa: {
      resource,
      ...(id !== undefined && { id }),
      eventType,
      ...(updatedAt !== undefined && { updatedAt: isoDate(updatedAt) }),
      ...(createdAt !== undefined && { createdAt: isoDate(createdAt) }),
      key,
      delivery: '',
      attempt: 1,
      poll,
    },
  };
}

/**
 * What is told of a record that is no longer there, as a message that was not sent yet.
 *
 * @param id what identified it
 * @param look number of the look that found it gone: it may come back, and go again; `poll`: that look's id
 */
export function deletedMessage(
  id: RecordId,
  resource: string,
  { look, poll }: { look: number; poll: string },
): RecordMessage {
  const key = `${resource}:${id}:deleted:${look}`;
  return {
    topic: resource,
    payload: { id },
    coupa: { resource, id, eventType: 'DELETED', key, delivery: '', attempt: 1, poll },
  };
}

/** Whether a message tells that a record is gone: there is nothing of it that could be marked, or reported. */
export function tellsRemoval({ coupa }: Pick<RecordMessage, 'coupa'>): boolean {
  return coupa.eventType === 'DELETED';
}

/**
 * The key of a version. Coupa's dates have whole seconds, so a further change within one second (`twin`) and a record
 * without a date or an id are told apart by their content.
 */
export function versionKey(resource: string, version: Version, twin: boolean): string {
  const date = version.updatedAt === undefined ? undefined : isoDate(version.updatedAt);
  const parts = [resource, version.identity, date ?? version.digest];
  if (twin && date !== undefined) parts.push(version.digest);
  return parts.join(':');
}

/** What decides whether a version counts as created, see `classify`. */
export interface Circumstances {
  /** The position before this poll, epoch milliseconds; `undefined`: the beginning of time. */
  from: number | undefined;
  /** Whether any version of this record was sent before, as far as can be known. */
  sentBefore: boolean;
  /** `createdCheckTolerance`, milliseconds. */
  tolerance: number;
  /**
   * Whether a record of which no date is known may have been there before all the same: it was seen before, or a list that is not
   * read whole may have left it out. Default: no.
   */
  mayBeOld?: boolean;
}

/**
 * `CREATED`: never sent before, and either it did not exist at the previous position or its two dates agree within the
 * tolerance. Everything else is `UPDATED`, and so is what cannot be known to be new.
 */
export function classify(
  version: Version,
  { from, sentBefore, tolerance, mayBeOld = false }: Circumstances,
): EventType {
  if (sentBefore) return 'UPDATED';
  if (from === undefined) return 'CREATED';
  const { createdAt, updatedAt } = version;
  if (createdAt !== undefined && createdAt >= from) return 'CREATED';
  // Without an updated date only the list tells: in one that is read whole, what was never seen was not there before.
  if (updatedAt === undefined) return mayBeOld ? 'UPDATED' : 'CREATED';
  if (createdAt === undefined) return 'UPDATED';
  return Math.abs(updatedAt - createdAt) <= tolerance ? 'CREATED' : 'UPDATED';
}

/** A copy without fields that are null, at any depth; elements of lists stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(entries.map(([name, field]) => [name, withoutNulls(field)]));
}
