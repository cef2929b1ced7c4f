import type { RecordMessage } from '../../../lib/poll/model/message';

/** An invoice's message, not sent yet; versions differ in their content. */
export function invoiceMessage(id: number, version = 1): RecordMessage {
  return {
    topic: 'invoices',
    payload: { id, version },
    coupa: {
      resource: 'invoices',
      id,
      eventType: 'UPDATED',
      key: `invoices:${id}:${version}`,
      delivery: '',
      attempt: 1,
      poll: 'p',
    },
  };
}
