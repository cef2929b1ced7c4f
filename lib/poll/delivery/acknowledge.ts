import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import { phrase, type Text, times } from '../../base/text/phrase';
import { toCoupaError } from '../lifecycle/interruption';
import type { RecordMessage } from '../model/message';
import type { PendingRow } from '../model/state';
import type { Delivery, DeliveryOutlet, Parcel } from './delivery';
import { holdPosition, InFlight, messageOf, type Pending, pendingAgain, pendingOf } from './in-flight';
import { Outage } from './outage';
import { type Patience, pauseAfter } from './patience';
import { isRefusal } from './refusal';
import { SendingOrder } from './sending-order';
import type { HandingOver } from './settlement';
import { readToken, tokenOf } from './token';
import { WaitingForRoom } from './waiting-for-room';

/**
 * Keeps each record until it is settled: with `delivery: "acknowledge"` until the flow has handed it back, and where something is
 * left to do then, until that is done.
 *
 * Each sending has its own token, so that a late refusal of an earlier sending does not count against a later one, while a
 * late acknowledgement still settles the record. Versions of one record are sent one after the other settled.
 */
export class AcknowledgedDelivery implements Delivery {
  readonly keeps = true;
  private readonly inFlight = new InFlight();
  /** Records that are not settled since Coupa does not say yes or no. */
  private readonly outage: Outage;
  private readonly waiting = new WaitingForRoom();
  private closed = false;
  /** Ends what is left to do with the records of now. */
  private abort = new AbortController();
  /** Records that were sent and had no turn yet. */
  private turns = 0;

  constructor(
    private readonly outlet: DeliveryOutlet,
    private readonly patience: Patience,
    private readonly clock: Clock,
    private readonly handingOver: HandingOver = { by: 'flow' },
    private readonly order = new SendingOrder(),
  ) {
    this.outage = new Outage((reason) => outlet.waits?.(reason));
  }

  get pending(): number {
    return this.inFlight.size;
  }

  get settling(): number {
    // A record that is only sent is in nobody's hands but for a turn of the event loop.
    const { by, settlement } = this.handingOver;
    return by === 'turn' && settlement !== undefined ? this.inFlight.size : this.inFlight.handed;
  }

  deliver({ identity, message, payload, elsewhere, from, beside, ...place }: Parcel): boolean {
    const { sequence = this.order.next() } = place;
    const same = this.inFlight.same(identity, message, beside ?? false, elsewhere);
    if (same !== undefined && !beside) this.inFlight.readAgain(same, from, sequence);
    if (same !== undefined) return !beside;
    const record = pendingOf(message, { identity, sequence, from, beside }, payload, elsewhere);
    // Of a record that was elsewhere the message has no more than the id.
    const wasFetched = elsewhere !== undefined && payload !== undefined;
    if (this.inFlight.add(record)) this.send(record, wasFetched ? undefined : message);
    return true;
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    return this.pending < this.patience.maxInFlight ? undefined : this.waiting.wait(signal);
  }

  acknowledge(token: string): boolean {
    const record = this.inFlight.find(readToken(token).id);
    // Where one was sent that is queued, it was forgotten since that an earlier version is settled: that comes again, before this one.
    if (record === undefined || record.handed || record.stage === 'queued') return false;
    this.handOver(record);
    return true;
  }

  refuse(token: string, reason: Text): boolean {
    const record = this.sentAs(token);
    if (record !== undefined) this.fail(record, reason);
    return record !== undefined;
  }

  sendAgain(token: string, isUnsent = false): boolean {
    const record = this.sentAs(token);
    if (record !== undefined) this.takeUp(record, isUnsent);
    return record !== undefined;
  }

  holds(poll: string): boolean {
    return this.inFlight.holds(poll);
  }

  hold(identity: string, from: number | undefined): void {
    for (const record of this.inFlight.versionsOf(identity)) holdPosition(record, from);
  }

  hasVersionOf(identity: string): boolean {
    return this.inFlight.hasVersionOf(identity);
  }

  earliest(): { from: number | undefined } | undefined {
    return this.inFlight.earliest();
  }

  toRows(): PendingRow[] {
    return this.inFlight.toRows();
  }

  restore(rows: readonly PendingRow[]): void {
    const first: Pending[] = [];
    for (const row of rows) {
      this.order.pass(row.sequence);
      const record = pendingAgain(row);
      if (this.inFlight.add(record) || record.handed) first.push(record);
    }
    for (const record of first) {
      if (record.handed) this.finish(record);
      else if (this.isUnderWay(record)) record.stage = 'sent';
      else this.takeUp(record);
    }
  }

  clear(): void {
    for (const record of this.inFlight.all()) {
      this.clock.clearTimeout(record.timer);
      this.outlet.left?.(record.id);
    }
    this.inFlight.clear();
    this.outage.clear();
    this.abort.abort();
    this.abort = new AbortController();
    this.wake();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.abort.abort();
    for (const record of this.inFlight.all()) this.clock.clearTimeout(record.timer);
    // What was sent last may be on its way still: its turn decides whether the flow has it.
    if (this.turns > 0) await setImmediate();
  }

  /** What a restart interrupted comes again, even for the last time; but a record that ends the process each time does not. */
  private takeUp(record: Pending, isUnsent = false): void {
    if (isUnsent || record.attempt <= this.patience.maxAttempts) this.send(record);
    else
      this.giveUp(
        record,
        phrase`sent ${times(record.attempt)}, and neither acknowledged nor refused before a restart`,
      );
  }

