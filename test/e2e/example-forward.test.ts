import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Tenant } from '../simulator/tenant';
import { ExampleFlow, printed } from './examples/example-flow';
import { type Received, Receiver } from './examples/receiver';
import { asOneStory, type NodeRed, platformNames, startNodeRed } from './harness';

const signatureKey = 'a key that only the receiver knows';

for (const platform of platformNames) {
  describe(`The example "Forward to a callback URL", on ${platform}`, function () {
    this.timeout(120_000);
    asOneStory();

    let tenant: Tenant;
    let receiver: Receiver;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start();
      tenant.resource('invoices').createMany(12);
      receiver = await Receiver.start(() => 503);
      const flow = await ExampleFlow.read('Forward to a callback URL', tenant);
      flow
        .pollAtOnce()
        .change('Changed invoices', { credentials: { signatureKey } })
        .change('To the callback URL', { url: receiver.url })
        .printWhenDone('Changed invoices', 'msg.error ? "refused" : "acknowledged"');
      nodeRed = await startNodeRed({ platform, flows: flow.nodes });
    });

    after(async () => {
      await nodeRed?.stop();
      await receiver?.close();
      await tenant?.close();
    });

    it('posts a notification of every record, and none is taken', async () => {
      await receiver.until(() => new Set(receiver.received.map(objectId)).size === 12);
      assert.equal(receiver.taken.length, 0);
    });

    it('is killed and started again, and the receiver gets every one of them, once', async () => {
      await nodeRed.kill('SIGKILL');
      receiver.decide = () => 200;
      await nodeRed.start();
      await receiver.until(() => receiver.taken.length >= 12);
      assert.deepEqual(receiver.taken.map(objectId).sort(ascending), range(1, 12));
    });

    it('signs every notification over the bytes that arrive', () => {
      for (const { headers, text } of receiver.received) {
        const digest = createHmac('sha256', signatureKey).update(text).digest('base64');
        assert.equal(headers['elements-webhook-signature'], `sha256=${digest}`);
      }
    });

    it('names the event of one version the same in all its sendings', () => {
      const events = new Set(receiver.received.map(({ body }) => messageOf(body)['eventId']));
      assert.equal(events.size, 12);
    });

    it('restarts, and sends nothing again but what has changed', async () => {
      // An answer that was still on its way to Node-RED would rightly be forgotten.
      await nodeRed.waitUntil('all are acknowledged', (log) => acknowledged(log) === 12);
      await nodeRed.restart();
      tenant.resource('invoices').update(3);
      await receiver.until(() => receiver.taken.length >= 13);
      assert.deepEqual(receiver.taken.slice(12).map(objectId), [3]);
      const { eventType, objectType } = eventOf(receiver.taken.at(-1) as Received);
      assert.deepEqual({ eventType, objectType }, { eventType: 'UPDATED', objectType: 'invoices' });
    });
  });
}

function acknowledged(log: string[]): number {
  return printed(log).filter((line) => line === 'acknowledged').length;
}

function objectId(received: Received): number {
  return Number(eventOf(received)['objectId']);
}

function eventOf({ body }: Received): Record<string, unknown> {
  const [event] = messageOf(body)['events'] as Record<string, unknown>[];
  return event ?? {};
}

function messageOf(body: Record<string, unknown>): Record<string, unknown> {
  return body['message'] as Record<string, unknown>;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function ascending(one: number, other: number): number {
  return one - other;
}
