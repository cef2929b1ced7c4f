import type { RecordMessage } from '../../../../lib/poll/model/message';

/** The message of an invoice that was sent for the first time. */
export function recordMessage(id: number, { poll = 'p', key = `invoices:${id}` } = {}): RecordMessage {
  const coupa = {
    resource: 'invoices',
    id,
    eventType: 'CREATED',
    key,
    delivery: '',
    attempt: 1,
    poll,
  } as const;
  return { topic: 'invoices', payload: { id, status: 'approved' }, coupa };
}
