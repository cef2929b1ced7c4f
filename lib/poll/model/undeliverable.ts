import {
  count,
  type Form,
  flag,
  integer,
  listOf,
  Malformed,
  moment,
  objectOf,
  optional,
  passing,
  text,
} from '../../base/form';
import { Phrase, type Text } from '../../base/text/phrase';
import { fromParts, inParts } from '../../base/text/stored-phrase';
import { isRecordId } from '../../scan/record-id';
import { type ToldType, toldTypes } from './event-type';
import type { Metadata, RecordMessage } from './message';

/** A record that was given up, as it is stored. Its key is that of its version: of each, the last giving up is kept. */
export interface UndeliverableRow {
  /** Opaque, the part of `msg.coupa.delivery` before the attempt. */
  readonly id: string;
  /** What tells the record from others: versions of one record wait for each other. */
  readonly identity: string;
  /** As `PendingRow.sequence`; a version that is sent again keeps its own. Absent: it is of another order, or of an earlier version of the package. */
  readonly sequence?: number;
  readonly topic: string;
  /** As it was sent last. */
  readonly coupa: Metadata;
  /** The record as JSON text. */
  readonly payload: string;
  /** Why it was given up. */
  readonly reason: Text;
  /** When, by this computer's clock. Epoch milliseconds. */
  readonly at: number;
  /** A version that is not older was delivered since. */
  readonly superseded?: boolean;
  /** It is to be sent again, and has been neither delivered nor given up since that was asked for. */
  readonly asked?: boolean;
  /** It was dismissed after that was asked for, when it may have been on its way already. */
  readonly dismissed?: boolean;
}

/** All undeliverable records of a list, as a value. */
export interface UndeliverableState {
  /** It is a copy of those that are kept elsewhere, under this name. */
  readonly copyOf?: string;
  /** Keys of those of which the node had such a copy when it began to keep them by itself. */
  readonly left?: readonly string[];
  /** Origin of the tenant's site. */
  readonly tenant: string;
  /** Path of the list that is polled. */
  readonly path: string;
  /** The one that was given up first comes first. */
  readonly records: readonly UndeliverableRow[];
}

/** The form that is written. */
export const undeliverableFormat = 1;

/** The message that is sent when it is sent again: a new delivery. */
export function messageAnew({ topic, coupa, payload }: UndeliverableRow): RecordMessage {
  return { topic, payload: JSON.parse(payload) as unknown, coupa: { ...coupa, delivery: '', attempt: 1 } };
}

/** The message as it was sent last. */
export function asSent(row: UndeliverableRow): RecordMessage {
  return { ...messageAnew(row), coupa: row.coupa };
}

const metadata: Form<Metadata> = {
  resource: text,
  id: optional(passing(isRecordId)),
  eventType: passing((value): value is ToldType => (toldTypes as readonly unknown[]).includes(value)),
  updatedAt: optional(passing(isDate)),
  createdAt: optional(passing(isDate)),
  key: text,
  delivery: text,
  attempt: count,
  poll: text,
};

/** A row as it is stored. */
export function storedRow(row: UndeliverableRow): object {
  return { ...row, reason: inParts(row.reason) };
}

/** Reads it as it is stored. @throws {Malformed} */
export const undeliverableForm = objectOf<UndeliverableState & { format: number }>({
  format: count,
  tenant: text,
  path: text,
  copyOf: optional(text),
  left: optional(listOf(text)),
  records: listOf(
    objectOf<UndeliverableRow>({
      id: text,
      identity: text,
      sequence: optional(integer),
      topic: text,
      coupa: objectOf(metadata),
      payload: passing(isJson),
      reason: readReason,
      at: moment,
      superseded: optional(flag),
      asked: optional(flag),
      dismissed: optional(flag),
    }),
  ),
});

function readReason(value: unknown, place: string): Text {
  const whole = fromParts(value);
  if (typeof whole === 'string' || whole instanceof Phrase) return whole;
  throw new Malformed(place);
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** It is sent later, where nobody could say any more that it is none. */
function isJson(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
