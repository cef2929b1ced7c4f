import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import { ExampleFlow, printed } from './examples/example-flow';
import { Receiver } from './examples/receiver';
import { type NodeRed, platformNames, startNodeRed } from './harness';

/** What the list of the node holds. */
interface Listed {
  records: { key: string; id: number; attempts: number; reason: string; at: string }[];
  redelivering: number;
}

for (const platform of platformNames) {
  describe(`The example "Alert on undeliverable records", on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let service: Receiver;
    let chat: Receiver;
    let nodeRed: NodeRed;
    let flow: ExampleFlow;
    let isClosed = true;

    before(async () => {
      tenant = await Tenant.start();
      tenant.resource('suppliers').createMany(5);
      service = await Receiver.start(({ body }) => (isClosed && Number(body['id']) > 2 ? 503 : 200));
      chat = await Receiver.start(() => 200);
      flow = await ExampleFlow.read('Alert on undeliverable records', tenant);
      flow
        .pollAtOnce()
        .change('Changed suppliers', { maxAttempts: 1 })
        .change('To the service', { url: service.url })
        .change('To the chat', { url: chat.url })
        .change('After a minute, once', { duration: '1' })
        .change('Each hour', { once: false })
        .printInstead('Answer', 'JSON.stringify(msg.payload)');
      nodeRed = await startNodeRed({ platform, flows: flow.nodes });
    });

    after(async () => {
      await nodeRed?.stop();
      await Promise.all([service?.close(), chat?.close(), tenant?.close()]);
    });

    const ask = async (path: string) => {
      const response = await fetch(new URL(`coupa/${path}`, nodeRed.url));
      assert.equal(response.status, 200, path);
      return response.json() as Promise<unknown>;
    };
    const list = async () => (await ask(`undeliverables/${flow.idOf('Changed suppliers')}`)) as Listed;

    it('tells the chat how many records are kept', async () => {
      await chat.until(() => chat.received.some(({ text }) => / 3"/.test(text)));
      assert.equal(chat.received.at(-1)?.body['text'], 'Records of suppliers that could not be delivered: 3');
    });

    it('has them after Node-RED was killed, with their reasons, and sends none of them by itself', async () => {
      const before = (await list()).records;
      const sent = service.received.length;
      await nodeRed.restart('SIGKILL');
      const { records, redelivering } = await list();
      assert.deepEqual([records, redelivering], [before, 0]);
      // They were given up in whatever order the service refused them.
      assert.deepEqual(
        records
          .map(({ id, attempts, reason }) => ({ id, attempts, reason }))
          .toSorted((one, other) => Number(one.id) - Number(other.id)),
        [3, 4, 5].map((id) => ({ id, attempts: 1, reason: 'The service answered 503' })),
      );
      tenant.resource('suppliers').update(1);
      await service.until(() => service.received.length > sent);
      assert.equal(service.received.at(-1)?.body['id'], 1);
    });

    it('shows each of them on request', async () => {
      const [first] = (await list()).records;
      const path = `undeliverable/${flow.idOf('Changed suppliers')}?key=${encodeURIComponent(first?.key ?? '')}`;
      const { record } = (await ask(path)) as { record: { payload: { id: number } } };
      assert.equal(record.payload.id, first?.id);
    });

    it('sends them again at the press of a button, killed once more in the middle of it', async () => {
      isClosed = false;
      const arrived = service.received.length;
      await nodeRed.inject(flow.idOf('Send them again'));
      await service.until(() => service.received.length > arrived);
      await nodeRed.restart('SIGKILL');
      const taken = () => new Set(service.taken.slice(2).map(({ body }) => Number(body['id'])));
      await service.until(() => [3, 4, 5].every((id) => taken().has(id)));
      while ((await list()).records.length > 0);
      const versions = service.received.filter(({ body }) => Number(body['id']) > 2);
      const keys = new Set(versions.map(({ headers }) => headers['idempotency-key']));
      assert.equal(keys.size, 3, 'each version has one key in all its sendings');
    });

    it('answers what became of them, and has nothing left', async () => {
      const before = printed(nodeRed.log).length;
      await nodeRed.inject(flow.idOf('Send them again'));
      await nodeRed.waitUntil('the answer', (log) => printed(log).length > before);
      const nothing = { redelivered: 0, dismissed: 0, superseded: 0, unknown: 0, left: 0 };
      assert.deepEqual(JSON.parse(printed(nodeRed.log).at(-1) ?? ''), nothing);
      assert.deepEqual(nodeRed.errors(), []);
    });
  });
}
