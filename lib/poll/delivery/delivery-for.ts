import type { Clock } from '../../base/clock';
import { AcknowledgedDelivery, type Patience } from './acknowledge';
import { type Delivery, type DeliveryOutlet, SendDelivery } from './delivery';

/** What decides how a node delivers. */
export interface DeliverySettings extends Patience {
  delivery: 'send' | 'acknowledge';
  /** Code of the integration that is told what was settled; empty: none. */
  integration: string;
}

/** The delivery of a node: one that keeps records where it has to be known when each is settled. */
export function deliveryFor(settings: DeliverySettings, outlet: DeliveryOutlet, clock: Clock): Delivery {
  if (settings.delivery === 'acknowledge') return new AcknowledgedDelivery(outlet, settings, clock);
  return settings.integration === ''
    ? new SendDelivery(outlet)
    : new AcknowledgedDelivery(outlet, settings, clock, { by: 'turn' });
}
