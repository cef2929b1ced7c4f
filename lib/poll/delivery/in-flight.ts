import { randomUUID } from 'node:crypto';
import type { Mutable } from '../../base/mutable';
import { digestOf } from '../../connection/json/listed-record';
import type { OutboxRow } from '../../ports/outbox';
import type { PayloadElsewhere } from '../../ports/page-readers';
import type { Metadata, RecordMessage } from '../model/message';
import { nameIn } from '../model/record-identity';
import type { PendingRow, SentVersion } from '../model/state';

/** A record on its way: what is stored of it, and how far it is. */
export interface Pending extends Mutable<PendingRow> {
  /** What was stored without a number has one as well, once it is on its way again. */
  sequence: number;
  /**
   * `queued`: behind an earlier version. `sent`: on its way through the flow. `finishing`: the flow has it, and what settles it is
   * under way. `resting`: one of these two failed, and it waits for its pause.
   */
  stage: 'queued' | 'sent' | 'finishing' | 'resting';
  /** As it stands in the message, which is kept as text: parsed again, it takes as long as all the rest. */
  readonly coupa: Metadata;
  timer?: unknown;
  /** See `OutboxRow`. */
  elsewhere?: OutboxRow['elsewhere'];
}

/**
 * A message that was not sent yet.
 *
 * @param payload the JSON text of its payload, if it is at hand: to make another takes as long as to parse it.
 * @param elsewhere where the payload is, if it is not at hand.
 */
export function pendingOf(
  message: RecordMessage,
  place: Pick<Pending, 'identity' | 'sequence' | 'from' | 'beside'>,
  payload?: string,
  elsewhere?: PayloadElsewhere,
): Pending {
  const { topic, coupa } = message;
  // The message's own goes into the flow, which may change it.
  const own = { ...coupa };
  const isAbsent = payload === undefined && elsewhere !== undefined;
  const text = isAbsent ? 'null' : payload;
  const before = `{"topic":${JSON.stringify(topic)},"payload":`;
  const whole =
    text === undefined ? JSON.stringify(message) : `${before}${text},"coupa":${JSON.stringify(coupa)}}`;
  // Member by member: V8 would make a hidden class for each record of `{ ...place, message }`.
  const pending: Pending = {
    id: randomUUID(),
    identity: place.identity,
    sequence: place.sequence,
    from: place.from,
    beside: place.beside,
    key: own.key,
    attempt: 0,
    stage: 'queued',
    coupa: own,
    message: whole,
  };
  if (isAbsent) pending.elsewhere = { ...elsewhere, at: before.length };
  return pending;
}

/** One that was stored. */
export function pendingAgain(row: PendingRow): Pending {
  return { ...row, sequence: row.sequence ?? 0, stage: 'queued', coupa: messageOf(row).coupa };
}

/** What is stored of it. */
export function rowOf({ stage: _, timer: __, coupa: ___, ...row }: Pending): PendingRow & OutboxRow {
  return row;
}

/** The message as it is sent once more. */
export function messageOf({ message }: Pick<PendingRow, 'message'>): RecordMessage {
  return JSON.parse(message) as RecordMessage;
}

/** Versions that are on their way by polls, in their order; of what tells that a record is gone: none. */
export function sentVersions(rows: readonly (PendingRow & Pick<OutboxRow, 'elsewhere'>)[]): SentVersion[] {
  return rows.flatMap((row) => {
    const { coupa, payload } = messageOf(row);
    if (row.beside === true || coupa.eventType === 'DELETED') return [];
    const updatedAt = coupa.updatedAt === undefined ? undefined : Date.parse(coupa.updatedAt);
    return [
      { identity: nameIn(row, coupa), updatedAt, digest: row.elsewhere?.digest ?? contentDigest(payload) },
    ];
  });
}

/** A version that a back-fill has on its way was read by a poll too: now the position has to wait for it. */
export function holdPosition(record: Pending, from: number | undefined): void {
  if (record.beside) record.from = from;
  record.beside = false;
}

/**
 * Holds a record for a map, and is emptied when that is to forget it: a `Map` that is filled and emptied again and again is copied now and then, and
 * the copy that is not used any more points at the next one. Once one of them is in V8's old space, all that they held stays until a full collection.
 */
interface Held {
  record: Pending | undefined;
}

/** The records that are not settled; versions of one record stand in line. Knows no time, and sends nothing. */
export class InFlight {
  private readonly records = new Map<string, Held>();
  /** Emptied when nothing is left in them, see `Held`. */
  private readonly lines = new Map<string, Pending[]>();
  /** How many of them each poll read. */
  private readonly polls = new Map<string, number>();
  private handedCount = 0;

