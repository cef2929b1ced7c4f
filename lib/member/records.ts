import type { ReceiverParts } from '../fleet/delivery/receiver-parts';
import { readToken } from '../poll/delivery/token';
import type { RecordMessage } from '../poll/model/message';
import type { PollSettings } from '../poll/model/settings';

/** How the records of a fleet get into one instance's flow. */
export type IntoFlow = Pick<ReceiverParts, 'maxInFlight' | 'by' | 'deliver' | 'landed'>;

/** What an instance does with a record that it has sent. */
export interface OwnFlow {
  /** Sends a message into the flow, at once. */
  send(message: RecordMessage): void;
  /** See `PollerOutlet`. */
  landed?(): boolean;
}

/** The same settings as those of a delivery without a fleet, and one message as it would send it. */
export function intoFlow(
  { delivery, maxInFlight, acknowledgeTimeout }: PollSettings,
  { send, landed }: OwnFlow,
): IntoFlow {
  return {
    maxInFlight,
    by: delivery === 'send' ? { kind: 'turn' } : { kind: 'flow', acknowledgeTimeoutMs: acknowledgeTimeout },
    deliver: (object, token) => {
      const message = object as RecordMessage;
      message.coupa.delivery = token;
      message.coupa.attempt = readToken(token).attempt;
      send(message);
    },
    ...(landed !== undefined && { landed }),
  };
}
