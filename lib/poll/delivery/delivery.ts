import { setImmediate } from 'node:timers/promises';
import { numberText } from '../../base/text/number-text';
import type { Text } from '../../base/text/phrase';
import type { Shortcut } from '../../ports/outbox';
import type { PayloadElsewhere } from '../../ports/page-readers';
import type { Metadata, RecordMessage } from '../model/message';
import type { PendingRow } from '../model/state';
import { InFlight, messageOf, type Pending, pendingAgain } from './in-flight';

/** A record to deliver. */
export interface Parcel {
  identity: string;
  message: RecordMessage;
  /** The JSON text of the message's payload, if it is at hand. */
  payload?: string;
  /** Where the message's payload is, if nobody here has it; with `payload`: where that was fetched from. */
  elsewhere?: PayloadElsewhere;
  /** Its place among all that is sent, see `SendingOrder`: of what is sent again, the one that it had before. Default: it comes after all that was sent so far. */
  sequence?: number | undefined;
  from?: number;
  /** Belongs to a back-fill: the position has nothing to do with it. */
  beside?: boolean;
  /** It was given up before: it is kept wherever it goes, since it may be what stops whoever gets it. Default: no. */
  isKept?: boolean;
}

/** A record that is settled. */
export interface SettledRecord {
  /** What tells the record from others, as in its parcel. */
  readonly identity: string;
  /** As `PendingRow.sequence`; `Infinity`: it was kept nowhere, and is the latest. */
  readonly sequence: number;
  /** As it was before it was sent, but for the number of the last sending: what is in a flow is the flow's. */
  readonly coupa: Metadata;
  /** The message as it was kept: made of its text, which takes long, so for whoever needs more than what is beside it. */
  message(): RecordMessage;
}

/** What a delivery does to the world. */
export interface DeliveryOutlet {
  /** Sends a message into the flow; `record`: what is stored of it, where something is. */
  send(message: RecordMessage, record?: Pending): void;
  /** Gives a record up. `row`: what is stored of it, up to now. */
  giveUp(message: RecordMessage, reason: Text, row: Pick<Pending, 'id' | 'identity' | 'sequence'>): void;
  /**
   * A record is settled: the flow has it, and nothing is left to do with it. Told once, in the turn of the event loop in which the
   * record leaves what is stored as unsettled, as `giveUp` is: what is stored by then holds one of both, whenever it is written.
   * Nobody wants to know it by default.
   */
  settled?(record: SettledRecord): void;
  /** Something has to wait that is left to do with records that the flow has, and why; told once, until none waits any more. */
  waits?(reason: Text): void;
  /** A newer version takes a record's place before that is settled, and is sent next. Nobody wants to know it by default. */
  replaced?(record: Pick<RecordMessage, 'coupa'>): void;
  /** The flow has a record of which something is left to do. Nobody wants to know it by default. */
  handed?(record: Pending): void;
  /**
   * A record is not kept any more: settled, given up, replaced, or forgotten. Nobody wants to know it by default.
   *
   * @param follower id of the version that is sent next, where the flow has this one: it may be marked by now, so that no list returns the
   * next one again. See `Outbox.forget`.
   */
  left?(id: string, follower?: string): void;
  /** The way past all that keeps records, see `Shortcut`. Default: there is none. */
  shortcut?: Shortcut | undefined;
  /** A record is about to take that way. Nobody wants to know it by default. */
  sending?(message: RecordMessage): void;
  /** Whether a sending of before a restart is still under way. Default: none is. */
  isUnderWay?(token: string): boolean;
  /** Whether what was sent in the last turn of the event loop reached the nodes behind; asked once closed. Default: it did. */
  landed?(): boolean;
  /** Something settled or failed: the state has to be saved, the status may change. */
  changed(): void;
}

