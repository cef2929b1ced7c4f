import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock';
import type { Mutable } from '../../base/mutable';
import { phrase, type Text } from '../../base/text/phrase';
import type { RecordMessage } from '../model/message';
import type { PendingRow } from '../model/state';
import type { Delivery, DeliveryOutlet, Parcel } from './delivery';

/** How patient an acknowledged delivery is. */
export interface Patience {
  /** Unsettled records at most. */
  maxInFlight: number;
  /** Milliseconds after which a record that was not acknowledged is sent again. */
  acknowledgeTimeout: number;
  /** Sendings of one record at most. */
  maxAttempts: number;
}

/** Pause before the next sending, in seconds, after so many: 5, 15, 45 … at most an hour. */
export function pauseAfter(attempt: number): number {
  return Math.min(5 * 3 ** (attempt - 1), 3600);
}

interface Pending extends Mutable<PendingRow> {
  /** `sent`: the flow has it. `resting`: refused or timed out, waiting for its pause. `queued`: behind an earlier version. */
  stage: 'sent' | 'resting' | 'queued';
  timer?: unknown;
}

/**
 * `delivery: "acknowledge"`: a record counts as delivered once the flow has handed it back.
 *
 * Each sending has its own token, so that a late refusal of an earlier sending does not count against a later one, while a
 * late acknowledgement still settles the record. Versions of one record are sent one after the other settled.
 */
export class AcknowledgedDelivery implements Delivery {
  private readonly records = new Map<string, Pending>();
  private readonly byIdentity = new Map<string, Pending[]>();
  private waiters: (() => void)[] = [];
  private closed = false;

  constructor(
    private readonly outlet: DeliveryOutlet,
    private readonly patience: Patience,
    private readonly clock: Clock,
  ) {}

  get pending(): number {
    return this.records.size;
  }

  deliver({ identity, message, from, beside }: Parcel): void {
    const same = this.byIdentity.get(identity)?.find((other) => isSame(other, message));
    if (same !== undefined) {
      if (!beside) holdPosition(same, from);
      return;
    }
    const record: Pending = {
      id: randomUUID(),
      identity,
      key: message.coupa.key,
      message: JSON.stringify(message),
      attempt: 0,
      from,
      beside,
      stage: 'queued',
    };
    if (this.enqueue(record)) this.send(record, message);
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    if (this.records.size < this.patience.maxInFlight) return undefined;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const give = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        this.waiters = this.waiters.filter((waiter) => waiter !== give);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.waiters.push(give);
    });
  }

  acknowledge(token: string): boolean {
    const record = this.records.get(readToken(token).id);
    if (record === undefined) return false;
    this.settle(record);
    return true;
  }

  refuse(token: string, reason: string): boolean {
    const { id, attempt } = readToken(token);
    const record = this.records.get(id);
    if (record?.stage !== 'sent' || record.attempt !== attempt) return false;
    this.fail(record, reason);
    return true;
  }

  earliest(): { from: number | undefined } | undefined {
    let earliest: { from: number | undefined } | undefined;
    for (const { from, beside } of this.records.values()) {
      if (beside) continue;
      if (from === undefined) return { from };
      if (earliest?.from === undefined || from < earliest.from) earliest = { from };
    }
    return earliest;
  }

  toRows(): PendingRow[] {
    return Array.from(this.records.values(), ({ id, identity, key, message, attempt, from, beside }) => ({
      id,
      identity,
      key,
      message,
      attempt,
      from,
      beside,
    }));
  }

  restore(rows: readonly PendingRow[]): void {
    const first = rows
      .map((row): Pending => ({ ...row, stage: 'queued' }))
      .filter((record) => this.enqueue(record));
    for (const record of first) this.sendAgain(record);
  }

  clear(): void {
    for (const record of this.records.values()) this.clock.clearTimeout(record.timer);
    this.records.clear();
    this.byIdentity.clear();
    this.wake();
  }

  close(): void {
    this.closed = true;
    for (const record of this.records.values()) this.clock.clearTimeout(record.timer);
  }

  /** Whether it is this record's turn. */
  private enqueue(record: Pending): boolean {
    this.records.set(record.id, record);
    const queue = this.byIdentity.get(record.identity);
    if (queue === undefined) this.byIdentity.set(record.identity, [record]);
    else queue.push(record);
    return queue === undefined;
  }

  /** What a restart interrupted comes again, even for the last time; but a record that ends the process each time does not. */
  private sendAgain(record: Pending): void {
    if (record.attempt <= this.patience.maxAttempts) this.send(record);
    else
      this.giveUp(
        record,
        phrase`sent ${record.attempt} times, and neither acknowledged nor refused before a restart`,
      );
  }

  private send(record: Pending, first?: RecordMessage): void {
    if (this.closed) return;
    record.stage = 'sent';
    record.attempt += 1;
    const message = first ?? (JSON.parse(record.message) as RecordMessage);
    message.coupa.delivery = `${record.id}.${record.attempt}`;
    message.coupa.attempt = record.attempt;
    const patienceMs = this.patience.acknowledgeTimeout;
    record.timer = this.clock.setTimeout(
      () => this.fail(record, phrase`not acknowledged within ${patienceMs / 1000} seconds`),
      patienceMs,
    );
    this.outlet.send(message);
  }

  private fail(record: Pending, reason: Text): void {
    this.clock.clearTimeout(record.timer);
    if (this.closed) return;
    if (record.attempt >= this.patience.maxAttempts) {
      this.giveUp(record, reason);
      return;
    }
    record.stage = 'resting';
    record.timer = this.clock.setTimeout(() => this.send(record), pauseAfter(record.attempt) * 1000);
    this.outlet.changed();
  }

  private giveUp(record: Pending, reason: Text): void {
    const message = JSON.parse(record.message) as RecordMessage;
    message.coupa.attempt = record.attempt;
    this.outlet.giveUp(message, reason);
    this.settle(record);
  }

  private settle(record: Pending): void {
    this.clock.clearTimeout(record.timer);
    this.records.delete(record.id);
    const queue = this.byIdentity.get(record.identity)?.filter((other) => other !== record) ?? [];
    const next = queue[0];
    if (next === undefined) this.byIdentity.delete(record.identity);
    else this.byIdentity.set(record.identity, queue);
    if (next?.stage === 'queued') this.send(next);
    this.outlet.changed();
    this.wake();
  }

  private wake(): void {
    while (this.waiters.length > 0 && this.records.size < this.patience.maxInFlight) this.waiters.shift()?.();
  }
}

/** After a crash the last page is read again while its unsettled records were restored; a key alone may hide a twin. */
function isSame(record: Pending, { coupa, payload }: RecordMessage): boolean {
  if (record.key !== coupa.key) return false;
  const sent = JSON.parse(record.message) as RecordMessage;
  return JSON.stringify(sent.payload) === JSON.stringify(payload);
}

/** A version that a back-fill has on its way was read by a poll too: now the position has to wait for it. */
function holdPosition(record: Pending, from: number | undefined): void {
  if (record.beside) record.from = from;
  record.beside = false;
}

function readToken(token: string): { id: string; attempt: number } {
  const at = token.lastIndexOf('.');
  return { id: token.slice(0, at), attempt: Number(token.slice(at + 1)) };
}
