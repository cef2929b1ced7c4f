import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import { ExampleFlow, printed } from './examples/example-flow';
import { Receiver } from './examples/receiver';
import { type NodeRed, platformNames, startNodeRed } from './harness';

for (const platform of platformNames) {
  describe(`The example "Acknowledge and retry", on ${platform}`, function () {
    this.timeout(120_000);

    let tenant: Tenant;
    let service: Receiver;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start();
      tenant.resource('suppliers').createMany(8);
      service = await Receiver.start(({ body }, before) => {
        const attempt = before.filter((one) => one.body['id'] === body['id']).length + 1;
        if (body['id'] === 8) return 422;
        return attempt === 1 ? (firstAnswers[Number(body['id'])] ?? 200) : 200;
      });
      const flow = await ExampleFlow.read('Acknowledge and retry', tenant);
      flow
        .pollAtOnce()
        .change('Changed suppliers', { maxAttempts: 2 })
        .change('To the service', { url: service.url })
        .printInstead('Given up', 'msg.coupa.id + ": " + msg.error');
      nodeRed = await startNodeRed({ platform, flows: flow.nodes });
    });

    after(async () => {
      await nodeRed?.stop();
      await service?.close();
      await tenant?.close();
    });

    it('posts every record until the service has taken it, however it failed at first', async () => {
      await service.until(() => service.taken.length >= 7);
      const ids = service.taken.map(({ body }) => Number(body['id']));
      assert.deepEqual(ids.sort(), [1, 2, 3, 4, 5, 6, 7], 'each was taken once');
    });

    it('gives the one up that the service never takes, and says why', async () => {
      await nodeRed.waitUntil('record 8 is given up', (log) => printed(log).length > 0);
      assert.deepEqual(printed(nodeRed.log), ['8: The service answered 422']);
    });

    it('names each version the same in all its sendings', () => {
      const keys = new Map<unknown, Set<unknown>>();
      for (const { body, headers } of service.received) {
        const known = keys.get(body['id']) ?? new Set();
        keys.set(body['id'], known.add(headers['idempotency-key']));
      }
      for (const [id, names] of keys) {
        assert.equal(names.size, 1, `record ${String(id)} has one key`);
        assert.match(String([...names][0]), new RegExp(`^suppliers:${String(id)}:`));
      }
      assert.deepEqual(sendings(service), [1, 2, 2, 1, 2, 1, 1, 2], 'only what failed was posted again');
    });

    it('goes on with what changes next', async () => {
      tenant.resource('suppliers').update(4);
      await service.until(() => service.taken.length >= 8);
      assert.equal(service.taken.at(-1)?.body['id'], 4);
    });
  });
}

/** What goes wrong the first time, by id: a server error, a connection that is cut, a refusal. */
const firstAnswers: Record<number, number> = { 2: 500, 3: 0, 5: 429 };

/** How often each of the eight records was posted. */
function sendings({ received }: Receiver): number[] {
  return Array.from(
    { length: 8 },
    (_, index) => received.filter(({ body }) => body['id'] === index + 1).length,
  );
}
