import type { Text } from '../../base/text/phrase';
import type { RecordMessage } from '../model/message';
import type { PendingRow } from '../model/state';

/** A record to deliver. */
export interface Parcel {
  identity: string;
  message: RecordMessage;
  from?: number;
  /** Belongs to a back-fill: the position has nothing to do with it. */
  beside?: boolean;
}

/** What a delivery does to the world. */
export interface DeliveryOutlet {
  /** Sends a message into the flow. */
  send(message: RecordMessage): void;
  /** Gives a record up. */
  giveUp(message: RecordMessage, reason: Text): void;
  /** Something settled or failed: the state has to be saved, the status may change. */
  changed(): void;
}

/** How records get into the flow, and when they count as delivered. */
export interface Delivery {
  /** Takes charge of a record: it is sent now, or when its turn comes. */
  deliver(parcel: Parcel): void;
  /** Resolves when another record may be delivered; at once if there is room. Rejects with the signal's reason. */
  room(signal: AbortSignal): Promise<void> | undefined;
  /** The flow handed a record back. `false` if the token is not known here: late, repeated or foreign, and harmless. */
  acknowledge(token: string): boolean;
  /** The flow failed to deal with a record. */
  refuse(token: string, reason: string): boolean;
  /** Records not settled yet. */
  readonly pending: number;
  /** The earliest `from` of what is not settled, if anything is. */
  earliest(): { from: number | undefined } | undefined;
  toRows(): PendingRow[];
  /** Sends again what was unsettled when the state was saved, in its order. */
  restore(rows: readonly PendingRow[]): void;
  /** Forgets everything unsettled: the position is reset. */
  clear(): void;
  /** Stops all timers; nothing is sent any more. */
  close(): void;
}

/** `delivery: "send"`: a record counts as delivered once it was sent. */
export class SendDelivery implements Delivery {
  readonly pending = 0;
  private sent = 0;

  constructor(private readonly outlet: DeliveryOutlet) {}

  deliver({ message }: Parcel): void {
    this.sent += 1;
    message.coupa.delivery = `${message.coupa.poll}:${this.sent}.1`;
    this.outlet.send(message);
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

  earliest(): undefined {
    return undefined;
  }

  toRows(): PendingRow[] {
    return [];
  }

  /** A node that was switched from `acknowledge` sends what was left, once. */
  restore(rows: readonly PendingRow[]): void {
    for (const row of rows) {
      const message = JSON.parse(row.message) as RecordMessage;
      message.coupa.attempt = row.attempt + 1;
      this.outlet.send(message);
    }
  }

  clear(): void {}

  close(): void {}
}
