import assert from 'node:assert/strict';
import { buildNotification, hubOf, notificationMessage } from '../../../lib/hub/notification';
import { sign } from '../../../lib/hub/signature';

const record = {
  resource: 'invoices',
  id: 42,
  eventType: 'CREATED' as const,
  updatedAt: '2016-06-01T04:09:10.000Z',
  record: { id: 42, total: '1.00' },
};

describe('notifications', () => {
  it('are signed as the published example is', () => {
    assert.equal(
      sign('<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>', 'MySecretEventSignatureKey'),
      'sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=',
    );
  });

  it('have the shape that receivers know', () => {
    const instance = { name: 'Procurement', tags: ['a', 'b'], instanceId: 7 };
    assert.deepEqual(buildNotification(record, instance, 'event-1'), {
      message: {
        elementKey: 'coupa',
        accountId: 1,
        eventId: 'event-1',
        companyId: 1,
        instanceId: 7,
        instance_id: 7,
        instanceName: 'Procurement',
        instanceTags: ['a', 'b'],
        raw: { id: 42, total: '1.00' },
        userId: 1,
        events: [
          {
            elementKey: 'coupa',
            eventType: 'CREATED',
            hubKey: 'businessspendmanagement',
            objectId: '42',
            objectType: 'invoices',
            date: '2016-06-01T04:09:10Z',
          },
        ],
      },
    });
  });

  it('have an event id of their own unless one is given', () => {
    assert.notEqual(buildNotification(record).message.eventId, buildNotification(record).message.eventId);
  });

  it('take the present for a record without a date, and no id for one without', () => {
    const { events } = buildNotification(
      { ...record, id: undefined, updatedAt: undefined },
      {},
      'e',
      0,
    ).message;
    assert.deepEqual([events[0]?.objectId, events[0]?.date], ['', '1970-01-01T00:00:00Z']);
  });

  it('carry the signature of the bytes that an http request node sends', () => {
    const message = notificationMessage(buildNotification(record), 'key');
    assert.equal(message.method, 'POST');
    assert.equal(message.headers['Elements-Webhook-Signature'], sign(JSON.stringify(message.payload), 'key'));
    assert.equal(message.headers['Content-Type'], 'application/json');
  });

  it('keep their signature when the message is cloned on its way', () => {
    const message = notificationMessage(
      buildNotification({ ...record, record: { 2: 'b', 1: 'a', ü: 'é' } }),
      'key',
    );
    const { payload, headers } = structuredClone(message);
    assert.equal(headers['Elements-Webhook-Signature'], sign(JSON.stringify(payload), 'key'));
  });

  it('have no signature without a key', () => {
    assert.deepEqual(notificationMessage(buildNotification(record), '').headers, {
      'Content-Type': 'application/json',
    });
  });

  it('name the hub of their URL', () => {
    assert.equal(hubOf('/hubs/finance/customers?where=a'), 'finance');
    assert.equal(hubOf('/api/invoices'), 'businessspendmanagement');
  });
});