  get size(): number {
    return this.records.size;
  }

  /** Those of which the flow has done its part. */
  get handed(): number {
    return this.handedCount;
  }

  /** The flow has done its part of one of them. */
  hand(record: Pending): void {
    record.handed = true;
    this.handedCount += 1;
  }

  *all(): Iterable<Pending> {
    for (const { record } of this.records.values()) if (record !== undefined) yield record;
  }

  find(id: string): Pending | undefined {
    return this.records.get(id)?.record;
  }

  has(record: Pending): boolean {
    return this.find(record.id) === record;
  }

  /**
   * The very version, where it is in its line. After a crash the last page is read again while its unsettled records were restored; a
   * key alone may hide a twin. What stands before another version, or before the word that the record is gone, is another one: the record
   * has returned to what it was.
   *
   * @param isOld whether it may be older than what stands behind it, as a page of a back-fill may be. Then it is the same all the same.
   */
  same(
    identity: string,
    message: RecordMessage,
    isOld: boolean,
    elsewhere?: PayloadElsewhere,
  ): Pending | undefined {
    const line = this.lines.get(identity) ?? [];
    const first = isOld ? line.findLastIndex(({ coupa }) => coupa.eventType === 'DELETED') + 1 : -1;
    return line.slice(first).find((other) => isSame(other, message, elsewhere));
  }

  /** A poll has read one of them: where the record was another version meanwhile, it has returned to this one, the latest from now on. */
  readAgain(record: Pending, from: number | undefined, sequence: number): void {
    holdPosition(record, from);
    record.sequence = sequence;
  }

  /** Whether a later version of it waits. */
  isFollowed(record: Pending): boolean {
    return this.lines.get(record.identity)?.at(-1) !== record;
  }

  /** The versions of this record among them, in their order. */
  versionsOf(identity: string): readonly Pending[] {
    return this.lines.get(identity) ?? [];
  }

  /** Whether a version of this record is among them. */
  hasVersionOf(identity: string): boolean {
    return this.lines.has(identity);
  }

  /** Puts it at the end of its line; whether it is its turn. */
  add(record: Pending): boolean {
    this.records.set(record.id, { record });
    if (record.handed) this.handedCount += 1;
    const { poll } = record.coupa;
    this.polls.set(poll, (this.polls.get(poll) ?? 0) + 1);
    const line = this.lines.get(record.identity);
    if (line === undefined) this.lines.set(record.identity, [record]);
    else line.push(record);
    return line === undefined;
  }

  /** Takes it out; the version whose turn has come by that, if there is one. */
  remove(record: Pending): Pending | undefined {
    const held = this.records.get(record.id);
    if (held !== undefined) {
      this.records.delete(record.id);
      held.record = undefined;
      this.forget(record);
    }
    const line = this.lines.get(record.identity) ?? [];
    const at = line.indexOf(record);
    if (at >= 0) line.splice(at, 1);
    const next = line[0];
    if (next === undefined) this.lines.delete(record.identity);
    return next?.stage === 'queued' ? next : undefined;
  }

  /** Whether one of them was read by the poll of this id. */
  holds(poll: string): boolean {
    return this.polls.has(poll);
  }

  earliest(): { from: number | undefined } | undefined {
    let earliest: { from: number | undefined } | undefined;
    for (const { from, beside } of this.all()) {
      if (beside) continue;
      if (from === undefined) return { from };
      if (earliest?.from === undefined || from < earliest.from) earliest = { from };
    }
    return earliest;
  }

  toRows(): PendingRow[] {
    return Array.from(this.all(), rowOf);
  }

  clear(): void {
    this.records.clear();
    this.lines.clear();
    this.polls.clear();
    this.handedCount = 0;
  }

  private forget({ handed, coupa: { poll } }: Pending): void {
    if (handed) this.handedCount -= 1;
    const left = (this.polls.get(poll) ?? 0) - 1;
    if (left > 0) this.polls.set(poll, left);
    else this.polls.delete(poll);
  }
}

function isSame(record: Pending, { coupa, payload }: RecordMessage, elsewhere?: PayloadElsewhere): boolean {
  if (record.key !== coupa.key) return false;
  if (record.elsewhere !== undefined || elsewhere !== undefined)
    return digestIn(record) === (elsewhere?.digest ?? contentDigest(payload));
  return JSON.stringify(messageOf(record).payload) === JSON.stringify(payload);
}

function digestIn(record: Pending): string {
  return record.elsewhere?.digest ?? contentDigest(messageOf(record).payload);
}

function contentDigest(payload: unknown): string {
  return digestOf(Object(payload) as object);
}
