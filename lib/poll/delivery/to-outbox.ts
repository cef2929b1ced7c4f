import type { Outbox } from '../../ports/outbox';
import type { DeliveryOutlet } from './delivery';
import { messageOf, rowOf } from './in-flight';

/** What a delivery does with records where these are sent into flows of several instances. */
export function toOutbox(
  outbox: Outbox,
): Pick<DeliveryOutlet, 'send' | 'handed' | 'left' | 'isUnderWay' | 'shortcut'> {
  return {
    send: (message, record) => {
      if (record === undefined) return;
      const isWhole = record.elsewhere === undefined;
      outbox.send(message.coupa.delivery, rowOf(record), isWhole ? message : undefined);
    },
    handed: (record) => outbox.keep(rowOf(record)),
    left: (id, follower) => outbox.forget(id, follower),
    isUnderWay: (token) => outbox.isUnderWay(token),
    shortcut: outbox.shortcut,
  };
}

/** A message as it is given up: with its payload, where that was elsewhere. */
export function givingUp(outlet: DeliveryOutlet, outbox: Outbox): DeliveryOutlet {
  return {
    ...outlet,
    giveUp: (message, reason, row) => {
      const text = outbox.messageOf(row.id);
      const payload = text === undefined ? message.payload : messageOf({ message: text }).payload;
      outlet.giveUp({ ...message, payload }, reason, row);
    },
  };
}
