import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Text } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import type { Shortcut } from '../../ports/outbox';
import type { Metadata, RecordMessage } from '../model/message';
import type { PendingRow } from '../model/state';
import type { Delivery, DeliveryOutlet, Parcel } from './delivery';
import { tokenOf } from './token';

/** A record that has its turn on the event loop. */
interface Turning {
  parcel: Parcel;
  /** As it was when it was sent: what is in a flow is the flow's. Absent: it was not sent, since another version of the record was. */
  sent?: { topic: string; payload: string; coupa: Metadata };
}

/** What it is made of. */
export interface ShortcutDeliveryParts {
  shortcut: Shortcut;
  /** Has what does not take the shortcut. */
  kept: Delivery;
  /** Records that are not settled at most. */
  maxInFlight: number;
  outlet: Pick<DeliveryOutlet, 'sending' | 'settled'>;
}

/**
 * The delivery of a leader whose records are settled once they were sent: while the shortcut is open they take it; all others are kept, and go
 * through the outbox. No version of a record takes the one way while another is on the other.
 */
export class ShortcutDelivery implements Delivery {
  readonly keeps = true;
  private turning: Turning[] = [];
  private turn: Promise<void> = Promise.resolve();
  private count = 0;
  private readonly name = randomUUID();

  constructor(private readonly parts: ShortcutDeliveryParts) {}

  get pending(): number {
    return this.parts.kept.pending;
  }

  get settling(): number {
    return this.parts.kept.settling;
  }

  deliver(parcel: Parcel): boolean {
    if (parcel.isKept !== true) this.parts.shortcut.noteRecord();
    if (this.isOpenFor(parcel)) this.add({ parcel, sent: this.send(parcel) });
    else if (this.isTurning(parcel.identity)) this.add({ parcel });
    else return this.parts.kept.deliver(parcel);
    return true;
  }

  room(signal: AbortSignal, isKept = false): Promise<void> | undefined {
    const { kept, maxInFlight, shortcut } = this.parts;
    const wait = kept.room(signal);
    if (wait !== undefined) return wait;
    if (this.turning.length > 0 && this.turning.length + kept.pending >= maxInFlight)
      return unlessAborted(this.turn, signal);
    // What is kept anyway need not wait for the engine's word: each would be a write of its own.
    const looking = isKept ? undefined : shortcut.look();
    return looking && unlessAborted(looking, signal);
  }

  acknowledge(token: string): boolean {
    return this.parts.kept.acknowledge(token);
  }

  refuse(token: string, reason: Text): boolean {
    return this.parts.kept.refuse(token, reason);
  }

  sendAgain(token: string, isUnsent?: boolean): boolean {
    return this.parts.kept.sendAgain(token, isUnsent);
  }

  holds(poll: string): boolean {
    return this.parts.kept.holds(poll);
  }

  hold(identity: string, from: number | undefined): void {
    this.parts.kept.hold(identity, from);
  }

  hasVersionOf(identity: string): boolean {
    return this.parts.kept.hasVersionOf(identity) || this.isTurning(identity);
  }

  earliest(): { from: number | undefined } | undefined {
    return this.parts.kept.earliest();
  }

  toRows(): PendingRow[] {
    return this.parts.kept.toRows();
  }

  restore(rows: readonly PendingRow[]): void {
    this.parts.kept.restore(rows);
  }

  clear(): void {
    this.turning = [];
    this.parts.kept.clear();
  }

  async close(): Promise<void> {
    // Whether the flow has what was sent last, or it is to be kept.
    await this.turn;
    await this.parts.kept.close();
  }

  private isOpenFor({ identity, elsewhere, isKept }: Parcel): boolean {
    const { shortcut, kept } = this.parts;
    if (isKept === true || elsewhere !== undefined || !shortcut.isOpen) return false;
    return !this.isShut && !kept.hasVersionOf(identity);
  }

  /** What could not take the shortcut in this turn any more goes before what could now. */
  private get isShut(): boolean {
    const last = this.turning.at(-1);
    return last !== undefined && last.sent === undefined;
  }

  private isTurning(identity: string): boolean {
    return this.turning.some(({ parcel }) => parcel.identity === identity);
  }

  private send({ message, payload = JSON.stringify(message.payload) }: Parcel): Turning['sent'] {
    const { outlet, shortcut } = this.parts;
    this.count += 1;
    message.coupa.delivery = tokenOf(`${this.name}:${this.count}`, 1);
    const sent = { topic: message.topic, payload, coupa: { ...message.coupa } };
    outlet.sending?.(message);
    shortcut.send(sent.coupa.delivery, message);
    return sent;
  }

  private add(one: Turning): void {
    this.turning.push(one);
    // Each has its own: of two that are sent in one turn, a deploy may stop the node between the first and the second.
    this.turn = this.waitForTurn(one);
  }

  /** Node-RED delivers a message with the next turn of the event loop, and drops what is on its way to a node that it stops. */
  private async waitForTurn(one: Turning): Promise<void> {
    await setImmediate();
    // It was forgotten meanwhile.
    if (this.turning[0] !== one) return;
    this.turning.shift();
    const { parcel, sent } = one;
    const { identity, sequence = Number.POSITIVE_INFINITY } = parcel;
    const { shortcut, kept, outlet } = this.parts;
    if (sent === undefined) kept.deliver(parcel);
    else if (shortcut.hasLanded)
      outlet.settled?.({ identity, sequence, coupa: sent.coupa, message: () => asSent(sent) });
    else kept.deliver({ ...parcel, payload: sent.payload, message: asSent(sent) });
  }
}

/** The message anew: one of the nodes behind may have changed the one that was sent. */
function asSent({ topic, payload, coupa }: NonNullable<Turning['sent']>): RecordMessage {
  return { topic, payload: JSON.parse(payload) as unknown, coupa };
}