  private isUnderWay({ id, attempt }: Pending): boolean {
    return this.outlet.isUnderWay?.(tokenOf(id, attempt)) ?? false;
  }

  private sentAs(token: string): Pending | undefined {
    const { id, attempt } = readToken(token);
    const record = this.inFlight.find(id);
    return record?.stage === 'sent' && record.attempt === attempt ? record : undefined;
  }

  private send(record: Pending, first?: RecordMessage): void {
    if (this.closed) return;
    record.stage = 'sent';
    record.attempt += 1;
    const message = first ?? messageOf(record);
    message.coupa.delivery = tokenOf(record.id, record.attempt);
    for (const coupa of [message.coupa, record.coupa]) coupa.attempt = record.attempt;
    if (this.handingOver.by === 'flow') this.limitTime(record);
    this.outlet.send(message, record);
    if (this.handingOver.by === 'turn') void this.waitForTurn(record);
  }

  private limitTime(record: Pending): void {
    const patienceMs = this.patience.acknowledgeTimeout;
    const late = () => this.fail(record, phrase`not acknowledged within ${patienceMs / 1000} seconds`);
    record.timer = this.clock.setTimeout(late, patienceMs);
  }

  /** Node-RED delivers a message with the next turn of the event loop, and drops what is on its way to a node that it stops. */
  private async waitForTurn(record: Pending): Promise<void> {
    this.turns += 1;
    await setImmediate();
    this.turns -= 1;
    if (!this.inFlight.has(record) || record.handed) return;
    if (!this.closed || (this.outlet.landed?.() ?? true)) this.handOver(record);
  }

  /** The flow has it. */
  private handOver(record: Pending): void {
    this.clock.clearTimeout(record.timer);
    if (this.handingOver.settlement === undefined) {
      this.settle(record);
      return;
    }
    this.inFlight.hand(record);
    this.outlet.handed?.(record);
    this.outlet.changed();
    this.finish(record);
  }

  /** What is left to do before a record that the flow has is settled. Where the node is closed a successor does it. */
  private finish(record: Pending): void {
    const { settlement } = this.handingOver;
    if (this.closed) return;
    record.stage = 'finishing';
    if (settlement === undefined) {
      this.settle(record);
      return;
    }
    const { signal } = this.abort;
    const unlessEnded =
      <Value>(then: (value: Value) => void) =>
      (value: Value) => {
        if (!signal.aborted) then(value);
      };
    settlement.settle(messageOf(record), signal).then(
      unlessEnded((newer) => this.finished(record, newer)),
      unlessEnded((error: unknown) => this.finishFailed(record, toCoupaError(error))),
    );
  }

  /** A version that waits behind it is newer, and will be settled itself. */
  private finished(record: Pending, newer: RecordMessage | undefined): void {
    if (newer === undefined || this.inFlight.isFollowed(record)) {
      this.settle(record);
      return;
    }
    this.inFlight.remove(record);
    this.outage.over(record.id);
    const { identity, from, beside } = record;
    const next = pendingOf(newer, { identity, sequence: this.order.next(), from, beside });
    this.inFlight.add(next);
    this.outlet.replaced?.(record);
    this.send(next, newer);
    this.outlet.left?.(record.id, next.id);
    this.outlet.changed();
  }

  /** Only what was refused counts: the flow has the record, so an outage, however long, is no reason to give it up. */
  private finishFailed(record: Pending, error: CoupaError): void {
    const again = () => this.finish(record);
    if (!isRefusal(error)) {
      this.rest(record, this.outage.failed(record.id, error.phrase), again);
      return;
    }
    this.outage.over(record.id);
    record.tries = (record.tries ?? 0) + 1;
    if (record.tries >= this.patience.maxAttempts) this.giveUp(record, error.phrase);
    else this.rest(record, record.tries, again);
  }

  private fail(record: Pending, reason: Text): void {
    this.clock.clearTimeout(record.timer);
    if (this.closed) return;
    if (record.attempt >= this.patience.maxAttempts) this.giveUp(record, reason);
    else this.rest(record, record.attempt, () => this.send(record));
  }

  private rest(record: Pending, attempt: number, again: () => void): void {
    record.stage = 'resting';
    record.timer = this.clock.setTimeout(again, pauseAfter(attempt) * 1000);
    this.outlet.changed();
  }

  private giveUp(record: Pending, reason: Text): void {
    const message = messageOf(record);
    message.coupa.attempt = record.attempt;
    this.outlet.giveUp(message, reason, record);
    this.remove(record);
  }

  private settle(record: Pending): void {
    const { identity, sequence, coupa } = record;
    this.outlet.settled?.({ identity, sequence, coupa, message: () => messageOf(record) });
    this.remove(record);
  }

  private remove(record: Pending): void {
    this.clock.clearTimeout(record.timer);
    this.outage.over(record.id);
    const next = this.inFlight.remove(record);
    if (next !== undefined) this.send(next);
    this.outlet.left?.(record.id, record.handed ? next?.id : undefined);
    this.outlet.changed();
    this.wake();
  }

  private wake(): void {
    this.waiting.wake(() => this.pending < this.patience.maxInFlight);
  }
}