/** How records get into the flow, and when they count as delivered. */
export interface Delivery {
  /**
   * Takes charge of a record: it is sent now, or when its turn comes.
   *
   * @returns `false`: a back-fill has read what is on its way already, and nothing is sent. Whether the record has returned to that, a poll tells.
   */
  deliver(parcel: Parcel): boolean;
  /**
   * Resolves when another record may be delivered; at once if there is room. Rejects with the signal's reason.
   *
   * @param isKept as in its parcel.
   */
  room(signal: AbortSignal, isKept?: boolean): Promise<void> | undefined;
  /** The flow handed a record back. `false` if the token is not known here: late, repeated or foreign, and harmless. */
  acknowledge(token: string): boolean;
  /** The flow failed to deal with a record. */
  refuse(token: string, reason: Text): boolean;
  /**
   * Whoever had a record to send it into the flow was stopped: it is sent again, as after a restart.
   *
   * @param isUnsent it certainly had reached no flow, so it is not what stopped it. Default: it may have.
   */
  sendAgain(token: string, isUnsent?: boolean): boolean;
  /** Whether it keeps each record until the flow has it: then what is on its way to a node that is stopped comes again by itself. */
  readonly keeps: boolean;
  /** Records not settled yet. */
  readonly pending: number;
  /** Of these, records that the flow has, and of which something is left to do before they are settled. */
  readonly settling: number;
  /** Whether a record that was read by the poll of this id is not settled yet. */
  holds(poll: string): boolean;
  /**
   * A poll has read a record and counts it as sent: the position waits for what is not settled of it, also where a back-fill sent that.
   *
   * @param from the position when the poll began, epoch milliseconds
   */
  hold(identity: string, from: number | undefined): void;
  /** Whether a version of this record is not settled yet. */
  hasVersionOf(identity: string): boolean;
  /** The earliest `from` of what is not settled, if anything is. */
  earliest(): { from: number | undefined } | undefined;
  toRows(): PendingRow[];
  /** Sends again what was unsettled when the state was saved, in its order, but for what is still under way. */
  restore(rows: readonly PendingRow[]): void;
  /** Forgets everything unsettled: the position is reset. */
  clear(): void;
  /** Stops all timers and whatever is under way; nothing is sent any more. Resolves when its rows are what is to be stored. */
  close(): Promise<void>;
}

/** `delivery: "send"`: a record counts as delivered once it was sent. */
export class SendDelivery implements Delivery {
  readonly keeps = false;
  readonly pending = 0;
  readonly settling = 0;
  private sent = 0;
  /** What was unsettled before, until it had its turn on the event loop: nobody else would send it again. */
  private readonly left = new InFlight();
  private turn: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly outlet: DeliveryOutlet) {}

  deliver({ identity, message, sequence = Number.POSITIVE_INFINITY }: Parcel): boolean {
    this.sent += 1;
    message.coupa.delivery = `${message.coupa.poll}:${numberText(this.sent)}.1`;
    this.outlet.send(message);
    this.outlet.settled?.({ identity, sequence, coupa: message.coupa, message: () => message });
    return true;
  }

  room(): undefined {
    return undefined;
  }

  acknowledge(): boolean {
    return false;
  }

  refuse(): boolean {
    return false;
  }

  sendAgain(): boolean {
    return false;
  }

  holds(): boolean {
    return false;
  }

  hold(): void {}

  hasVersionOf(): boolean {
    return false;
  }

  earliest(): { from: number | undefined } | undefined {
    return this.left.earliest();
  }

  toRows(): PendingRow[] {
    return this.left.toRows();
  }

  /** A node that was switched from `acknowledge` sends what was left, once; not what the flow has. */
  restore(rows: readonly PendingRow[]): void {
    const sent: Pending[] = [];
    for (const row of rows) {
      if (row.handed) continue;
      const record = pendingAgain(row);
      this.left.add(record);
      // It may be closed by what it sends.
      if (this.closed) continue;
      const message = messageOf(record);
      message.coupa.attempt = row.attempt + 1;
      this.outlet.send(message);
      sent.push(record);
    }
    if (sent.length > 0) this.turn = this.settle(sent);
  }

  clear(): void {
    this.left.clear();
  }

  async close(): Promise<void> {
    this.closed = true;
    // Where it is closed by what it sends, the turn of that is about to begin.
    await Promise.resolve();
    await this.turn;
  }

  private async settle(records: readonly Pending[]): Promise<void> {
    await setImmediate();
    if (this.closed && !(this.outlet.landed?.() ?? true)) return;
    for (const record of records) {
      const { identity, sequence, coupa } = record;
      this.left.remove(record);
      this.outlet.settled?.({ identity, sequence, coupa, message: () => messageOf(record) });
    }
    this.outlet.changed();
  }
}
