import type { Clock } from '../../base/clock';
import { AcknowledgedDelivery } from './acknowledge';
import { type Delivery, type DeliveryOutlet, SendDelivery } from './delivery';
import type { Patience } from './patience';
import type { SendingOrder } from './sending-order';
import type { Settlement } from './settlement';
import { ShortcutDelivery } from './shortcut-delivery';

/** What decides how a node delivers. */
export interface DeliverySettings extends Patience {
  delivery: 'send' | 'acknowledge';
  /** Code of the integration that is told what was settled; empty: none. */
  integration: string;
}

/**
 * The delivery of a node: one that keeps records where it has to be known when each is settled.
 *
 * @param settlement what is left to do with a record that the flow has
 * @param order that of what is sent, and of what was given up
 * @param isOutbox whether records are sent into a flow somewhere else
 */
export function deliveryFor(
  settings: DeliverySettings,
  outlet: DeliveryOutlet,
  clock: Clock,
  settlement: Settlement | undefined,
  order: SendingOrder,
  isOutbox = false,
): Delivery {
  const { delivery, integration } = settings;
  const isSentOnly = delivery === 'send' && integration === '' && settlement === undefined;
  if (isOutbox) {
    const kept = new AcknowledgedDelivery(outlet, settings, clock, { by: 'receiver', settlement }, order);
    const { shortcut } = outlet;
    if (!isSentOnly || shortcut === undefined) return kept;
    return new ShortcutDelivery({ shortcut, kept, outlet, maxInFlight: settings.maxInFlight });
  }
  if (isSentOnly) return new SendDelivery(outlet);
  const by = delivery === 'send' ? 'turn' : 'flow';
  return new AcknowledgedDelivery(outlet, settings, clock, { by, settlement }, order);
}
